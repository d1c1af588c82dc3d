import { generateKeyPairSync } from 'node:crypto';
import type { KeyForm, NewKey } from './ports';

/** An RSA key of 2048 bits. The secret holds JSON with key and selector, as `DkimKey.followSecret` reads it, or PEM alone. */
export function newKey(selector: string, form: KeyForm): NewKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return {
    selector,
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    text: form === 'pem' ? pem : JSON.stringify({ selector, privateKey: pem }),
  };
}
