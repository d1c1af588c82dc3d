import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Measurement, NOTHING } from './measurement';

interface Result {
  readonly scenarios: number;
  readonly calls: number;
  readonly troubles: number;
  readonly cells: number;
  readonly survivors: number;
  readonly exceptions: number;
}

/** What the test prints. */
const LINE = /sweep: (\d+) scenarios, (\d+) calls, (\d+) troubles, (\d+) cells with \d+ endings: (\d+) survive, (\d+) are exceptions/;

/** Runs the sweep of the gate, and takes its figures. */
export const sweep: Measurement<Result> = {
  name: 'sweep',
  measure: async () => {
    const { stdout } = await promisify(execFile)('npx', ['--no-install', 'jest', '--ci', 'test/lambda/reconciler/sweep/'], {
      cwd: join(__dirname, '..'), maxBuffer: 64_000_000,
    });
    const [scenarios, calls, troubles, cells, survivors, exceptions] = (LINE.exec(stdout) ?? fail(stdout)).slice(1).map(Number);
    return { scenarios, calls, troubles, cells, survivors, exceptions };
  },
  rows: ({ calls, troubles, cells, survivors }) => [{
    figure: `runs in which one of ${format(calls)} calls meets one of ${troubles} faults, and that survive`,
    emailIdentity: NOTHING,
    domainIdentity: `${format(survivors)} of ${format(cells)}`,
    target: 'all',
    isMet: survivors === cells,
  }],
  details: ({ scenarios, calls, troubles, cells, survivors, exceptions }) => [
    '## Sweep',
    `${scenarios} scenarios make ${format(calls)} different calls to AWS and DNS. In each run one thing goes wrong with one call, of ${troubles} that can: `
    + `${format(cells)} runs in memory. ${format(survivors)} of them survive, and ${exceptions} are exceptions. Surviving is what \`test/lambda/reconciler/sweep/judge.ts\` says: `
    + 'the deployment succeeded, or it went back with a message that says what to do. Doing it again converges, mail in transit verifies, and nothing is left at the end.',
  ].join('\n'),
};

function format(count: number): string {
  return count.toLocaleString('en-US');
}

function fail(output: string): never {
  throw new Error(`the sweep did not print its figures:\n${output}`);
}
