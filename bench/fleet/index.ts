import { Fleet, type Operation } from './fleet';
import { markdownTable, sum } from '../format';
import { type Measurement, NOTHING } from '../measurement';

interface Run {
  readonly domains: number;
  readonly concurrency: number;
  readonly propagationMs: number;
  readonly operations: readonly Operation[];
}

interface Result {
  /** As many functions as there are domains. */
  readonly many: Run;
  /** A new account's ten functions. */
  readonly ten: Run;
}

const MOST = 1.15;
const PROPAGATION_MS = 30_000;

/** One stack with many domains, at SES's one call a second. */
export const fleet: Measurement<Result> = {
  name: 'fleet',

  async measure(effort) {
    return {
      many: await run(effort === 'full' ? 100 : 12, 1000, 2, ['create', 'change', 'destroy']),
      ten: await run(effort === 'full' ? 400 : 24, 10, 5, ['create', 'change', 'destroy', 'failAndRollBack']),
    };
  },

  rows({ many, ten }) {
    const [seconds, calls] = [sum(many.operations.map((each) => each.seconds)), sum(many.operations.map((each) => each.calls))];
    const failed = many.operations.filter(({ isRight }) => !isRight);
    return [
      {
        figure: `${ten.domains} domains, ten functions at a time: ${ten.operations.map(({ what }) => what).join('; ')}`,
        emailIdentity: NOTHING,
        domainIdentity: ten.operations.map(({ isRight, seconds: took, status }) => isRight ? `${Math.ceil(took / 60)} min` : `fails (${status})`).join('; '),
        target: 'all succeed',
        isMet: ten.operations.every(({ isRight }) => isRight),
      },
      {
        figure: `${many.domains} domains: time ÷ (calls × 1 s)`,
        emailIdentity: NOTHING,
        domainIdentity: `${(seconds / calls).toFixed(2)}${failed.length > 0 ? `, ${failed.map(({ what }) => what).join(', ')} fails` : ''}`,
        target: `≤ ${MOST}, none fails`,
        isMet: seconds / calls <= MOST && failed.length === 0,
      },
    ];
  },

  details: ({ many, ten }) => [
    '## Many domains in a stack',
    `Half of the domains have Easy DKIM, half a key of their own, each with its records in a zone of its own. Route 53 takes ${PROPAGATION_MS / 1000} seconds, and has its limit of`,
    'ten requests a second. SES takes one identity call a second. A change is that of one setting. A failed create fails when half of the domains are',
    'there and others are in progress. Times are those of the engine.',
    '',
    markdownTable(
      ['', 'domains', 'functions at a time', 'ends as', 'time', 'calls', 'time ÷ calls'],
      [many, ten].flatMap(({ domains, concurrency, operations }) => operations.map(({ what, status, isRight, seconds, calls }) => [
        what, `${domains}`, `${concurrency}`, isRight ? status : `${status}, and should not`, `${seconds} s`, `${calls}`, (seconds / Math.max(1, calls)).toFixed(2),
      ])),
      (column) => column > 0 && column !== 3,
    ),
  ].join('\n'),
};

type Step = 'create' | 'change' | 'destroy' | 'failAndRollBack';

async function run(domains: number, concurrency: number, pace: number, steps: readonly Step[]): Promise<Run> {
  const stack = await Fleet.start({ domains, concurrency, propagationMs: PROPAGATION_MS, pace });
  try {
    const operations: Operation[] = [];
    for (const step of steps) {
      operations.push(await stack[step]());
    }
    return { domains, concurrency, propagationMs: PROPAGATION_MS, operations };
  } finally {
    await stack.stop();
  }
}
