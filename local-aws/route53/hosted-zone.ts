import type { Change } from '@aws-sdk/client-route-53';
import { normalName } from './names';
import { describe, fromApi, keyOf, type RecordSet, sameRecords } from './record-set';
import { conflictAmong, problemOf } from './validation';

/** `ChangeResourceRecordSets` takes this much, and counts what UPSERT says twice. [DOC Route 53 quotas] */
const MAX_RECORDS = 1000;
const MAX_CHARACTERS = 32_000;

/** A batch that Route 53 refuses as a whole, with everything that is wrong with it. */
export class InvalidBatch extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`[${problems.join(', ')}]`);
  }
}

export interface HostedZoneOptions {
  readonly id: string;
  readonly account: string;
  readonly name: string;
  readonly isPrivate: boolean;
  readonly callerReference: string;
  readonly comment?: string;
  readonly nameServers: readonly string[];
}

/** A zone and its record sets. */
export class HostedZone {
  readonly id: string;
  readonly account: string;
  readonly name: string;
  readonly isPrivate: boolean;
  readonly callerReference: string;
  readonly comment?: string;
  readonly nameServers: readonly string[];
  private sets: ReadonlyMap<string, RecordSet>;

  constructor(options: HostedZoneOptions) {
    this.id = options.id;
    this.account = options.account;
    this.name = normalName(options.name);
    this.isPrivate = options.isPrivate;
    this.callerReference = options.callerReference;
    this.comment = options.comment;
    this.nameServers = options.nameServers;
    const own: RecordSet[] = [
      { name: this.name, type: 'NS', ttl: 172_800, values: options.nameServers.map((server) => `${server}.`) },
      { name: this.name, type: 'SOA', ttl: 900, values: [`${options.nameServers[0]}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400`] },
    ];
    this.sets = new Map(own.map((set) => [keyOf(set), set]));
  }

  get recordSets(): readonly RecordSet[] {
    return [...this.sets.values()];
  }

  /** Only what every zone has: such a zone may be deleted. */
  get isEmpty(): boolean {
    return this.sets.size === 2;
  }

  find(name: string, type: string): RecordSet | undefined {
    return this.sets.get(keyOf({ name: normalName(name), type }));
  }

  /** All changes or none. Answers what is different now. */
  apply(changes: readonly Change[]): RecordSet[] {
    const problems = [...tooMuch(changes)];
    const after = new Map(this.sets);
    const touched = new Map<string, RecordSet>();
    for (const { Action, ResourceRecordSet } of changes) {
      const set = fromApi(ResourceRecordSet!);
      const existing = after.get(keyOf(set));
      const isSoaOrNs = set.name === this.name && (set.type === 'SOA' || set.type === 'NS');
      if (Action === 'DELETE') {
        if (!existing) {
          problems.push(`Tried to delete resource record set ${describe(set)} but it was not found`);
        } else if (!sameRecords(existing, set)) {
          problems.push(`Tried to delete resource record set ${describe(set)} but the values provided do not match the current values`);
        } else if (isSoaOrNs) {
          problems.push(`A HostedZone must contain exactly one SOA record and at least one NS record for the zone itself: ${describe(set)}`);
        }
        after.delete(keyOf(set));
        touched.set(keyOf(set), { ...set, values: [] });
      } else {
        const problem = problemOf(set, this.name);
        if (problem) {
          problems.push(problem);
        } else if (Action === 'CREATE' && existing) {
          problems.push(`Tried to create resource record set ${describe(set)} but it already exists`);
        }
        after.set(keyOf(set), set);
        touched.set(keyOf(set), set);
      }
    }
    const conflict = problems.length === 0 ? conflictAmong(after.values(), this.name) : undefined;
    if (conflict) {
      problems.push(conflict);
    }
    if (problems.length > 0) {
      throw new InvalidBatch(problems);
    }
    this.sets = after;
    return [...touched.values()];
  }
}

function* tooMuch(changes: readonly Change[]): Iterable<string> {
  const sum = (measure: (values: readonly string[]) => number) => changes.reduce((total, { Action, ResourceRecordSet }) => (
    total + measure((ResourceRecordSet!.ResourceRecords ?? []).map(({ Value }) => Value!)) * (Action === 'UPSERT' ? 2 : 1)
  ), 0);
  if (sum((values) => values.length) > MAX_RECORDS) {
    yield `Number of records limit of ${MAX_RECORDS} exceeded.`;
  }
  if (sum((values) => values.join('').length) > MAX_CHARACTERS) {
    yield `RDATA character limit of ${MAX_CHARACTERS} exceeded.`;
  }
}
