import { awscdk, Component } from 'projen';

/** `npm run bench`: measures anew what the README shows of it, and writes it there. */
export class Bench extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    const bench = project.addTask('bench', { description: 'Measure a change of the key on the local engine, beside ses.EmailIdentity' });
    bench.spawn(project.bundler.bundleTask);
    bench.exec('tsx bench/unsigned-window/index.ts');
  }
}
