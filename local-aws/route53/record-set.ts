import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { normalName } from './names';

/** The records of one name and type. */
export interface RecordSet {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  /** As they were written: TXT with its quotes. */
  readonly values: readonly string[];
}

export const keyOf = ({ name, type }: Pick<RecordSet, 'name' | 'type'>): string => `${name} ${type}`;

export function fromApi({ Name, Type, TTL, ResourceRecords }: ResourceRecordSet): RecordSet {
  return { name: normalName(Name!), type: Type!, ttl: Number(TTL ?? 0), values: (ResourceRecords ?? []).map(({ Value }) => Value!) };
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
