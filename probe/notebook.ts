import type { Clock } from './clock';

/** A call, and what was answered. */
export interface Entry {
  readonly at: string;
  readonly call: string;
  readonly answer?: unknown;
  readonly error?: string;
}

/** What nobody else may see, and what says nothing. */
const LEFT_OUT = ['$metadata', 'Credentials', 'SecretString', 'SecretBinary'];

/** The raw answers of one experiment. Inputs are not noted: they have keys. */
export class Notebook {
  readonly entries: Entry[] = [];

  constructor(private readonly clock: Clock) {}

  answered(call: string, answer: unknown): void {
    const shown = JSON.stringify(answer, (key, value) => LEFT_OUT.includes(key) ? undefined : value);
    this.entries.push({ at: this.clock.now().toISOString(), call, answer: JSON.parse(shown) });
  }

  refused(call: string, error: Error): void {
    this.entries.push({ at: this.clock.now().toISOString(), call, error: `${error.name}: ${error.message}` });
  }
}
