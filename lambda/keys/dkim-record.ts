import { createPublicKey, type KeyObject } from 'node:crypto';

/** The value of the TXT record that publishes a key (RFC 6376 section 3.6.1), as one text. */
export function dkimRecordValue(publicKey: string): string {
  return `v=DKIM1; k=rsa; p=${publicKey}`;
}

/** The key that a verifier finds in a record's value. */
export function publishedKey(value: string): KeyObject {
  const [, publicKey] = /(?:^|;)\s*p=([^;]*)/.exec(value) ?? [];
  return createPublicKey({ key: Buffer.from(publicKey ?? '', 'base64'), format: 'der', type: 'spki' });
}
