import { awscdk, Component } from 'projen';

/** `npm run demo`: needs nothing but `npm ci` before it. */
export class Demo extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    const demo = project.addTask('demo', { description: 'Deploy examples/byodkim to the local engine and send signed mail' });
    demo.spawn(project.bundler.bundleTask);
    demo.exec('tsx demo/index.ts');
  }
}
