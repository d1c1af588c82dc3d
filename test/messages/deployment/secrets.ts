import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { factsOf, keyReader, type ReplicaKeySource } from '../../../lambda/keys/sources';
import { type KeySource } from '../../../src/contract/dkim-key';
import { pkcs1Pem, pkcs8Pem, rsaKey } from '../../lambda/keys/key-material';
import type { Mistakes } from '../mistakes';

/** What is in a secret, and how it is read. Undefined: it is binary. */
export interface SecretContent {
  readonly text: string | undefined;
  readonly source: KeySource | ReplicaKeySource;
}

const stored = (text: string | undefined, jsonField?: string): SecretContent => (
  { text, source: { kind: 'STORED', secretId: 'dkim/mail', selector: 'mail', jsonField } }
);
const followed = (text: string): SecretContent => (
  { text, source: { kind: 'FOLLOWED', secretId: 'dkim', privateKeyField: 'privateKey', selectorField: 'selector' } }
);
const generated = (text: string): SecretContent => ({ text, source: { kind: 'GENERATED', secretId: 'arn:secret', keyLength: 2048, replicaRegions: [] } });
const replica = (text: string): SecretContent => ({ text, source: { kind: 'REPLICA', secretId: 'dkim/example.com' } });

const rsa = rsaKey(2048);
const pem = pkcs8Pem(rsa);
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

/** What the handler says of the key in a version. */
export function refusalOf({ text, source }: SecretContent): string {
  const facts = factsOf(keyReader(source, 'example.com', []), 'v1', text);
  return 'refusal' in facts ? facts.refusal : 'NOTHING';
}

export const secrets: Mistakes<void> = {
  'a binary secret': () => stored(undefined),
  'an empty secret': () => stored(' \n'),
  'any text': () => stored('to be done'),
  'a public key': () => stored(createPublicKey(rsa).export({ type: 'spki', format: 'pem' }).toString()),
  'a certificate': () => stored('-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'),
  'a certificate request': () => stored('-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n'),
  'a key of OpenSSH': () => stored('-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk=\n-----END OPENSSH PRIVATE KEY-----\n'),
  'PGP armor': () => stored('-----BEGIN PGP PRIVATE KEY BLOCK-----\nxcLYB\n-----END PGP PRIVATE KEY BLOCK-----\n'),
  'an encrypted key': () => stored(rsa.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' }).toString()),
  'an elliptic key': () => stored(ec.export({ type: 'pkcs8', format: 'pem' }).toString()),
  'a short key': () => stored(pkcs1Pem(rsaKey(1023))),
  'a long key': () => stored(pkcs8Pem(rsaKey(4096))),
  'half a file': () => stored(pem.slice(0, pem.length / 2)),
  'a damaged file': () => stored(pem.replace(/\n(.{20})/, '\n!!!!')),
  'two keys': () => stored(pem + pem),
  'JSON without a field that is chosen': () => stored(JSON.stringify({ user: 'me', dkim: pem })),
  'JSON without the field': () => stored(JSON.stringify({ key: pem }), 'dkim'),
  'no JSON where a field is wanted': () => stored(pem, 'dkim'),
  'a field that is an object': () => stored(JSON.stringify({ dkim: { pem } }), 'dkim'),
  'an empty field': () => stored(JSON.stringify({ dkim: '' }), 'dkim'),
  'a followed secret without JSON': () => followed(pem),
  'a followed secret without a selector': () => followed(JSON.stringify({ privateKey: pem })),
  'a followed secret with a name as its selector': () => followed(JSON.stringify({ privateKey: pem, selector: 'mail._domainkey.example.com' })),
  'a generated key that somebody replaced': () => generated(pem),
  'a replica of something else': () => replica(pem),
};
