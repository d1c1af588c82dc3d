import { createHash, createPublicKey, type KeyObject } from 'node:crypto';

/** RFC 1035 section 3.3: a character-string has one octet for its length. */
const LONGEST_STRING = 255;

/** The value of the TXT record that publishes a key (RFC 6376 section 3.6.1), as one text. */
export function dkimRecordValue(publicKey: string): string {
  return `v=DKIM1; k=rsa; p=${publicKey}`;
}

/** A value as the strings of one TXT record; verifiers join them without anything between (RFC 6376 section 3.6.2.2). */
export function txtStrings(value: string): string[] {
  return value.match(new RegExp(`.{1,${LONGEST_STRING}}`, 'g')) ?? [];
}

/**
 * A value as Route 53 takes it in `ResourceRecords` [DOC Route 53 "TXT record type"]. Nothing to escape:
 * tag names, base64 and the blanks between have neither quotes nor backslashes.
 */
export function route53TxtValue(value: string): string {
  return txtStrings(value).map(string => `"${string}"`).join(' ');
}

/** A record whose key is not to be trusted any more (RFC 6376 section 3.6.1). */
export const REVOKED_RECORD = dkimRecordValue('');

/** The key that a verifier finds in a record's value. */
export function publishedKey(value: string): KeyObject {
  return createPublicKey({ key: publicKeyOf(value), format: 'der', type: 'spki' });
}

/** The fingerprint of the key in a record's value; undefined where it has none. */
export function fingerprintOfRecord(value: string): string | undefined {
  const publicKey = publicKeyOf(value);
  return publicKey.length === 0 ? undefined : createHash('sha256').update(publicKey).digest('hex');
}

function publicKeyOf(value: string): Buffer {
  const [, publicKey] = /(?:^|;)\s*p=([^;]*)/.exec(value) ?? [];
  return Buffer.from(publicKey ?? '', 'base64');
}
