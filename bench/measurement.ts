/** One measurement: what it measures goes to `results/<name>.json`, and from there to the documents. */
export interface Measurement<Result = any> {
  readonly name: string;
  measure(effort: Effort): Promise<Result>;
  /** Its part of the table. */
  rows(result: Result): readonly Row[];
  /** What the table has no room for, in Markdown. */
  details?(result: Result): string;
  /** Pictures for `docs`, by the names of their files. */
  pictures?(result: Result): Readonly<Record<string, string>>;
}

/** `quick` measures the same with less of everything: to see whether it works. */
export type Effort = 'full' | 'quick';

/** A figure, beside that of `ses.EmailIdentity`. */
export interface Row {
  readonly figure: string;
  readonly emailIdentity: string;
  readonly domainIdentity: string;
  /** What it should be at most, or at least. */
  readonly target: string;
  readonly isMet: boolean;
}

/** Where there is nothing to compare with. */
export const NOTHING = '–';
