import {
  type Change, ChangeResourceRecordSetsCommand, ListResourceRecordSetsCommand, type ListResourceRecordSetsCommandInput, NoSuchHostedZone,
  type ResourceRecordSet, type Route53Client, type RRType,
} from '@aws-sdk/client-route-53';
import type { Attempts, Call } from './attempts';
import { refused } from './explanation';
import { decodeName, decodeValue, encodeValue } from './record-text';
import { type NewRecord, type RecordChanges, type StoredRecord, ZoneGone, type ZonePort } from '../ports';

/** Names that are asked for have few record sets; what comes behind them is of no use. */
const PAGE = 20;

/** The zone is not as the batch presumes. Any other objection remains if the batch is made anew. [LIVE logs of external-dns, terraform] */
const CONFLICT = /already exists|was not found|do not match the current values|conflicts with other records/;
const PROTECTED = /protect/i;

/** One hosted zone of Route 53. */
export class HostedZone implements ZonePort {
  constructor(private readonly client: Route53Client, private readonly attempts: Attempts, private readonly id: string) {}

  at(name: string): Promise<StoredRecord[]> {
    return this.from(name, (found) => found === name.toLowerCase());
  }

  async below(name: string): Promise<StoredRecord[]> {
    const parent = name.toLowerCase();
    const sets = await this.from(name, (found) => found === parent || found.endsWith(`.${parent}`));
    return sets.filter((set) => set.name !== parent);
  }

  async change({ remove, create }: RecordChanges): Promise<'done' | 'conflict'> {
    const Changes: Change[] = [
      ...remove.map((set) => ({ Action: 'DELETE' as const, ResourceRecordSet: (set.exact as ResourceRecordSet | undefined) ?? toSet(set) })),
      ...create.map((set) => ({ Action: 'CREATE' as const, ResourceRecordSet: toSet(set) })),
    ];
    const names = [...new Set([...remove, ...create].map((set) => set.name))];
    return this.attempts.once(this.about(`change ${names.join(', ')}`), async () => {
      try {
        await this.client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: this.id, ChangeBatch: { Changes, Comment: 'cdk-ses-dkim' } }));
        return 'done';
      } catch (error) {
        if (isConflict(error as Error)) {
          return 'conflict';
        }
        throw this.orGone(error);
      }
    });
  }

  /** Route 53 sorts by the labels from the last to the first: what is below a name follows it. [DOC ListResourceRecordSets] */
  private async from(name: string, isWanted: (name: string) => boolean): Promise<StoredRecord[]> {
    const found: StoredRecord[] = [];
    let start: Partial<ListResourceRecordSetsCommandInput> | undefined = { StartRecordName: name };
    while (start) {
      const input: ListResourceRecordSetsCommandInput = { HostedZoneId: this.id, MaxItems: PAGE, ...start };
      const page = await this.attempts.repeat(this.about(`read the records of ${name}`), () => (
        this.client.send(new ListResourceRecordSetsCommand(input)).catch((error) => {
          throw this.orGone(error);
        })
      ));
      const records = (page.ResourceRecordSets ?? []).map(toRecord);
      const end = records.findIndex((record) => !isWanted(record.name));
      found.push(...end < 0 ? records : records.slice(0, end));
      start = page.IsTruncated && end < 0
        ? { StartRecordName: page.NextRecordName, StartRecordType: page.NextRecordType, StartRecordIdentifier: page.NextRecordIdentifier }
        : undefined;
    }
    return found;
  }

  private about(what: string): Call {
    return {
      explain: (error) => refused(error, {
        what: `${what} in the hosted zone ${this.id}`,
        next: {
          InvalidChangeBatch: 'correct what Route 53 names; a record set protection has to be removed first',
          InvalidInput: 'check that the hosted zone is that of the domain',
        },
        reasons: { InvalidChangeBatch: 'invalid', InvalidInput: 'invalid' },
      }),
    };
  }

  private orGone(error: unknown): unknown {
    return error instanceof NoSuchHostedZone ? new ZoneGone(`there is no hosted zone ${this.id}`) : error;
  }
}

function toRecord(set: ResourceRecordSet): StoredRecord {
  return {
    name: decodeName(set.Name!),
    type: set.Type!,
    ttl: set.TTL ?? 0,
    values: (set.ResourceRecords ?? []).map(({ Value }) => decodeValue(set.Type!, Value!)),
    isPlain: !set.AliasTarget && !set.SetIdentifier && !set.TrafficPolicyInstanceId && !set.HealthCheckId,
    exact: set,
  };
}

function toSet({ name, type, ttl, values }: NewRecord): ResourceRecordSet {
  return { Name: name, Type: type as RRType, TTL: ttl, ResourceRecords: values.map((value) => ({ Value: encodeValue(type, value) })) };
}

/** Route 53 lists what is wrong in `messages`, and in the message as `[one, two]`. */
function isConflict({ name, message, ...more }: Error): boolean {
  const { messages } = more as { readonly messages?: readonly string[] };
  const objections = messages && messages.length > 0 ? messages : [message];
  return name === 'InvalidChangeBatch' && objections.every((objection) => CONFLICT.test(objection) && !PROTECTED.test(objection));
}
