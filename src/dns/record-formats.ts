import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { PublishedRecord } from './published-record';

/*
 * The records of an identity as somebody else takes them. Values may be tokens: they are placed here, and never looked into.
 */

/** One line for each value: type, name and value. */
export function asText(records: readonly PublishedRecord[]): string {
  return lines(records, ({ recordType, name, values }) => values.map((value) => `${recordType} ${name} ${value}`));
}

/** Lines of a master file (RFC 1035 section 5.1): full names, and TXT in quoted strings of at most 255 octets. */
export function asZoneFile(records: readonly PublishedRecord[]): string {
  return lines(records, (record) => zoneFileValues(record).map((value) => (
    `${absolute(record.name)} ${record.ttl.toSeconds()} IN ${record.recordType} ${value}`
  )));
}

/** What is in one piece and without quotes: neither names, base64 nor the tags of a record have anything that JSON would escape. */
export function asJson(scope: IConstruct, records: readonly PublishedRecord[]): string {
  return Stack.of(scope).toJsonString(records.flatMap(({ name, recordType, values, ttl }) => (
    values.map((value) => ({ name, type: recordType, value, ttl: ttl.toSeconds() }))
  )));
}

function lines(records: readonly PublishedRecord[], linesOf: (record: PublishedRecord) => string[]): string {
  return records.flatMap(linesOf).join('\n');
}

/** But for TXT, a value is a name, or ends with one: the target of a CNAME, the host of an MX. */
function zoneFileValues({ recordType, values, route53Values }: PublishedRecord): string[] {
  return recordType === 'TXT' ? route53Values ?? values.map(quoted) : values.map(absolute);
}

/** Strings of at most 255 octets each (RFC 1035 section 3.3); what is a token here is shorter. */
function quoted(value: string): string {
  const strings = Token.isUnresolved(value) ? [value] : value.match(/.{1,255}/g) ?? [];
  return strings.map((text) => `"${text}"`).join(' ');
}

function absolute(name: string): string {
  return !Token.isUnresolved(name) && name.endsWith('.') ? name : `${name}.`;
}
