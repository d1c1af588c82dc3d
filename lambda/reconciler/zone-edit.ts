import { formatMemory, isEmpty, LONGEST_MEMORY, MEMORY_LABEL, withEntry, withoutEntry } from './memory';
import type { Entry, Memory, Step, ZoneView } from './model';
import type { NewRecord, StoredRecord } from '../ports';
import { hashOf, newRecord } from '../records/values';

/**
 * Changes of records, and of the memory of them, as one atomic batch. Its removals have to equal what is stored, the memory's too:
 * if somebody else was faster, Route 53 refuses the whole batch.
 */
export class ZoneEdit {
  private readonly removed: StoredRecord[] = [];
  private readonly created: NewRecord[] = [];
  private memory: Memory;

  constructor(private readonly view: ZoneView) {
    this.memory = view.memory;
  }

  get remembered(): Memory {
    return this.memory;
  }

  nameOf(label: string): string {
    return `${label}.${this.view.domain}`;
  }

  /** The record set that an entry stands for, if it is still as it is remembered. */
  recordOf({ label, type, hash }: Entry): StoredRecord | undefined {
    const set = recordAt(this.view, label, type);
    return set && set.isPlain && hashOf(type, set.values) === hash ? set : undefined;
  }

  write(label: string, type: string, value: string, instead?: StoredRecord): void {
    if (instead) {
      this.removed.push(instead);
    }
    this.created.push(newRecord(this.nameOf(label), type, value));
  }

  remove(record: StoredRecord): void {
    this.removed.push(record);
  }

  remember(entry: Entry): void {
    this.memory = withEntry(this.memory, entry);
  }

  forget(entry: Entry): void {
    this.memory = withoutEntry(this.memory, entry);
  }

  replaceMemory(memory: Memory): void {
    this.memory = memory;
  }

  /** The whole edit as one step; undefined if it changes nothing. */
  step(why: string): Step | undefined {
    const memory = this.memoryChange();
    if (!memory && this.removed.length === 0 && this.created.length === 0) {
      return undefined;
    }
    if (memory && memory.text.length > LONGEST_MEMORY) {
      return {
        do: 'refuse',
        message: `the hosted zone ${this.view.place.hostedZoneId} has as many records of ${this.view.domain} as the library can remember; `
          + 'wait until retired ones are removed, or shorten `overlap`',
      };
    }
    const left = this.removed.filter((record) => this.hasLeftTheTemplate(record));
    return left.length > 0 && (this.created.length > 0 || memory?.text !== '')
      ? this.editing(left, [], this.view.memory, undefined, why)
      : this.editing(this.removed, this.created, this.memory, memory, why);
  }

  /**
   * The same for a zone that the policies may not name any more: only removals are allowed there, and changes of the memory by itself.
   * Without other owners everything goes in one batch. Otherwise the records go first, and are forgotten afterwards.
   */
  leavingStep(why: string): Step | undefined {
    if (isEmpty(this.memory)) {
      return this.step(why);
    }
    return this.removed.length > 0
      ? this.editing(this.removed, [], this.view.memory, undefined, why)
      : this.step(why);
  }

  /**
   * No policy names a MAIL FROM name that has left the template. Only its removal is allowed, by a batch of its own. All changes
   * of a batch must be allowed by one statement.
   */
  private hasLeftTheTemplate({ name }: StoredRecord): boolean {
    const isNamed = name.includes('._domainkey.') || name === this.nameOf('_dmarc');
    return !isNamed && !this.created.some((record) => record.name === name);
  }

  private editing(
    remove: readonly StoredRecord[], create: readonly NewRecord[], memory: Memory, change: { readonly text: string } | undefined, why: string,
  ): Step {
    const { memoryRecord, place } = this.view;
    const name = this.nameOf(MEMORY_LABEL);
    return {
      do: 'edit zone',
      place,
      memory,
      why,
      changes: {
        remove: [...remove, ...change && memoryRecord ? [memoryRecord] : []],
        create: [...create, ...change && change.text !== '' ? [newRecord(name, 'TXT', change.text)] : []],
      },
    };
  }

  /** Undefined if the memory stays as it is; an empty text if nothing is left to remember. */
  private memoryChange(): { readonly text: string } | undefined {
    const text = isEmpty(this.memory) ? '' : formatMemory(this.memory);
    const stored = this.view.memoryRecord?.values[0] ?? '';
    return text === stored ? undefined : { text };
  }
}

export function recordAt({ records, domain }: ZoneView, label: string, type: string): StoredRecord | undefined {
  return records.find((record) => record.name === `${label}.${domain}` && record.type === type);
}

/** What is at a name and cannot be beside a record: of its own type, or a CNAME, which is alone (RFC 1034 section 3.6.2). */
export function obstacles({ records, domain }: ZoneView, label: string, type: string): StoredRecord[] {
  return records.filter((record) => (
    record.name === `${label}.${domain}` && (record.type === type || record.type === 'CNAME' || type === 'CNAME')
  ));
}
