import type { Clock } from './clock';
import type { Experiment, Verdict } from './experiment';
import { Laboratory, type LaboratoryOptions } from './laboratory';
import { Notebook, type Entry } from './notebook';

/** What came of one experiment. */
export interface Finding {
  readonly id: string;
  readonly question: string;
  readonly verdicts: readonly Verdict[];
  readonly startedAt: string;
  readonly seconds: number;
  /** What could not be removed, and why. */
  readonly left: readonly string[];
  readonly answers: readonly Entry[];
}

/** What the engine takes with `--assume`, and what can be attached to an issue. */
export interface Report {
  readonly region: string;
  /** The value of each assumption that is settled. */
  readonly assumptions: Readonly<Record<string, number | boolean | string>>;
  readonly findings: readonly Finding[];
}

/** Runs one experiment. An error is a finding too. */
export async function find({ id, question, settles, run }: Experiment, options: Omit<LaboratoryOptions, 'notebook'>): Promise<Finding> {
  const notebook = new Notebook(options.clock);
  const start = options.clock.now();
  const laboratory = await Laboratory.open({ ...options, notebook });
  const verdicts = await run(laboratory).catch((error: Error) => (
    settles.map((assumption): Verdict => ({ assumption, unknown: `the experiment failed: ${error.name}: ${error.message}` }))
  ));
  const left = await laboratory.close();
  return { id, question, verdicts, startedAt: start.toISOString(), seconds: secondsSince(start, options.clock), left, answers: notebook.entries };
}

export function reportOf(region: string, findings: readonly Finding[]): Report {
  const settled = findings.flatMap(({ verdicts }) => verdicts).flatMap((verdict) => 'value' in verdict ? [[verdict.assumption, verdict.value] as const] : []);
  return { region, assumptions: Object.fromEntries(settled), findings };
}

function secondsSince(start: Date, clock: Clock): number {
  return Math.round((clock.now().getTime() - start.getTime()) / 1000);
}
