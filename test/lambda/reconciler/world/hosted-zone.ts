import type { Actor } from './actor';
import type { Random } from './random';
import { type Scheduler, SECOND } from './scheduler';
import { type NewRecord, type RecordChanges, Refused, type StoredRecord } from '../../../../lambda/ports';

/** Who changed a zone: a function of ours, or a person. */
export type Author = Actor | 'by hand';

export interface ZoneObserver {
  /** Route 53 has taken the changes. */
  readonly changed: (zone: HostedZone, changes: RecordChanges, author: Author) => void;
  /** The name servers begin to serve them: `serve` makes them do so. */
  readonly published: (zone: HostedZone, changes: RecordChanges, author: Author, serve: () => void) => void;
}

/** The longest value of a record. [DOC ResourceRecord: Value] */
const LONGEST_VALUE = 4000;
const LONGEST_STRING = 255;

/** A hosted zone of Route 53: what it stores, and what its name servers serve a little later. */
export class HostedZone {
  isGone = false;
  /** What the library has created and not removed since: `<name> <type>` to values. */
  readonly made = new Map<string, string>();

  private readonly stored = new Map<string, StoredRecord>();
  private readonly served = new Map<string, StoredRecord>();
  private lastPublication = 0;

  constructor(
    readonly id: string, readonly name: string, private readonly scheduler: Scheduler, private readonly random: Random,
    private readonly observer: ZoneObserver,
    /** In seconds, at most. */
    private readonly propagation = 60,
  ) {
    const own: StoredRecord = { name, type: 'NS', ttl: 172_800, values: this.nameServers, isPlain: true };
    this.stored.set(keyOf(own), own);
    this.served.set(keyOf(own), own);
  }

  get nameServers(): string[] {
    return [`ns-1.${this.id.toLowerCase()}.awsdns.example`, `ns-2.${this.id.toLowerCase()}.awsdns.example`];
  }

  get all(): StoredRecord[] {
    return [...this.stored.values()];
  }

  at(name: string): StoredRecord[] {
    return this.all.filter((record) => record.name === name);
  }

  below(name: string): StoredRecord[] {
    return this.all.filter((record) => record.name.endsWith(`.${name}`));
  }

  find(name: string, type: string): StoredRecord | undefined {
    return this.stored.get(`${name} ${type}`);
  }

  /** What the name servers answer. */
  answer(name: string, type: string): readonly string[] | undefined {
    return this.isGone ? undefined : this.served.get(`${name} ${type}`)?.values;
  }

  /** All changes or none. [DOC ChangeResourceRecordSets] */
  change(changes: RecordChanges, author: Author): 'done' | 'conflict' {
    this.check(changes);
    const after = new Map(this.stored);
    for (const record of changes.remove) {
      const stored = after.get(keyOf(record));
      if (!stored || !isEqual(stored, record)) {
        return 'conflict';
      }
      after.delete(keyOf(record));
    }
    for (const record of changes.create) {
      if (after.has(keyOf(record))) {
        return 'conflict';
      }
      after.set(keyOf(record), { ...record, isPlain: true, exact: {} });
    }
    if (changes.create.some(({ name }) => isCnameBesideOthers(name, after))) {
      return 'conflict';
    }
    this.observer.changed(this, changes, author);
    this.stored.clear();
    after.forEach((record, key) => this.stored.set(key, record));
    this.publishLater(changes, author);
    return 'done';
  }

  private check({ remove, create }: RecordChanges): void {
    if (remove.length + create.length === 0) {
      throw new Refused('InvalidInput: the batch is empty', 'invalid');
    }
    for (const list of [remove, create]) {
      if (new Set(list.map(keyOf)).size < list.length) {
        throw new Refused('InvalidChangeBatch: a record set twice', 'invalid');
      }
    }
    for (const { name, type, values } of create) {
      if (name !== this.name && !name.endsWith(`.${this.name}`)) {
        throw new Refused(`InvalidChangeBatch: ${name} is not in the zone ${this.name}`, 'invalid');
      }
      if (values.length === 0 || values.some((value) => lengthOf(type, value) > LONGEST_VALUE) || (type === 'CNAME' && values.length > 1)) {
        throw new Refused(`InvalidChangeBatch: the values of ${name}`, 'invalid');
      }
    }
  }

  /** In the order of the changes. [DOC Route 53: generally within 60 seconds] */
  private publishLater(changes: RecordChanges, author: Author): void {
    this.lastPublication = Math.max(this.lastPublication, this.scheduler.now + this.random.between(0, this.propagation) * SECOND);
    this.scheduler.after(this.lastPublication - this.scheduler.now, () => {
      this.observer.published(this, changes, author, () => {
        changes.remove.forEach((record) => this.served.delete(keyOf(record)));
        changes.create.forEach((record) => this.served.set(keyOf(record), { ...record, isPlain: true }));
      });
    });
  }
}

export function keyOf({ name, type }: Pick<NewRecord, 'name' | 'type'>): string {
  return `${name} ${type}`;
}

function isEqual(one: StoredRecord, other: StoredRecord): boolean {
  return one.ttl === other.ttl && one.isPlain === other.isPlain && one.values.length === other.values.length
    && one.values.every((value) => other.values.includes(value));
}

function isCnameBesideOthers(name: string, records: ReadonlyMap<string, StoredRecord>): boolean {
  const types = ['CNAME', 'TXT', 'MX', 'NS', 'A'].filter((type) => records.has(`${name} ${type}`));
  return types.includes('CNAME') && types.length > 1;
}

/** As Route 53 counts: the strings of a TXT value with their quotes and blanks. */
function lengthOf(type: string, value: string): number {
  return type === 'TXT' ? value.length + 3 * Math.ceil(value.length / LONGEST_STRING) : value.length;
}
