import { awscdk, Component } from 'projen';

/** `npm run try -- PATH STACK`: a user's own app, on the local engine. It needs nothing but `npm ci` before it. */
export class Try extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    const task = project.addTask('try', { description: 'Deploy an app to the local engine, send mail, and stay up: npm run try -- PATH STACK' });
    task.spawn(project.bundler.bundleTask);
    task.exec('tsx try/index.ts', { receiveArgs: true });
  }
}
