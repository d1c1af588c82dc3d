import { awscdk, Component } from 'projen';

/** `npm run bench`: measures anew what the README and docs/measurements.md show, and writes it there. No test measures. */
export class Bench extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    const bench = project.addTask('bench', { description: 'Measure everything that has a figure, beside ses.EmailIdentity' });
    bench.spawn(project.bundler.bundleTask);
    bench.spawn(project.compileTask); // what users load, and what is packed
    bench.exec('tsx bench/index.ts', { receiveArgs: true });
  }
}
