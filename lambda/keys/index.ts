import { DkimKeyPair } from './dkim-key-pair';
import { keyBytes } from './key-encodings';
import { privateKeyFromDer } from './private-key';
import { secretText } from './secret-text';

export { DkimKeyPair, signsFor } from './dkim-key-pair';
export { dkimRecordValue } from './dkim-record';
export { generateKey, type GeneratedKey, readGeneratedKey } from './generated-key';
export { type KeyFields, type NamedKey, readNamedKey } from './named-key';
export { KeyRefused, type RefusalReason } from './refusals';

export interface DkimKeySource {
  /** The field of a JSON secret that holds the key; without it the whole secret is the key. */
  readonly jsonField?: string;
}

/**
 * The DKIM key in a secret, in whatever form people store it, checked and in the one form that SES takes.
 *
 * @param secretString `SecretString` of `GetSecretValue`; undefined when the secret is binary
 * @throws KeyRefused when SES would not take the key, or would take it and never verify it
 */
export function readDkimKey(secretString: string | undefined, { jsonField }: DkimKeySource = {}): DkimKeyPair {
  const text = secretText(secretString, jsonField);
  const der = keyBytes(text);
  return new DkimKeyPair(privateKeyFromDer(der));
}
