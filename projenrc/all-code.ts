import { awscdk, Component, javascript } from 'projen';

/**
 * One program of all folders. The gate checks its types and lints it: a program for each folder would read the types of
 * `aws-cdk-lib` and of the SDK once for each folder.
 *
 * The folders keep their own `tsconfig.json` for editors and for `npx projen typecheck:<folder>`.
 */
export class AllCode extends Component {
  static readonly TSCONFIG = 'tsconfig.all.json';

  constructor(project: awscdk.AwsCdkConstructLibrary, folders: readonly string[]) {
    super(project);
    new javascript.TypescriptConfig(project, {
      fileName: AllCode.TSCONFIG,
      extends: javascript.TypescriptConfigExtends.fromPaths(['./tsconfig.json']),
      compilerOptions: { noEmit: true, rootDir: '.', paths: { 'cdk-ses-dkim': ['./src/index.ts'] } },
      include: ['.projenrc.ts', ...folders.map((folder) => `${folder}/**/*.ts`)],
      exclude: ['node_modules', '**/cdk.out'],
    });
    project.addPackageIgnore(`/${AllCode.TSCONFIG}`);
    project.addTask('typecheck', {
      description: 'Check the types of all folders',
      execArgs: ['tsc', '-p', AllCode.TSCONFIG],
    });
    project.addTask('lint', {
      description: 'Lint all folders, and change nothing',
      env: { ESLINT_USE_FLAT_CONFIG: 'false' },
      exec: `eslint --ext .ts --max-warnings 0 ${folders.join(' ')} .projenrc.ts`,
    });
  }
}
