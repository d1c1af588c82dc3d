import { createHash } from 'node:crypto';
import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { asksForAsMuch, dmarcAmong } from './dmarc';
import { letsSesSend } from './spf';
import type { DnsRecordRequest } from '../../src/contract/dns-record';
import { route53TxtValue } from '../keys';

type Value = Pick<DnsRecordRequest, 'purpose' | 'name' | 'recordType' | 'value' | 'ttlSeconds'>;

/** The record set that publishes a value. */
export function recordSetOf({ name, recordType, value, ttlSeconds }: Value): ResourceRecordSet {
  const written = recordType === 'TXT' ? route53TxtValue(value) : value;
  return { Name: name, Type: recordType, TTL: Number(ttlSeconds), ResourceRecords: [{ Value: written }] };
}

/** Whether a record set means what it should to whoever looks it up, however it is written. */
export function publishes(set: ResourceRecordSet, wanted: Value): boolean {
  if (set.Type !== wanted.recordType || set.SetIdentifier) {
    return false;
  }
  const texts = textsOf(set);
  if (wanted.recordType === 'TXT' && wanted.purpose === 'MAIL_FROM') {
    return letsSesSend(texts, wanted.value);
  }
  if (wanted.purpose === 'DMARC') {
    const found = dmarcAmong(texts);
    return found !== undefined && asksForAsMuch(found, wanted.value);
  }
  return texts.length === 1 && (wanted.recordType === 'TXT' ? publishesKey(texts[0], wanted.value) : texts[0] === hostName(wanted.value));
}

/** Whether a record set has just what we would write, and nothing that somebody added or changed. */
export function isAsWritten(set: ResourceRecordSet, wanted: Value): boolean {
  const [only, ...others] = textsOf(set);
  return set.Type === wanted.recordType && !set.SetIdentifier && others.length === 0 && only === textsOf(recordSetOf(wanted))[0];
}

/** The values of a record set as they mean something. */
export function textsOf({ Type, ResourceRecords = [] }: ResourceRecordSet): string[] {
  return ResourceRecords.map(({ Value = '' }) => Type === 'TXT' ? txtText(Value) : hostName(Value));
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

/** Of an MX with its preference before it. */
const hostName = (written: string) => written.toLowerCase().trim().replace(/\s+/g, ' ').replace(/\.$/, '');

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
