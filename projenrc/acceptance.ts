import { awscdk, Component } from 'projen';

/** `npm run acceptance`: needs nothing but `npm ci` before it, and an AWS account. */
export class Acceptance extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    const task = project.addTask('acceptance', { description: 'Try the library on the AWS account of the shell, and remove everything again: npm run acceptance -- --domain NAME' });
    task.spawn(project.bundler.bundleTask);
    task.exec('tsx acceptance/index.ts', { receiveArgs: true });
    project.gitignore.exclude('acceptance-journal.json*');
  }
}
