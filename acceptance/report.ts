import type { JournalContent, Subject } from './journal';
import { SCENARIOS } from './scenarios';

/** What a run shows, and writes to `--report`. */
export interface Report {
  readonly passed: boolean;
  readonly finished: string;
  readonly subject: Subject;
  readonly scenarios: ReadonlyArray<{
    readonly name: string;
    readonly what: string;
    readonly result: 'passed' | 'failed' | 'not finished';
    readonly seconds: number;
    readonly steps: JournalContent['progress'][string]['done'];
    readonly failure?: { readonly step: string; readonly message: string };
    /** By name. */
    readonly left: readonly string[];
  }>;
}

export function reportOf({ subject, progress }: JournalContent, finished: Date): Report {
  const scenarios = subject.scenarios.map((name): Report['scenarios'][number] => {
    const { done = [], failure, left } = progress[name] ?? {};
    const { what, steps } = SCENARIOS.find((scenario) => scenario.name === name)!;
    const isDone = done.length === steps.length && left !== undefined;
    return {
      name,
      what,
      result: failure || left?.length ? 'failed' : isDone ? 'passed' : 'not finished',
      seconds: done.reduce((sum, { seconds }) => sum + seconds, 0),
      steps: done,
      ...failure && { failure },
      left: left ?? [],
    };
  });
  return { passed: scenarios.every(({ result }) => result === 'passed'), finished: finished.toISOString(), subject, scenarios };
}

/** A line for each scenario, and below it what was seen. */
export function table({ scenarios }: Report): string[] {
  const width = Math.max(...scenarios.map(({ name }) => name.length));
  return scenarios.flatMap(({ name, what, result, seconds, steps, failure, left }) => [
    `${name.padEnd(width)}  ${result.padEnd(12)}  ${`${seconds} s`.padStart(7)}  ${what}`,
    ...steps.map(({ name: step, seen }) => `${''.padEnd(width)}    ${step}: ${seen}`),
    ...failure ? [`${''.padEnd(width)}    ${failure.step}: FAILED: ${failure.message}`] : [],
    ...left.map((what_) => `${''.padEnd(width)}    LEFT: ${what_}`),
  ]);
}
