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
  readonly loadMilliseconds: number;
  readonly runs: number;
}

/** Prints how long it takes to load the bundle: the part of a cold start that is ours. */
const LOAD = `const began = performance.now(); require(${JSON.stringify(BUNDLE)}); console.log(performance.now() - began);`;
/** What Lambda sets for a function, as far as the bundle reads it. */
const ENVIRONMENT = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none' };

/** The functions' bundle. */
export const handler: Measurement<Result> = {
  name: 'handler',

  async measure(effort) {
    const runs = effort === 'full' ? 25 : 15;
    const times: number[] = [];
    for (let run = 0; run <= runs; run++) {
      const { stdout } = await promisify(execFile)(process.execPath, ['--eval', LOAD], { env: { ...process.env, ...ENVIRONMENT } });
      times.push(Number(stdout));
    }
    return { bytes: statSync(BUNDLE).size, loadMilliseconds: Math.round(median(times.slice(1))), runs };
  },

  rows: ({ bytes, loadMilliseconds }) => [
    { figure: 'handler', emailIdentity: NOTHING, domainIdentity: kilobytes(bytes), target: `≤ ${kilobytes(MOST.bytes)}`, isMet: bytes <= MOST.bytes },
    {
      figure: 'handler: time to load',
      emailIdentity: NOTHING,
      domainIdentity: `${loadMilliseconds} ms`,
      target: `< ${MOST.loadMilliseconds} ms`,
      isMet: loadMilliseconds < MOST.loadMilliseconds,
    },
  ],

  details: ({ runs }) => `## Handler\nThe time to load the bundle is the median of ${runs} processes.`,
};
