import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { DkimKeyPair } from './dkim-key-pair';
import { keyBytes } from './key-encodings';
import { privateKeyFromDer } from './private-key';
import { KeyRefused } from './refusals';
import { secretText } from './secret-text';
import {
  GENERATED_PRIVATE_KEY, GENERATED_SELECTOR_LENGTH, type GeneratedKeyLength, type GeneratedSecret,
} from '../../src/contract/dkim-key';

/** A key that was made for a domain. Its selector says which key it is, unless it was given one. */
export interface GeneratedKey {
  readonly pair: DkimKeyPair;
  readonly domainName: string;
  readonly selector: string;
}

/** Makes a key, under a selector of its own if none is given; answers with the text that its secret gets. */
export function generateKey(domainName: string, keyLength: GeneratedKeyLength, selector?: string): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: keyLength }); // with the exponent 65537
  return secretTextOf(privateKey, domainName, selector);
}

/**
 * Reads what `generateKey` wrote.
 *
 * @param alternating the selectors that keys take alternately
 * @throws KeyRefused when the secret holds something else
 */
export function readGeneratedKey(secretString: string | undefined, alternating: readonly string[] = []): GeneratedKey {
  const field = (name: keyof GeneratedSecret) => secretText(secretString, name);
  try {
    const pair = new DkimKeyPair(privateKeyFromDer(keyBytes(field(GENERATED_PRIVATE_KEY))));
    const selector = field('selector');
    // Other readers of the secret rely on these fields, and the record is made from the private key. They have to agree.
    if ([selectorOf(pair), ...alternating].includes(selector) && field('publicKey') === pair.publicKey) {
      return { pair, domainName: field('domainName'), selector };
    }
  } catch (error) {
    if (!(error instanceof KeyRefused)) throw error;
  }
  throw new KeyRefused('notGenerated'); // the rotation makes another one, so the user has nothing to correct
}

function secretTextOf(privateKey: KeyObject, domainName: string, selector?: string): string {
  const pair = new DkimKeyPair(privateKey);
  const secret: GeneratedSecret = {
    domainName,
    selector: selector ?? selectorOf(pair),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: pair.publicKey,
    keyLength: pair.modulusLength,
  };
  return JSON.stringify(secret);
}

/** A DNS label that is new for each key, and can be computed from its record. */
function selectorOf({ fingerprint }: DkimKeyPair): string {
  return `s${fingerprint}`.slice(0, GENERATED_SELECTOR_LENGTH);
}
