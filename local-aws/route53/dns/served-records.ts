import type { Clock } from '../../kernel/clock';
import type { RecordSet } from '../record-set';
import { keyOf } from '../record-set';

interface Version {
  /** When the name servers began to serve this. */
  readonly from: number;
  /** Without values: nothing is served. */
  readonly set: RecordSet;
}

/** What the name servers of a zone answer, now and before: a change shows when it has propagated. */
export class ServedRecords {
  private readonly versions = new Map<string, Version[]>();

  constructor(private readonly clock: Clock) {}

  serve(set: RecordSet, from: number): void {
    this.versions.set(keyOf(set), [...this.versions.get(keyOf(set)) ?? [], { from, set }]);
  }

  find(name: string, type: string, at: Date = this.clock.now()): RecordSet | undefined {
    const [latest] = (this.versions.get(keyOf({ name, type })) ?? []).filter(({ from }) => from <= at.getTime()).slice(-1);
    return latest && latest.set.values.length > 0 ? latest.set : undefined;
  }

  /** Whether a name exists, itself or above another one. [RFC 8020] */
  hasName(name: string): boolean {
    return [...this.versions.values()].some((versions) => {
      const { set } = versions[0];
      return (set.name === name || set.name.endsWith(`.${name}`)) && this.find(set.name, set.type) !== undefined;
    });
  }
}
