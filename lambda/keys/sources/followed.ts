import type { KeyReader } from './key-reader';
import type { FollowedKeySource } from '../../../src/contract/dkim-key';
import { readNamedKey } from '../named-key';

/** Keys that their owner puts into the secret, each with its selector. Anything may be in a version. */
export function followedKey({ secretId, privateKeyField, selectorField }: FollowedKeySource, domainName: string): KeyReader {
  return {
    secretId,
    versions: { which: 'all' },
    jsonField: privateKeyField,
    wanted: `DKIM key for ${domainName}`,
    read: (text) => readNamedKey(text, { privateKey: privateKeyField, selector: selectorField }),
  };
}
