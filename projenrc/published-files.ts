import { awscdk, Component } from 'projen';

/** npm publishes every file that is not ignored. `test/package/tarball.test.ts` reads the tarball. */
export class PublishedFiles extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    for (const path of [
      '/.ci/', '/acceptance/', '/API.md', '/ARCHITECTURE.md', '/CHANGELOG.md', '/CODE_OF_CONDUCT.md', '/CONTRIBUTING.md', '/MAINTAINERS.md', '/RELEASING.md',
      '/SECURITY.md', '/VERSIONS.md', '/bench/', '/demo/', '/dist/', '/docs/', '/examples/', '/lambda/', '/languages/', '/local-aws/',
      '/probe/', '/projenrc/', '/rosetta/', '/test/', '/try/',
    ]) {
      project.addPackageIgnore(path);
    }
    project.gitignore.exclude('cdk.out/', '.jsii.gz'); // `.jsii` only says that the assembly is in `.jsii.gz`
  }
}
