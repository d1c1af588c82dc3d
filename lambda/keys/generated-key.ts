import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { DkimKeyPair } from './dkim-key-pair';
import { keyBytes } from './key-encodings';
import { privateKeyFromDer } from './private-key';
import { KeyRefused } from './refusals';
import { secretText } from './secret-text';
import { GENERATED_PRIVATE_KEY, GENERATED_SELECTOR_LENGTH, type GeneratedKeyLength, type GeneratedSecret } from '../../src/contract/dkim-key';

/** A key that was made for a domain; its selector says which key it is. */
export interface GeneratedKey {
  readonly pair: DkimKeyPair;
  readonly domainName: string;
  readonly selector: string;
}

/** Makes a key; answers with the text that its secret gets. */
export function generateKey(domainName: string, keyLength: GeneratedKeyLength): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: keyLength }); // with the exponent 65537
  return secretTextOf(privateKey, domainName);
}

/**
 * Reads what `generateKey` wrote.
 *
 * @throws KeyRefused when the secret holds something else
 */
export function readGeneratedKey(secretString: string | undefined): GeneratedKey {
  const field = (name: keyof GeneratedSecret) => secretText(secretString, name);
  try {
    const pair = new DkimKeyPair(privateKeyFromDer(keyBytes(field(GENERATED_PRIVATE_KEY))));
    // Whoever reads the secret believes these, and the record is made from the private key: they have to agree.
    if (field('selector') === selectorOf(pair) && field('publicKey') === pair.publicKey) {
      return { pair, domainName: field('domainName'), selector: selectorOf(pair) };
    }
  } catch (error) {
    if (!(error instanceof KeyRefused)) throw error;
  }
  throw new KeyRefused('notGenerated'); // whatever is wrong with it, nobody is asked to mend it
}

function secretTextOf(privateKey: KeyObject, domainName: string): string {
  const pair = new DkimKeyPair(privateKey);
  const secret: GeneratedSecret = {
    domainName,
    selector: selectorOf(pair),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: pair.publicKey,
    keyLength: pair.modulusLength,
  };
  return JSON.stringify(secret);
}

/** Whether a key was made here that has this selector, as far as its form tells. */
export function isGeneratedSelector(selector: string): boolean {
  return selector.length === GENERATED_SELECTOR_LENGTH && /^s[0-9a-f]+$/.test(selector);
}

/** A DNS label that is new for each key, and can be computed from its record. */
function selectorOf({ fingerprint }: DkimKeyPair): string {
  return `s${fingerprint}`.slice(0, GENERATED_SELECTOR_LENGTH);
}
