/** Cells that do not survive, each with its reason. One that survives has to leave this list. */
export interface Exception {
  readonly scenario: RegExp;
  readonly call: RegExp;
  readonly trouble: RegExp;
  /** What goes wrong then, and nothing else. */
  readonly problem: RegExp;
  readonly reason: string;
}

export const EXCEPTIONS: readonly Exception[] = [];
