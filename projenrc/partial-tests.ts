import { awscdk, Component } from 'projen';

/** Tests that take minutes of a processor; the gate runs them, and an edit does not. */
const SLOW = 'reconciler/(model|sweep)';

/** Parts of the gate, and more than the gate, each by one command. */
export class PartialTests extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    const fast = project.addTask('test:fast', { description: 'Types, constructs, contract and handler: what an edit breaks first, in less than 90 seconds' });
    fast.spawn(project.bundler.bundleTask);
    const tests = `jest --ci --maxWorkers=2 --testPathIgnorePatterns '${SLOW}' -- test/src test/contract test/lambda`;
    fast.exec(`concurrently --group "projen typecheck" "projen typecheck:lambda" "${tests}"`);

    const sweep = project.addTask('sweep', {
      description: 'The sweep in three courses of events, with each repetition of a call; then all of it in the engine, slow and silent AWS, kills, and months of rotations',
      env: { SWEEP_SEEDS: '3' },
    });
    sweep.spawn(project.bundler.bundleTask);
    sweep.exec('jest --ci test/lambda/reconciler/sweep/');
    const inEngine = ['sweep', 'slow-aws', 'unanswered', 'second-rotation', 'killed', 'moves', 'key-rotation-model'].map((name) => `test/e2e/${name}`);
    sweep.exec(`jest --ci ${inEngine.join(' ')}`, { env: { ROTATION_MODEL_STEPS: '500' } });

    const worlds = project.addTask('worlds', { description: 'All end-to-end tests in each of the invented worlds' });
    worlds.spawn(project.bundler.bundleTask);
    for (const world of ['slow', 'quick']) {
      worlds.exec('jest --ci test/e2e', { env: { ENGINE_ASSUME: `test/worlds/${world}.json` } });
    }
  }
}
