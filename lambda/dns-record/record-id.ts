import type { DnsRecordRequest } from '../../src/contract/dns-record';

/** There was a record before: it is not ours to remove. */
const FOUND = ' (found)';

/** The record that this one takes the place of was there before: the way back has to remember it too. */
const AFTER_FOUND = ' (after found)';

/**
 * Another zone or name is another record: CloudFormation makes it before it removes the former one. Whether one was found is
 * in its physical id, for a Delete carries nothing else that we could write to.
 */
export function recordId({ hostedZoneId, recordType, name }: DnsRecordRequest, { found = false, afterFound = false } = {}): string {
  return `${hostedZoneId} ${recordType} ${name}${found ? FOUND : ''}${afterFound ? AFTER_FOUND : ''}`;
}

export function wasFound(physicalId = ''): boolean {
  return physicalId.includes(FOUND);
}

export function isAfterFound(physicalId = ''): boolean {
  return physicalId.endsWith(AFTER_FOUND);
}

/** Whether a physical id is of this record. */
export function isIdOf(physicalId: string, record: DnsRecordRequest): boolean {
  return physicalId.replace(/ \(.*/, '') === recordId(record);
}
