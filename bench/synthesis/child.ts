import { mostDomains } from './limits';
import type { Scenario } from './scenarios';
import { synthesize } from './synthesis';

/** What the process is to do. */
export type Task =
  | { readonly task: 'synthesize'; readonly scenario: Scenario; readonly count: number }
  | { readonly task: 'most domains'; readonly scenario: Scenario; readonly isRecommended: boolean };

export interface Synthesized {
  readonly milliseconds: number;
  readonly cpuMilliseconds: number;
  /** As the CDK writes it, indented. */
  readonly templateBytes: number;
  /** Without white space. */
  readonly compactBytes: number;
  readonly resources: Readonly<Record<string, number>>;
  /** Compact, by type. */
  readonly bytes: Readonly<Record<string, number>>;
}

function main(task: Task): unknown {
  if (task.task === 'most domains') {
    return mostDomains(task.scenario, task.isRecommended);
  }
  const { text, template, milliseconds, cpuMilliseconds } = synthesize(task.scenario, task.count);
  const [resources, bytes]: Record<string, number>[] = [{}, {}];
  for (const [logicalId, resource] of Object.entries(template.Resources)) {
    resources[resource.Type] = (resources[resource.Type] ?? 0) + 1;
    bytes[resource.Type] = (bytes[resource.Type] ?? 0) + JSON.stringify({ [logicalId]: resource }).length - 1;
  }
  return { milliseconds, cpuMilliseconds, templateBytes: text.length, compactBytes: JSON.stringify(template).length, resources, bytes };
}

console.log(JSON.stringify(main(JSON.parse(process.argv[2])))); // eslint-disable-line no-console
