import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { kilobytes, median } from '../format';
import { type Measurement, NOTHING } from '../measurement';

const BUNDLE = join(__dirname, '..', '..', 'assets', 'lambda', 'index', 'index.js');
/** Those of the first version, with the SDK's chain of credential providers. */
const MOST = { bytes: 450_000, loadMilliseconds: 52 };

interface Result {
  readonly bytes: number;
  /** The processor's time, which other work on the machine changes least. */
  readonly loadMilliseconds: number;
  readonly clockMilliseconds: number;
  readonly runs: number;
}

/** Prints how long it takes to load the bundle: the part of a cold start that is ours. */
const LOAD = [
  'const [began, cpu] = [performance.now(), process.cpuUsage()];',
  `require(${JSON.stringify(BUNDLE)});`,
  'const { user, system } = process.cpuUsage(cpu);',
  'console.log(JSON.stringify([(user + system) / 1000, performance.now() - began]));',
].join('\n');
/** What Lambda sets for a function, as far as the bundle reads it. */
const ENVIRONMENT = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none' };

/** The functions' bundle. */
export const handler: Measurement<Result> = {
  name: 'handler',

  async measure(effort) {
    const runs = effort === 'full' ? 25 : 15;
    const times: Array<readonly [number, number]> = [];
    for (let run = 0; run <= runs; run++) {
      const { stdout } = await promisify(execFile)(process.execPath, ['--eval', LOAD], { env: { ...process.env, ...ENVIRONMENT } });
      times.push(JSON.parse(stdout));
    }
    const [loadMilliseconds, clockMilliseconds] = [0, 1].map((index) => Math.round(median(times.slice(1).map((each) => each[index]))));
    return { bytes: statSync(BUNDLE).size, loadMilliseconds, clockMilliseconds, runs };
  },

  rows: ({ bytes, loadMilliseconds }) => [
    { figure: 'handler', emailIdentity: NOTHING, domainIdentity: kilobytes(bytes), target: `≤ ${kilobytes(MOST.bytes)}`, isMet: bytes <= MOST.bytes },
    {
      figure: 'handler: processor time to load',
      emailIdentity: NOTHING,
      domainIdentity: `${loadMilliseconds} ms`,
      target: `< ${MOST.loadMilliseconds} ms`,
      isMet: loadMilliseconds < MOST.loadMilliseconds,
    },
  ],

  details: ({ runs, loadMilliseconds, clockMilliseconds }) => '## Handler\n'
    + `The time to load the bundle is the median of ${runs} processes: ${loadMilliseconds} ms of the processor's time, ${clockMilliseconds} ms by the clock.`,
};
