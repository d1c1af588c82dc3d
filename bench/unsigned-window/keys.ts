import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { NEW, OLD } from './variant';

/** A key pair in the form that every variant takes: DER in base64. */
export interface Key {
  readonly selector: string;
  readonly privateKey: string;
  readonly publicKey: string;
}

/** Made anew by each run; no result depends on them. */
export const KEYS: readonly Key[] = [OLD, NEW].map((selector) => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    selector,
    privateKey: privateKey.export({ type: 'pkcs1', format: 'der' }).toString('base64'),
    publicKey: createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64'),
  };
});

export function publicKeyOf(selector: string): string {
  return KEYS.find((key) => key.selector === selector)!.publicKey;
}
