import { followedKey } from './followed';
import { generatedKey } from './generated';
import type { KeyReader } from './key-reader';
import { replicaKey } from './replica';
import { storedKey } from './stored';
import type { KeySource } from '../../../src/contract/dkim-key';
import type { KeyFacts, RefusedVersion } from '../../ports';
import { dkimRecordValue } from '../dkim-record';
import { KeyRefused } from '../refusals';

export type { KeyReader } from './key-reader';

export interface ReplicaKeySource {
  readonly kind: 'REPLICA';
  readonly secretId: string;
}

type AnySource = KeySource | ReplicaKeySource;
type Readers = { readonly [Kind in AnySource['kind']]: (source: Extract<AnySource, { kind: Kind }>, domainName: string, alternating: readonly string[]) => KeyReader };

const READERS: Readers = { STORED: storedKey, FOLLOWED: followedKey, GENERATED: generatedKey, REPLICA: replicaKey };

/** @param alternating the selectors that generated keys take alternately, behind CNAMEs */
export function keyReader(source: AnySource, domainName: string, alternating: readonly string[]): KeyReader {
  const reader = READERS[source.kind] as (source: AnySource, domainName: string, alternating: readonly string[]) => KeyReader;
  return reader(source, domainName, alternating);
}

/** What may be known of the key in a version, or why there is none to sign with. */
export function factsOf({ secretId, jsonField, wanted, read }: KeyReader, versionId: string, text: string | undefined): KeyFacts | RefusedVersion {
  try {
    const { selector, pair } = read(text);
    const { fingerprint, modulusLength: bits, publicKey } = pair;
    return { selector, fingerprint, bits, value: dkimRecordValue(publicKey), version: { secretId, versionId, jsonField } };
  } catch (error) {
    if (error instanceof KeyRefused) {
      const refusal = `version ${versionId} of the secret ${secretId} has no ${wanted}: ${error.message}`;
      return { versionId, refusal, isReplaceable: error.reason === 'otherDomain' };
    }
    throw error;
  }
}
