import type { Change, ResourceRecordSet } from '@aws-sdk/client-route-53';
import { normalName } from './names';
import { AwsError, NotImplementedError } from '../kernel/aws-error';

/** The records of one name and type. */
export interface RecordSet {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  /** As they were written: TXT with its quotes. */
  readonly values: readonly string[];
}

const KNOWN: readonly string[] = ['Name', 'Type', 'TTL', 'ResourceRecords'];
const TTL_MAX = 2_147_483_647;

export const keyOf = ({ name, type }: Pick<RecordSet, 'name' | 'type'>): string => `${name} ${type}`;

/** What a change is about. Aliases and routing policies are refused: as a plain record they would be another one. */
export function fromApi({ Action, ResourceRecordSet: set }: Change): RecordSet {
  const { Name, Type, TTL, ResourceRecords } = set!;
  const unknown = Object.entries(set!).find(([member, value]) => value !== undefined && !KNOWN.includes(member));
  if (unknown) {
    throw new NotImplementedError(`${unknown[0]} of a resource record set`);
  }
  if (TTL === undefined || !ResourceRecords?.length) {
    // [LIVE ministryofjustice/modernisation-platform#10072]
    throw new AwsError('InvalidInput', 'Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or '
      + `TrafficPolicyInstanceId], but found none in Change with [Action=${Action}, Name=${Name}, Type=${Type}, SetIdentifier=null]`);
  }
  if (!(TTL >= 0 && TTL <= TTL_MAX)) {
    throw new AwsError('InvalidInput', `Invalid request: the TTL of ${Name} has to be between 0 and ${TTL_MAX}`); // the text is assumed
  }
  return { name: normalName(Name!), type: Type!, ttl: Number(TTL), values: ResourceRecords.map(({ Value }) => Value!) };
}

export function toApi({ name, type, ttl, values }: RecordSet): ResourceRecordSet {
  return { Name: name, Type: type as ResourceRecordSet['Type'], TTL: ttl, ResourceRecords: values.map((Value) => ({ Value })) };
}

/** A DELETE has to name exactly what is there. [DOC ChangeResourceRecordSets] */
export function sameRecords(one: RecordSet, other: RecordSet): boolean {
  return one.ttl === other.ttl && [...one.values].sort().join('\n') === [...other.values].sort().join('\n');
}

export function describe({ name, type }: Pick<RecordSet, 'name' | 'type'>): string {
  return `[name='${name}', type='${type}']`;
}
