import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { IdentityRecord } from './dns-record';

/*
 * The records of an identity in the forms that others read. Values may be tokens: they are placed here and never parsed.
 */

/** One line for each value: type, name and value. */
export function asText(records: readonly IdentityRecord[]): string {
  return lines(records, ({ recordType, name, values }) => values.map((value) => `${recordType} ${name} ${value}`));
}

/** Lines of a master file (RFC 1035 section 5.1): full names, and TXT in quoted strings of at most 255 octets. */
export function asZoneFile(records: readonly IdentityRecord[]): string {
  return lines(records, (record) => zoneFileValues(record).map((value) => (
    `${absolute(record.name)} ${record.ttl.toSeconds()} IN ${record.recordType} ${value}`
  )));
}

/** Values in one piece and without quotes. Neither names, base64 nor the tags of a record have anything that JSON would escape. */
export function asJson(scope: IConstruct, records: readonly IdentityRecord[]): string {
  return Stack.of(scope).toJsonString(records.flatMap(({ name, recordType, values, ttl }) => (
    values.map((value) => ({ name, type: recordType, value, ttl: ttl.toSeconds() }))
  )));
}

function lines(records: readonly IdentityRecord[], linesOf: (record: IdentityRecord) => string[]): string {
  return records.flatMap(linesOf).join('\n');
}

/** Other values than TXT end with a name: the target of a CNAME, the host of an MX. */
function zoneFileValues({ recordType, values, strings }: IdentityRecord): string[] {
  return recordType === 'TXT' ? values.map((value) => quoted(strings ?? split(value))) : values.map(absolute);
}

/** Strings of at most 255 octets each (RFC 1035 section 3.3). A token here is shorter. */
function split(value: string): readonly string[] {
  return Token.isUnresolved(value) ? [value] : value.match(/.{1,255}/g) ?? [];
}

function quoted(strings: readonly string[]): string {
  return strings.map((text) => `"${text}"`).join(' ');
}

function absolute(name: string): string {
  return !Token.isUnresolved(name) && name.endsWith('.') ? name : `${name}.`;
}
