/** When changes take effect: IAM is eventually consistent. [DOC IAM troubleshooting: "changes that I make are not always immediately visible"] */
export interface Propagation {
  /** In engine milliseconds. */
  now(): number;
  /** From a change to its effect. */
  delayMs(): number;
}

/** What something is said to be, and what it is in effect. */
export class History<T> {
  private readonly versions: Array<{ readonly from: number; readonly value: T | undefined }> = [];

  constructor(private readonly propagation: Propagation) {}

  /** Undefined if there is nothing any more. */
  record(value: T | undefined): void {
    this.versions.push({ from: this.propagation.now() + this.propagation.delayMs(), value });
  }

  /** What is in effect now; undefined if nothing is yet, or any more. */
  get effective(): T | undefined {
    return this.versions.filter(({ from }) => from <= this.propagation.now()).at(-1)?.value;
  }

  /** What is in effect when everything has propagated. */
  get latest(): T | undefined {
    return this.versions.at(-1)?.value;
  }
}
