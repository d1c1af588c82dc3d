import { awscdk, Component, javascript } from 'projen';

/**
 * The Lambda handlers: `lambda/index.ts` becomes the bundle `assets/lambda/index/index.js`.
 *
 * The SDK is part of the bundle: the copy in the Lambda runtime may be too old to know `SigningHostedZone` and would
 * drop it from responses without a word.
 */
export class Handlers extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    new javascript.TypescriptConfig(project, {
      fileName: 'lambda/tsconfig.json',
      extends: javascript.TypescriptConfigExtends.fromPaths(['../tsconfig.json']),
      compilerOptions: { noEmit: true, rootDir: '..', types: ['node', 'aws-lambda'] },
      include: ['**/*.ts'],
      exclude: ['node_modules'],
    });
    const { bundleTask } = project.bundler.addBundle('lambda/index.ts', { platform: 'node', target: 'node22', externals: [], watchTask: false });
    // The SDK takes a plugin to become small, and esbuild has those only in its JavaScript API.
    bundleTask.reset('ts-node --transpile-only --project projenrc/tsconfig.json projenrc/bundle-handlers.ts');
    project.eslint?.allowDevDeps('lambda/**');
    // Neither output is ever cleaned otherwise.
    project.preCompileTask.prependSpawn(project.addTask('clean', { description: 'Remove what was compiled and bundled', exec: 'rm -rf lib assets' }));
    project.preCompileTask.spawn(project.addTask('typecheck:lambda', {
      description: 'Type-check the handlers (esbuild does not)',
      execArgs: ['tsc', '-p', 'lambda/tsconfig.json'],
    }));
  }
}
