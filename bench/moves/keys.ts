import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { FOLLOWED, NEW, OLD, OTHER } from './variant';

/** A key pair in the form that every variant takes: DER in base64. */
interface Key {
  readonly name: string;
  readonly privateKey: string;
  readonly publicKey: string;
}

/** Made anew by each run; no result depends on them. */
const KEYS: readonly Key[] = [OLD, NEW, OTHER].map((name) => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    name,
    privateKey: privateKey.export({ type: 'pkcs1', format: 'der' }).toString('base64'),
    publicKey: createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64'),
  };
});

export function publicKeyOf(name: string): string {
  return keyOf(name).publicKey;
}

/** What a secret that is followed holds. */
export function versionWith(selector: string): string {
  return JSON.stringify({ selector, privateKey: keyOf(selector).privateKey });
}

/** The secrets that exist beforehand. */
export function secretValues(): Array<{ readonly name: string; readonly value: string }> {
  return [...KEYS.map(({ name, privateKey }) => ({ name, value: privateKey })), { name: FOLLOWED, value: versionWith(OLD) }];
}

function keyOf(name: string): Key {
  return KEYS.find((key) => key.name === name)!;
}
