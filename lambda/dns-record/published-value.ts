import { createHash } from 'node:crypto';
import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import type { DnsRecordRequest } from '../../src/contract/dns-record';
import { route53TxtValue } from '../keys';

type Value = Pick<DnsRecordRequest, 'name' | 'recordType' | 'value' | 'ttlSeconds'>;

/** The record set that publishes a value. */
export function recordSetOf({ name, recordType, value, ttlSeconds }: Value): ResourceRecordSet {
  const written = recordType === 'TXT' ? route53TxtValue(value) : value;
  return { Name: name, Type: recordType, TTL: Number(ttlSeconds), ResourceRecords: [{ Value: written }] };
}

/** Whether a record set means what it should to whoever looks it up, however it is written. */
export function publishes(set: ResourceRecordSet, { recordType, value }: Value): boolean {
  const [only, ...others] = set.ResourceRecords ?? [];
  if (set.Type !== recordType || !only || others.length > 0 || set.SetIdentifier) {
    return false;
  }
  return recordType === 'TXT'
    ? publishesKey(txtText(only.Value!), value)
    : hostName(only.Value!) === hostName(value);
}

/** A record set in one line, with nothing of a key but what tells it from another. */
export function described(set: ResourceRecordSet): string {
  const values = set.AliasTarget ? [`alias of ${set.AliasTarget.DNSName}`] : (set.ResourceRecords ?? []).map(({ Value = '' }) => shortened(Value));
  return `${set.Type} ${values.join(', ')}`;
}

/** The strings of a TXT record, joined as a resolver's client joins them (RFC 6376 section 3.6.2.2). */
export function txtText(written: string): string {
  const strings = [...written.matchAll(/"((?:[^"\\]|\\.)*)"/gs)].map(([, text]) => text.replace(/\\(.)/gs, '$1'));
  return strings.length > 0 ? strings.join('') : written;
}

const hostName = (written: string) => written.toLowerCase().replace(/\.$/, '');

/**
 * Whether a verifier takes the same key from two records, for mail that SES signs: RSA, SHA-256, not in test mode.
 * Tags that are left out have their defaults (RFC 6376 section 3.6.1), so that the bare `p=…` of others is good too.
 */
function publishesKey(found: string, wanted: string): boolean {
  const tags = tagsOf(found);
  const allows = (tag: string | undefined, ...values: string[]) => tag === undefined || tag.split(':').some((value) => values.includes(value.trim()));
  return tags.p === tagsOf(wanted).p
    && allows(tags.v, 'DKIM1') && allows(tags.k, 'rsa') && allows(tags.h, 'sha256') && allows(tags.s, '*', 'email')
    && !tags.t?.split(':').some((flag) => flag.trim() === 'y');
}

function tagsOf(text: string): Record<string, string | undefined> {
  const tags = text.split(';').filter((tag) => tag.includes('=')).map((tag) => {
    const [, name, value] = /^([^=]*)=([^]*)$/.exec(tag)!;
    return [name.trim(), name.trim() === 'p' ? value.replace(/\s/g, '') : value.trim()];
  });
  return Object.fromEntries(tags);
}

/** Longer than this it could be a key, perhaps a private one that somebody published: told apart by its hash, and not shown. */
const LONGEST_SHOWN = 40;

function shortened(written: string): string {
  return written.replace(/" "/g, '').replace(new RegExp(`[A-Za-z0-9+/]{${LONGEST_SHOWN},}={0,2}`, 'g'), (long) => (
    `(${long.length} characters, SHA-256 ${createHash('sha256').update(long).digest('hex').slice(0, 12)}…)`
  ));
}
