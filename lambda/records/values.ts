import { createHash } from 'node:crypto';
import { asksForAsMuch, dmarcAmong } from './dmarc';
import { letsSesSend } from './spf';
import type { NewRecord, StoredRecord } from '../ports';

/*
 * What records say, and when two of them say the same. Values are decoded: a TXT value in one piece, host names in lower case.
 */

/** How long resolvers keep our records, in seconds. */
export const RECORD_TTL = 1800;

export interface SaidRecord {
  readonly purpose: 'DKIM' | 'MAIL_FROM' | 'DMARC';
  readonly type: string;
  readonly value: string;
}

/** The beginning of the hash of a record set's values: enough to know it again. */
export function hashOf(type: string, values: readonly string[]): string {
  return createHash('sha256').update([type, ...[...values].sort()].join('\n')).digest('hex').slice(0, 16);
}

export function newRecord(name: string, type: string, value: string): NewRecord {
  return { name, type, ttl: RECORD_TTL, values: [value] };
}

/** A record whose key is not to be trusted any more (RFC 6376 section 3.6.1). */
export const REVOKED_VALUE = 'v=DKIM1; k=rsa; p=';

/** Whether a record set means what it should to whoever looks it up, however it is written. */
export function saysTheSame(set: StoredRecord, wanted: SaidRecord): boolean {
  if (set.type !== wanted.type || !set.isPlain) {
    return false;
  }
  if (wanted.type === 'TXT' && wanted.purpose === 'MAIL_FROM') {
    return letsSesSend(set.values, wanted.value);
  }
  if (wanted.purpose === 'DMARC') {
    const found = dmarcAmong(set.values);
    return found !== undefined && asksForAsMuch(found, wanted.value);
  }
  return set.values.length === 1 && valueSays(set.type, set.values[0], wanted.value);
}

/** Whether one value of DNS says what another does. */
export function valueSays(type: string, found: string, wanted: string): boolean {
  return type === 'TXT' ? found === wanted || publishesKey(found, wanted) : hostName(found) === hostName(wanted);
}

/** Of an MX with its preference before it. */
function hostName(value: string): string {
  return value.toLowerCase().trim().replace(/\s+/g, ' ').replace(/\.$/, '');
}

/**
 * Whether a verifier takes the same key from two records, for mail that SES signs: RSA, SHA-256, not in test mode. Tags that are
 * left out have their defaults (RFC 6376 section 3.6.1): the bare `p=…` of others is good too.
 */
function publishesKey(found: string, wanted: string): boolean {
  const tags = dkimTags(found);
  const allows = (tag: string | undefined, ...values: string[]) => tag === undefined || tag.split(':').some((value) => values.includes(value.trim()));
  return tags.p !== undefined && tags.p === dkimTags(wanted).p
    && allows(tags.v, 'DKIM1') && allows(tags.k, 'rsa') && allows(tags.h, 'sha256') && allows(tags.s, '*', 'email')
    && !tags.t?.split(':').some((flag) => flag.trim() === 'y');
}

/** Whether a verifier finds a key in a record, whichever it is. */
export function publishesSomeKey(found: string): boolean {
  return publishesKey(found, found) && dkimTags(found).p !== '';
}

function dkimTags(text: string): Record<string, string | undefined> {
  return Object.fromEntries(text.split(';').filter((tag) => tag.includes('=')).map((tag) => {
    const [, name, value] = /^([^=]*)=([^]*)$/.exec(tag)!;
    return [name.trim(), name.trim() === 'p' ? value.replace(/\s/g, '') : value.trim()];
  }));
}

/** A record set in one line, without the middle of anything that is as long as a key. */
export function described({ type, values, isPlain }: Pick<StoredRecord, 'type' | 'values'> & { readonly isPlain?: boolean }): string {
  const shown = values.map(shortened).join(', ');
  return `${type} ${isPlain === false && shown === '' ? '(an alias, or one of several sets of this name)' : shown}`;
}

/** Longer than this it could be a key, perhaps a private one that somebody published. */
const LONGEST_WORD = 40;
const LONGEST_TEXT = 200;

function shortened(value: string): string {
  const words = value.replace(new RegExp(`[A-Za-z0-9+/]{${LONGEST_WORD},}={0,2}`, 'g'), (long) => (
    `(${long.length} characters, SHA-256 ${createHash('sha256').update(long).digest('hex').slice(0, 12)}…)`
  ));
  return words.length > LONGEST_TEXT ? `${words.slice(0, LONGEST_TEXT)}…` : words;
}
