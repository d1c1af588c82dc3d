import type { MostDomains } from './limits';
import { LIBRARY_SCENARIOS, PAIRS, program, scenarioName } from './program';
import type { Scenario } from './scenarios';
import { markdownTable } from '../format';
import { type Measurement, NOTHING } from '../measurement';

interface Capacity {
  readonly scenario: Scenario;
  readonly flags: 'none' | 'recommended';
  readonly most: MostDomains;
}

const LEAST: Readonly<Record<Scenario['way'], number>> = { 'easy': 400, 'own key': 400, 'generated': 200, 'rotated': 140, 'followed': 200 };

/** How many domains a stack takes. */
export const capacity: Measurement<readonly Capacity[]> = {
  name: 'capacity',

  async measure(effort) {
    const child = await program();
    const capacities: Capacity[] = [];
    for (const scenario of [...PAIRS.map(({ theirs }) => theirs), ...LIBRARY_SCENARIOS]) {
      for (const flags of effort === 'full' ? ['none', 'recommended'] as const : ['none'] as const) {
        capacities.push({ scenario, flags, most: await child.run({ task: 'most domains', scenario, isRecommended: flags === 'recommended' }) });
      }
    }
    return capacities;
  },

  rows(capacities) {
    const counts = ({ construct, way }: Scenario) => capacities
      .filter(({ scenario }) => scenario.construct === construct && scenario.way === way).map(({ most }) => most.count);
    const text = (numbers: readonly number[]) => [...new Set(numbers)].join(', ') || NOTHING;
    return LIBRARY_SCENARIOS.map((scenario) => ({
      figure: `domains in a stack: ${scenarioName(scenario).split(', ')[1]}`,
      emailIdentity: text(counts({ construct: 'EmailIdentity', way: scenario.way } as Scenario)),
      domainIdentity: text(counts(scenario)),
      target: `≥ ${LEAST[scenario.way]}`,
      isMet: counts(scenario).every((count) => count >= LEAST[scenario.way]),
    }));
  },

  details: (capacities) => [
    '## Domains in a stack',
    'The largest number whose template synthesizes and keeps all limits, without feature flags and with those that `cdk init` writes. *Limit* is',
    'what one more domain fails on. CloudFormation allows 500 resources, 1 MB and 200 outputs. IAM allows 10,240 characters of inline policies for',
    'a role, 6,144 for a managed policy, and 10 managed policies for a role. Lambda allows 20 KB for a function\'s policy.',
    '',
    markdownTable(['', 'flags', 'domains', 'limit'], capacities.map(({ scenario, flags, most }) => [
      scenarioName(scenario), flags, `${most.count}`, most.limit.split(': ')[0].replaceAll('|', '\\|'),
    ]), (column) => column === 2),
  ].join('\n'),
};
