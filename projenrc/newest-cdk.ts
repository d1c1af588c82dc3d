import { awscdk, Component, JsonFile } from 'projen';

/**
 * The construct tests once more, against the newest `aws-cdk-lib`: installed beside the floor under an alias, so that the
 * lockfile pins both.
 */
export class NewestCdk extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary, version: string) {
    super(project);
    project.addDevDeps(`aws-cdk-lib-newest@npm:aws-cdk-lib@${version}`);
    const { jest } = project;
    new JsonFile(project, 'test/jest.newest-cdk.json', {
      obj: () => ({
        ...jest!.config,
        rootDir: '..',
        reporters: ['default'],
        silent: true, // newer CDKs report on templates that tests make on purpose
        testMatch: ['<rootDir>/test/src/**/*.test.ts'], // the snapshots too: the template is the same
        moduleNameMapper: { '^aws-cdk-lib$': 'aws-cdk-lib-newest', '^aws-cdk-lib/(.*)$': 'aws-cdk-lib-newest/$1' },
      }),
    });
    project.addTask('test:newest-cdk', {
      description: `Run the construct tests against aws-cdk-lib ${version}`,
      execArgs: ['jest', '--ci', '--config', 'test/jest.newest-cdk.json'],
    });
  }
}
