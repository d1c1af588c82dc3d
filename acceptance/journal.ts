import type { JournalFile } from './journal-file';
import type { StackRef } from './variants';

/** What a run is for. It does not change when the run is resumed. */
export interface Subject {
  /** Tells the names of one run from those of another. */
  readonly run: string;
  readonly account: string;
  readonly region: string;
  readonly secondRegion?: string;
  readonly domainName: string;
  readonly zoneName: string;
  readonly hostedZoneId: string;
  /** Who gets the mail. */
  readonly to: string;
  readonly scenarios: readonly string[];
}

export interface StepResult {
  readonly name: string;
  readonly seconds: number;
  readonly seen: string;
}

/** A thing with a name in a Region. */
export interface Named {
  readonly region: string;
  readonly name: string;
}

/** What happened to a scenario, and what may exist because of it. */
export interface Progress {
  readonly done: StepResult[];
  /** What is written here before it is made. */
  readonly stacks: StackRef[];
  readonly secrets: Named[];
  readonly identities: Named[];
  /** What later steps need of earlier ones. Nothing in it is secret. */
  readonly memory: Record<string, string>;
  failure?: { readonly step: string; readonly message: string };
  /** What is left, when everything was removed. Undefined before that. */
  left?: string[];
}

export interface JournalContent {
  readonly version: 1;
  readonly subject: Subject;
  readonly progress: Record<string, Progress>;
  /** Somebody gave the run up: what it made is only removed from then on. */
  isGivenUp?: boolean;
}

/** A file that says what exists, before it exists. The next run goes on with it, or removes what it lists. */
export class Journal {
  static create(file: JournalFile, subject: Subject): Journal {
    const journal = new Journal(file, { version: 1, subject, progress: {} });
    journal.save();
    return journal;
  }

  /** Undefined if there is none. */
  static open(file: JournalFile): Journal | undefined {
    const text = file.read();
    if (text === undefined) {
      return undefined;
    }
    const content = JSON.parse(text) as JournalContent;
    if (content.version !== 1) {
      throw new Error('the journal is one of another version of this program: finish with that version, or remove by hand what the journal lists');
    }
    return new Journal(file, content);
  }

  private constructor(private readonly file: JournalFile, readonly content: JournalContent) {}

  get subject(): Subject {
    return this.content.subject;
  }

  /** Whether everything was removed, and nothing is left. */
  get isDone(): boolean {
    return this.subject.scenarios.every((name) => this.content.progress[name]?.left?.length === 0);
  }

  giveUp(): void {
    this.content.isGivenUp = true;
    this.save();
  }

  of(scenario: string): Progress {
    return this.content.progress[scenario] ??= { done: [], stacks: [], secrets: [], identities: [], memory: {} };
  }

  /** Notes that something may exist from now on. */
  note<Kind extends 'stacks' | 'secrets' | 'identities'>(scenario: string, kind: Kind, entry: Named): void {
    const list: Named[] = this.of(scenario)[kind];
    if (!list.some(({ name, region }) => name === entry.name && region === entry.region)) {
      list.push(entry);
      this.save();
    }
  }

  save(): void {
    this.file.write(JSON.stringify(this.content, undefined, 2));
  }

  remove(): void {
    this.file.remove();
  }
}
