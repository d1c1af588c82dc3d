import { awscdk, Component, javascript } from 'projen';

/** Folders with code of their own that is type-checked and linted, and never compiled or shipped. */
export class SideProjects extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary, folders: string[]) {
    super(project);
    for (const folder of folders) {
      new javascript.TypescriptConfig(project, {
        fileName: `${folder}/tsconfig.json`,
        extends: javascript.TypescriptConfigExtends.fromPaths(['../tsconfig.json']),
        compilerOptions: {
          noEmit: true,
          rootDir: '..',
          types: ['node'],
          // Examples import the library as its users do.
          ...(folder === 'local-aws' ? {} : { paths: { 'cdk-ses-dkim': ['../src/index.ts'] } }),
        },
        include: ['**/*.ts'],
        exclude: ['node_modules', '**/cdk.out'],
      });
      project.eslint?.allowDevDeps(`${folder}/**`);
      project.preCompileTask.spawn(project.addTask(`typecheck:${folder}`, {
        description: `Type-check ${folder}/`,
        execArgs: ['tsc', '-p', `${folder}/tsconfig.json`],
      }));
    }
  }
}
