import type { KeyReader } from './key-reader';
import { GENERATED_PRIVATE_KEY } from '../../../src/contract/dkim-key';
import { readGeneratedKey } from '../generated-key';
import { KeyRefused } from '../refusals';

/** Keys that the handler made. A secret keeps its keys when its identity gets another domain, which then needs a key of its own. */
export function generatedKey({ secretId }: { readonly secretId: string }, domainName: string, alternating: readonly string[]): KeyReader {
  return {
    secretId,
    versions: { which: 'all' },
    jsonField: GENERATED_PRIVATE_KEY,
    wanted: `key that was generated for ${domainName}`,
    read: (text) => {
      const key = readGeneratedKey(text, alternating);
      if (key.domainName !== domainName) {
        throw new KeyRefused('otherDomain', key.domainName);
      }
      return key;
    },
  };
}
