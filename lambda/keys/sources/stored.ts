import { readDkimKey } from '..';
import type { KeyReader } from './key-reader';
import type { StoredKeySource } from '../../../src/contract/dkim-key';

/** A key that somebody stored. The deployment tells its selector. */
export function storedKey({ secretId, selector, jsonField, versionId }: StoredKeySource, domainName: string): KeyReader {
  return {
    secretId,
    versions: { which: 'one', versionId },
    jsonField,
    wanted: `DKIM key for selector '${selector}' of ${domainName}`,
    read: (text) => ({ selector, pair: readDkimKey(text, { jsonField }) }),
  };
}
