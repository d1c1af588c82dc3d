import fc from 'fast-check';
import { findings } from './bench';
import { SETTINGS } from './settings';
import { ASSUMPTIONS } from '../../local-aws';
import { EXPERIMENTS } from '../../probe/experiments';

/*
 * The probe finds out what the engine's settings are, whatever they are, and leaves nothing.
 *
 * More runs: PROBE_RUNS=100. Others: PROBE_SEED=<seed>.
 */

const RUNS = Number(process.env.PROBE_RUNS ?? '2');
const SEED = Number(process.env.PROBE_SEED ?? '1');

/** They have functions, which take the host's time. `process.test.ts` runs them. */
const WITH_FUNCTIONS = ['cancelled-create', 'long-step'];
const QUICK = EXPERIMENTS.filter(({ id }) => !WITH_FUNCTIONS.includes(id));

test('each assumption is settled by the experiment that it names, or says why by none', () => {
  const named = [...ASSUMPTIONS].flatMap(([id, { settledBy }]) => typeof settledBy === 'string' ? [`${settledBy} settles ${id}`] : []);
  expect(EXPERIMENTS.flatMap(({ id, settles }) => settles.map((assumption) => `${id} settles ${assumption}`)).sort()).toEqual(named.sort());
});

test('every setting that an experiment without functions can find is found', async () => {
  await fc.assert(fc.asyncProperty(SETTINGS, async (settings) => {
    expect(Object.keys(settings).sort()).toEqual(QUICK.flatMap(({ settles }) => settles).sort());
    const found = await findings(settings, QUICK);
    const values = found.flatMap(({ verdicts }) => verdicts)
      .map((verdict) => [verdict.assumption, 'value' in verdict ? verdict.value : `unknown: ${verdict.unknown}`]);
    expect(Object.fromEntries(values)).toEqual(settings);
    expect(found.flatMap(({ left }) => left)).toEqual([]);
  }), { numRuns: RUNS, seed: SEED, endOnFailure: true, verbose: 1 });
});
