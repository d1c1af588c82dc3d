import type { Synthesized } from './child';
import { PAIRS, program } from './program';
import { markdownTable, median } from '../format';
import type { Measurement } from '../measurement';

const DOMAINS = 100;
const MOST = 1.0;

interface Timing {
  readonly what: string;
  readonly runs: number;
  readonly theirs: Times;
  readonly ours: Times;
}

interface Times {
  readonly cpuMilliseconds: number;
  readonly milliseconds: number;
}

/**
 * How long the synthesis of a hundred domains takes, from the empty app to the files of its assembly. Each run is a process of its
 * own, and the two constructs alternate. The time of the processor counts, because other work on the machine changes it least.
 */
export const synthesisTime: Measurement<readonly Timing[]> = {
  name: 'synthesis-time',

  async measure(effort) {
    const child = await program();
    const runs = effort === 'full' ? 15 : 3;
    const timings: Timing[] = [];
    for (const { what, theirs, ours } of PAIRS) {
      const pairs: Array<readonly [Synthesized, Synthesized]> = [];
      for (let run = 0; run <= runs; run++) {
        const one = await child.run<Synthesized>({ task: 'synthesize', scenario: theirs, count: DOMAINS });
        pairs.push([one, await child.run<Synthesized>({ task: 'synthesize', scenario: ours, count: DOMAINS })]);
      }
      const measured = pairs.slice(1); // the first fills the caches of the host
      const times = (side: 0 | 1): Times => ({
        cpuMilliseconds: Math.round(median(measured.map((pair) => pair[side].cpuMilliseconds))),
        milliseconds: Math.round(median(measured.map((pair) => pair[side].milliseconds))),
      });
      timings.push({ what, runs, theirs: times(0), ours: times(1) });
    }
    return timings;
  },

  rows: (timings) => timings.map(({ what, theirs, ours }) => {
    const ratio = ours.cpuMilliseconds / theirs.cpuMilliseconds;
    return {
      figure: `synthesis time, ${DOMAINS} domains with ${what} and records`,
      emailIdentity: '1',
      domainIdentity: ratio.toFixed(2),
      target: `≤ ${MOST.toFixed(1)} ×`,
      isMet: ratio < MOST + 0.05,
    };
  }),

  details: (timings) => [
    '## Synthesis time',
    `From the empty app to the files of its assembly, ${DOMAINS} domains: the median of ${timings[0].runs} processes for each construct, which alternate.`,
    'The ratio is that of the processor\'s time.',
    '',
    markdownTable(
      ['', '`ses.EmailIdentity`: processor', 'clock', '`DomainIdentity`: processor', 'clock', 'ratio'],
      timings.map(({ what, theirs, ours }) => [
        what, ...[theirs, ours].flatMap(({ cpuMilliseconds, milliseconds }) => [`${cpuMilliseconds} ms`, `${milliseconds} ms`]),
        (ours.cpuMilliseconds / theirs.cpuMilliseconds).toFixed(2),
      ]), (column) => column > 0,
    ),
  ].join('\n'),
};
