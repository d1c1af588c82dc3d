import { nameOf } from './calls';
import { EXCEPTIONS } from './exceptions';
import { SCENARIOS } from './scenarios';
import { type CellResult, describeCell, Sweep } from './sweep';
import { TROUBLES } from './troubles';

/*
 * The sweep: each call of each trigger × everything that AWS is known to do to a call. One call of one run has one trouble; then the
 * deployment has succeeded or gone back, doing it again converges, and nothing is left after the stacks are destroyed (judge.ts).
 *
 * A cell that fails prints its name. `SWEEP_SCENARIO='<name>' SWEEP_CELL='<position> <trouble>'` plays that cell alone, and prints what
 * happened. `SWEEP_SEEDS=5` plays other courses of events, too, with each repetition of a call (`npm run sweep`).
 */
const SEEDS = Number(process.env.SWEEP_SEEDS ?? '1');
const [SCENARIO, CELL] = [process.env.SWEEP_SCENARIO, process.env.SWEEP_CELL];

jest.setTimeout(3_600_000);

const total = { scenarios: 0, calls: 0, cells: 0, endings: 0, survivors: 0, exceptions: 0 };
const used = new Set<object>();

afterAll(() => {
  const { scenarios, calls, cells, endings, survivors, exceptions } = total;
  process.stdout.write(`sweep: ${scenarios} scenarios, ${calls} calls, ${TROUBLES.length} troubles, ${cells} cells with ${endings} endings: ${
    survivors} survive, ${exceptions} are exceptions (sweep/exceptions.ts)\n`);
});

const seeds = Array.from({ length: SEEDS }, (_, index) => index + 1);
const rows = seeds.flatMap((seed) => SCENARIOS.filter(({ name }) => SCENARIO === undefined || name === SCENARIO)
  .map((scenario) => ({ title: SEEDS === 1 ? scenario.name : `${scenario.name} (seed ${seed})`, scenario, seed })));

test.each(rows)('$title', async ({ scenario, seed }) => {
  const sweep = new Sweep(scenario, { seed, all: SEEDS > 1, traceLength: CELL === undefined ? 0 : 400 });
  const { calls, cells } = await sweep.cells();
  const failures: string[] = [];
  for (const cell of cells.filter(({ index, trouble }) => CELL === undefined || CELL === `${index} ${trouble.name}`)) {
    const result = await sweep.try(cell);
    const exception = exceptionOf(scenario.name, result);
    total.cells++;
    total.survivors += result.problems.length === 0 ? 1 : 0;
    total.exceptions += exception ? 1 : 0;
    if (exception) {
      used.add(exception);
    } else if (result.problems.length > 0) {
      failures.push(`${describeCell(scenario, cell)}: ${result.problems.join('; ')}\n${result.trace}`);
    }
  }
  total.scenarios++;
  total.calls += calls.length;
  total.endings += sweep.goodEndings.size;
  expect(failures).toEqual([]);
});

if (SCENARIO === undefined) {
  test('each exception is one', () => {
    expect(EXCEPTIONS.filter((exception) => !used.has(exception)).map(({ reason }) => reason)).toEqual([]);
  });
}

function exceptionOf(scenario: string, { cell, problems }: CellResult): object | undefined {
  return problems.length === 0 ? undefined : EXCEPTIONS.find((exception) => (
    exception.scenario.test(scenario) && exception.call.test(nameOf(cell.call)) && exception.trouble.test(cell.trouble.name)
    && problems.every((problem) => exception.problem.test(problem))
  ));
}
