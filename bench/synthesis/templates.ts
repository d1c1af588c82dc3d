import type { Synthesized } from './child';
import { LIBRARY_SCENARIOS, PAIRS, program, scenarioName } from './program';
import { kilobytes, markdownTable, sum } from '../format';
import { type Measurement, NOTHING, type Row } from '../measurement';

const DOMAINS = 100;
const MOST_RESOURCES = 115;
const FUNCTIONS = 2;

type Result = ReadonlyArray<Omit<Synthesized, 'milliseconds' | 'cpuMilliseconds'> & { readonly scenario: string }>;

/** What is in a template of a hundred domains. */
export const templates: Measurement<Result> = {
  name: 'templates',

  async measure() {
    const child = await program();
    const results: Array<Result[number]> = [];
    for (const scenario of [...PAIRS.map(({ theirs }) => theirs), ...LIBRARY_SCENARIOS]) {
      const { templateBytes, compactBytes, resources, bytes } = await child.run<Synthesized>({ task: 'synthesize', scenario, count: DOMAINS });
      results.push({ scenario: scenarioName(scenario), templateBytes, compactBytes, resources, bytes });
    }
    return results;
  },

  rows(result) {
    const of = (scenario: Parameters<typeof scenarioName>[0]) => result.find((each) => each.scenario === scenarioName(scenario))!;
    const counts = PAIRS.map(({ what, theirs, ours }): Row => {
      const [his, mine] = [theirs, ours].map((scenario) => sum(Object.values(of(scenario).resources)));
      return { figure: `resources, ${DOMAINS} domains with ${what} and records`, emailIdentity: `${his}`, domainIdentity: `${mine}`, target: `≤ ${MOST_RESOURCES}`, isMet: mine <= MOST_RESOURCES };
    });
    const sizes = PAIRS.map(({ what, theirs, ours }): Row => {
      const [his, mine] = [theirs, ours].map((scenario) => of(scenario).templateBytes);
      return { figure: `template, ${DOMAINS} domains with ${what} and records`, emailIdentity: kilobytes(his), domainIdentity: kilobytes(mine), target: '≤ theirs', isMet: mine <= his };
    });
    const functions = of({ construct: 'DomainIdentity', way: 'rotated' }).resources['AWS::Lambda::Function'];
    return [...counts, ...sizes, {
      figure: `Lambda functions, ${DOMAINS} rotated domains`, emailIdentity: NOTHING, domainIdentity: `${functions}`, target: `${FUNCTIONS}`, isMet: functions === FUNCTIONS,
    }];
  },

  details: (result) => [
    `## What is in a template of ${DOMAINS} domains`,
    'Each domain has its records in a hosted zone of its own, which exists already. An own key is in a secret of its own. The template is as',
    'the CDK writes it; *compact* is without white space.',
    '',
    markdownTable(['', 'resources', 'template', 'compact', 'compact, by type'], result.map(({ scenario, resources, bytes, templateBytes, compactBytes }) => [
      scenario, `${sum(Object.values(resources))}`, kilobytes(templateBytes), kilobytes(compactBytes),
      Object.keys(bytes).sort((one, other) => bytes[other] - bytes[one]).map((type) => `${resources[type]} ${type} ${(bytes[type] / 1000).toFixed(1)}`).join(', '),
    ]), (column) => column > 0 && column < 4),
  ].join('\n'),
};
