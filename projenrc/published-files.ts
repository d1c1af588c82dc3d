import { awscdk, Component } from 'projen';

/** What npm does not ignore it publishes. `test/tarball.test.ts` reads the tarball. */
export class PublishedFiles extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    for (const path of [
      '/.ci/', '/ARCHITECTURE.md', '/CONTRIBUTING.md', '/SECURITY.md', '/bench/', '/demo/', '/dist/', '/docs/', '/examples/', '/lambda/', '/languages/', '/local-aws/',
      '/projenrc/', '/rosetta/', '/test/',
    ]) {
      project.addPackageIgnore(path);
    }
    project.gitignore.exclude('cdk.out/');
  }
}
