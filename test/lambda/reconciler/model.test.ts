import { OPEN_PROGRAMS } from './program/open-programs';
import { run, type RunResult } from './program/run';

/*
 * Random programs in a world in memory: deployments, rotations, changes by hand, faults and time. `MODEL_SEED` is the seed of the first
 * program, `MODEL_STEPS` the number of steps of all programs together.
 *
 * Not every program ends well yet: program/open-programs.ts lists those that do not.
 *
 * A program that fails prints its seed. `MODEL_SEED=<seed> MODEL_STEPS=1` runs that program alone, and prints what happened last.
 */
const FIRST_SEED = Number(process.env.MODEL_SEED ?? '1');
const STEPS = Number(process.env.MODEL_STEPS ?? '10000');
const STEPS_OF_A_PROGRAM = Number(process.env.MODEL_PROGRAM ?? '25');
const TRACE = process.env.MODEL_SEED === undefined ? 0 : Number(process.env.MODEL_TRACE ?? '400');

const OPEN = new Set(Object.values(OPEN_PROGRAMS).flat());

jest.setTimeout(600_000);

test(`${STEPS} random steps show no other fault than the known ones`, async () => {
  const results: RunResult[] = [];
  let steps = 0;
  for (let seed = FIRST_SEED; steps < STEPS; seed++) {
    const result = await run({ seed, steps: STEPS_OF_A_PROGRAM, traceLength: TRACE });
    results.push(result);
    steps += Math.max(1, result.steps);
    const isAlone = process.env.MODEL_SEED !== undefined;
    const isOpen = !isAlone && STEPS_OF_A_PROGRAM === 25 && OPEN.has(seed);
    if (isOpen && result.problems.length === 0) {
      throw new Error(`the program ${seed} does not fail any more: take it out of program/open-programs.ts`);
    }
    if (result.problems.length > 0 && !isOpen) {
      throw new Error(`MODEL_SEED=${seed}\n${result.problems.join('\n')}\n${result.trace}`);
    }
  }
  process.stdout.write(`${summary(results)}\n`);
  expect(results.length).toBeGreaterThan(0);
});

function summary(results: readonly RunResult[]): string {
  const sum = (of: (result: RunResult) => number) => results.reduce((total, result) => total + of(result), 0);
  return `model: seeds ${results[0].seed} to ${results[results.length - 1].seed}, ${sum(({ steps }) => steps)} steps, ${sum(({ triggers }) => triggers)} triggers, ${
    sum(({ calls }) => calls)} calls, ${sum(({ faults }) => faults)} faults, ${sum(({ tally }) => tally.deployments)} deployments (${
    sum(({ tally }) => tally.refused)} refused, ${sum(({ tally }) => tally.stuck)} stuck), ${sum(({ tally }) => tally.rotated)} of ${
    sum(({ tally }) => tally.rotations)} rotations, ${sum(({ tally }) => tally.hands)} changes by hand`;
}
