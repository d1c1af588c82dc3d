import { awscdk, Component } from 'projen';

/** Tests that take minutes of a processor; the gate runs them, and an edit does not. */
const SLOW = 'reconciler/(model|sweep)';

/** Parts of the gate, and more than the gate, each by one command. */
export class PartialTests extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    const fast = project.addTask('test:fast', { description: 'Types, constructs, contract and handler: what an edit breaks first, in less than 90 seconds' });
    fast.spawn(project.bundler.bundleTask);
    const tests = `jest --ci --testPathIgnorePatterns '${SLOW}' -- test/src test/contract test/lambda`;
    fast.exec(`concurrently --group "projen typecheck" "projen typecheck:lambda" "${tests}"`);

    project.addTask('sweep', {
      description: 'The sweep in three courses of events, with waits as long as AWS may take, and with each repetition of a call',
      env: { SWEEP_SEEDS: '3' },
      exec: 'jest --ci test/lambda/reconciler/sweep/',
      receiveArgs: true,
    });
  }
}
