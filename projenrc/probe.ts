import { awscdk, Component } from 'projen';

/** `npm run probe -- --domain NAME`: asks AWS, or whatever the shell's endpoint is. It needs nothing but `npm ci` before it. */
export class Probe extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    project.addTask('probe', { description: 'Ask AWS what nobody outside of it knows: npm run probe -- --domain NAME', exec: 'tsx probe/index.ts', receiveArgs: true });
    project.gitignore.exclude('probe-report.json');
  }
}
