import { generatedKey } from './generated';
import type { KeyReader } from './key-reader';

/**
 * The generated keys of another Region, in the replica of their secret. Only its current value is relied on: it is behind its
 * primary for a while, and whether other labels are replicated is not documented.
 */
export function replicaKey(source: { readonly secretId: string }, domainName: string, alternating: readonly string[]): KeyReader {
  return { ...generatedKey(source, domainName, alternating), versions: { which: 'one' }, wanted: `replica of a key that was generated for ${domainName}` };
}
