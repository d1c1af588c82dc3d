import type { DnsRecordRequest } from '../../src/contract/dns-record';

type Place = Pick<DnsRecordRequest, 'hostedZoneId' | 'recordType' | 'name'>;

/**
 * How a record, and before it those whose place it took, came to be the resource's. `found` was there before, and is not ours to
 * remove. What was `made` before the first that was found need not be remembered.
 */
export type Past = ReadonlyArray<'found' | 'made'>;

/**
 * The physical id of a record. Another zone, type or name is another record: CloudFormation makes it before it removes the former one.
 *
 * CloudFormation remembers by it what was found, which no property tells, and a rollback has to answer the former id to the letter:
 * by another one CloudFormation would remove the former record, which still is signed with.
 */
export function recordId(place: Place, past: Past): string {
  const remembered = past.includes('found') ? past.slice(past.indexOf('found')) : [];
  return placeOf(place) + (remembered.length > 0 ? ` (${remembered.join(', ')})` : '');
}

export function pastOf(physicalId = ''): Past {
  const [, past] = / \(([^)]*)\)$/.exec(physicalId) ?? [];
  return past === undefined ? [] : past.split(', ') as unknown as Past;
}

export function wasFound(physicalId?: string): boolean {
  return pastOf(physicalId).at(-1) === 'found';
}

export function isAt(physicalId: string | undefined, place: Place): boolean {
  return physicalId?.split(' (')[0] === placeOf(place);
}

export function isSamePlace(one: Place, other: Place): boolean {
  return placeOf(one) === placeOf(other);
}

function placeOf({ hostedZoneId, recordType, name }: Place): string {
  return `${hostedZoneId} ${recordType} ${name}`;
}
