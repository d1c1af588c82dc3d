import type { Laboratory } from './laboratory';

/** The answer to one question: a value of an assumption, or why there is none. */
export type Verdict =
  | { readonly assumption: string; readonly value: number | boolean | string }
  | { readonly assumption: string; readonly unknown: string };

/** One question to AWS. */
export interface Experiment {
  /** As assumptions name it that it settles. */
  readonly id: string;
  readonly question: string;
  /** The ids of the assumptions that it settles. */
  readonly settles: readonly string[];
  /** How long it takes on AWS, about. */
  readonly minutes: number;
  /** Whether it takes days: it is left out unless somebody asks for it. */
  readonly long?: true;
  run(laboratory: Laboratory): Promise<readonly Verdict[]>;
}

export const known = (assumption: string, value: number | boolean | string): Verdict => ({ assumption, value });
export const unknown = (assumption: string, why: string): Verdict => ({ assumption, unknown: why });
