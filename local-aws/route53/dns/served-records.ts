import { isWithin } from '../names';
import { keyOf, type RecordSet } from '../record-set';

/** Records as somebody serves them. */
export interface Records {
  find(name: string, type: string, at: number): RecordSet | undefined;
  /** Whether a name exists, itself or above another one. [RFC 8020] */
  hasName(name: string, at: number): boolean;
}

interface Version {
  /** When the name servers began to serve this, in engine milliseconds. */
  readonly from: number;
  /** Without values: nothing is served. */
  readonly set: RecordSet;
}

/** What the name servers of a zone answer, now and before: a change shows when it has propagated. */
export class ServedRecords implements Records {
  private readonly versions = new Map<string, Version[]>();

  serve(set: RecordSet, from: number): void {
    this.versions.set(keyOf(set), [...this.versions.get(keyOf(set)) ?? [], { from, set }]);
  }

  find(name: string, type: string, at: number): RecordSet | undefined {
    const latest = (this.versions.get(keyOf({ name, type })) ?? []).filter(({ from }) => from <= at).at(-1);
    return latest && latest.set.values.length > 0 ? latest.set : undefined;
  }

  hasName(name: string, at: number): boolean {
    return [...this.versions.values()].some(([{ set }]) => isWithin(set.name, name) && this.find(set.name, set.type, at) !== undefined);
  }

  /** The name servers that are named anywhere in here, whenever. */
  get nameServers(): readonly string[] {
    return [...this.versions.values()].flat().flatMap(({ set }) => set.type === 'NS' ? set.values : []);
  }

  /** When something changed. */
  get moments(): readonly number[] {
    return [...this.versions.values()].flat().map(({ from }) => from);
  }
}
