import { DkimKeyPair } from './dkim-key-pair';
import { keyBytes } from './key-encodings';
import { privateKeyFromDer } from './private-key';
import { KeyRefused } from './refusals';
import { secretText } from './secret-text';

/** The fields of a JSON secret that tell everything of a key. */
export interface KeyFields {
  readonly privateKey: string;
  readonly selector: string;
}

/** A key, and the selector that its owner gave it. */
export interface NamedKey {
  readonly pair: DkimKeyPair;
  /** In lower case: DNS does not tell cases apart. */
  readonly selector: string;
}

/** One DNS label. [DOC API_DkimSigningAttributes: DomainSigningSelector] */
const SELECTOR = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Reads a key that names its selector itself, beside it in the secret's JSON.
 *
 * @throws KeyRefused when there is no selector, or no key that SES would sign with
 */
export function readNamedKey(secretString: string | undefined, fields: KeyFields): NamedKey {
  const selector = selectorIn(secretString, fields).toLowerCase();
  if (!SELECTOR.test(selector)) throw new KeyRefused('selectorUnfit', fields.selector);
  return { selector, pair: new DkimKeyPair(privateKeyFromDer(keyBytes(secretText(secretString, fields.privateKey)))) };
}

function selectorIn(secretString: string | undefined, { privateKey, selector }: KeyFields): string {
  try {
    return secretText(secretString, selector);
  } catch (error) {
    // A secret with text that is no JSON lacks a selector: that is what the message says.
    if (!(error instanceof KeyRefused) || error.reason === 'binary' || error.reason === 'empty') throw error;
    throw new KeyRefused('noSelector', selector, privateKey);
  }
}
