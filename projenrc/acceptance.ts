import { awscdk, Component } from 'projen';

/** `npm run acceptance`: needs nothing but `npm ci` before it, and an AWS account. */
export class Acceptance extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    const task = project.addTask('acceptance', { description: 'Try the library on the AWS account of the shell, and remove everything again: npm run acceptance -- --domain NAME' });
    task.spawn(project.bundler.bundleTask);
    task.exec('tsx acceptance/index.ts', { receiveArgs: true });
    const onEngine = project.addTask('acceptance:engine', { description: 'All of `npm run acceptance` against the local engine, in two Regions' });
    onEngine.spawn(project.bundler.bundleTask);
    const options = '--domain mail.example.com --second-region us-east-1 --to reader@receiver.example --yes --poll 0.2 --journal acceptance-journal-engine.json';
    onEngine.exec(`tsx local-aws/with-engine.ts --pace 60 --zone example.com -- tsx acceptance/index.ts ${options}`, { receiveArgs: true });
    project.gitignore.exclude('acceptance-journal*.json*');
  }
}
