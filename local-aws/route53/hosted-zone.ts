import type { Change } from '@aws-sdk/client-route-53';
import { normalName } from './names';
import { Protections } from './protections';
import { describe, fromApi, keyOf, type RecordSet, sameRecords } from './record-set';
import { conflictsAmong, problemOf } from './validation';

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

type ChangeOf = Change & { readonly set: RecordSet };

/** A zone and its record sets. */
export class HostedZone {
  readonly id: string;
  readonly account: string;
  readonly name: string;
  readonly isPrivate: boolean;
  readonly callerReference: string;
  readonly nameServers: readonly string[];
  readonly protections = new Protections();
  comment?: string;
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

  /** Only what every zone has, and no protection: such a zone may be deleted. */
  get isEmpty(): boolean {
    return this.sets.size === 2 && this.protections.all.length === 0;
  }

  find(name: string, type: string): RecordSet | undefined {
    return this.sets.get(keyOf({ name: normalName(name), type }));
  }

  /** All changes or none. Answers what is different now; what is gone has no values. */
  apply(batch: readonly Change[]): RecordSet[] {
    const changes = batch.map((change) => ({ ...change, set: fromApi(change) }));
    const after = new Map(this.sets);
    const isProtected = changes.flatMap(({ set }) => this.protections.objectionTo(set) ?? []);
    const problems = [...tooMuch(changes), ...contradictions(changes), ...isProtected];
    if (problems.length === 0) {
      problems.push(...this.applyTo(after, changes));
    }
    const put = changes.filter(({ Action }) => Action !== 'DELETE').map(({ set }) => set);
    if (problems.length === 0) {
      problems.push(...this.missing(after), ...conflictsAmong([...after.values()], put, this.name));
    }
    if (problems.length > 0) {
      throw new InvalidBatch(problems);
    }
    this.sets = after;
    return [...new Map(changes.map(({ set }) => [keyOf(set), after.get(keyOf(set)) ?? { ...set, values: [] }])).values()];
  }

  private* applyTo(after: Map<string, RecordSet>, changes: readonly ChangeOf[]): Iterable<string> {
    for (const { Action, set } of changes) {
      const existing = after.get(keyOf(set));
      if (Action === 'DELETE') {
        if (!existing) {
          yield `Tried to delete resource record set ${describe(set)} but it was not found`;
        } else if (!sameRecords(existing, set)) {
          yield `Tried to delete resource record set ${describe(set)} but the values provided do not match the current values`;
        }
        after.delete(keyOf(set));
      } else {
        const problem = problemOf(set, this.name);
        if (problem) {
          yield problem;
        } else if (Action === 'CREATE' && existing) {
          yield `Tried to create resource record set ${describe(set)} but it already exists`;
        }
        after.set(keyOf(set), set);
      }
    }
  }

  private* missing(after: ReadonlyMap<string, RecordSet>): Iterable<string> {
    if (!after.has(keyOf({ name: this.name, type: 'SOA' }))) {
      yield 'A HostedZone must contain exactly one SOA record.';
    }
    if (!after.has(keyOf({ name: this.name, type: 'NS' }))) {
      yield 'A HostedZone must contain at least one NS record for the zone itself.';
    }
  }
}

/**
 * A batch says one thing about a record set, or deletes it and puts another in its place.
 * [LIVE botocore logs for the words; which pairs are refused is assumed, but for two DELETEs: DOC ChangeResourceRecordSets]
 */
function* contradictions(changes: readonly ChangeOf[]): Iterable<string> {
  const actions = new Map<string, { readonly set: RecordSet; readonly actions: string[] }>();
  for (const { Action, set } of changes) {
    const entry = actions.get(keyOf(set)) ?? { set, actions: [] };
    entry.actions.push(Action!);
    actions.set(keyOf(set), entry);
  }
  for (const { set: { name, type }, actions: [first, second, ...more] } of actions.values()) {
    const isReplacement = first === 'DELETE' && second !== 'DELETE' && more.length === 0;
    if (second !== undefined && !isReplacement) {
      yield `The request contains an invalid set of changes for a resource record set '${type} ${name}'`;
    }
  }
}

function* tooMuch(changes: readonly ChangeOf[]): Iterable<string> {
  const sum = (measure: (values: readonly string[]) => number) => changes.reduce((total, { Action, set }) => (
    total + measure(set.values) * (Action === 'UPSERT' ? 2 : 1)
  ), 0);
  if (sum((values) => values.length) > MAX_RECORDS) {
    yield `Number of records limit of ${MAX_RECORDS} exceeded.`; // assumed: the text that getmoto/moto has
  }
  if (sum((values) => values.join('').length) > MAX_CHARACTERS) {
    yield `RDATA character limit of ${MAX_CHARACTERS} exceeded.`; // assumed text
  }
}
