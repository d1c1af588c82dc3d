import { decodeKeySource, encodeKeySource, type KeySource } from './dkim-key';
import type { WireProperties, WireReader } from './wire';

export const SIGNING_KEY_LENGTHS = ['RSA_1024_BIT', 'RSA_2048_BIT'] as const;
export type SigningKeyLength = typeof SIGNING_KEY_LENGTHS[number];

/** SES makes and keeps the keys. */
export interface EasyDkimSigning {
  readonly mode: 'EASY_DKIM';
  /** Without it SES decides, and what is there stays. */
  readonly keyLength?: SigningKeyLength;
}

/** A key of the user's own, which the handler reads from a secret. */
export interface ByoDkimSigning {
  readonly mode: 'BYODKIM';
  readonly key: KeySource;
  /** Keys whose records are published without being signed with. */
  readonly alsoPublish: readonly KeySource[];
}

/** The generated key of another Region, from the replica of its secret in this Region. */
export interface ByoDkimReplicaSigning {
  readonly mode: 'BYODKIM_REPLICA';
  readonly secretId: string;
}

/** The keys of the domain's Easy DKIM identity in another Region. */
export interface DeterministicEasyDkimSigning {
  readonly mode: 'DETERMINISTIC_EASY_DKIM';
  readonly parentRegion: string;
}

export type Signing = EasyDkimSigning | ByoDkimSigning | ByoDkimReplicaSigning | DeterministicEasyDkimSigning;

/** How often the key is rotated by itself, in days. */
export function rotationDaysOf(signing: Signing): number | undefined {
  return signing.mode === 'BYODKIM' && signing.key.kind === 'GENERATED' ? signing.key.rotationDays || undefined : undefined;
}

const MODES = ['EASY_DKIM', 'BYODKIM', 'BYODKIM_REPLICA', 'DETERMINISTIC_EASY_DKIM'] as const satisfies Array<Signing['mode']>;

export function encodeSigning(signing: Signing): WireProperties {
  switch (signing.mode) {
    case 'EASY_DKIM':
      return { Mode: signing.mode, KeyLength: signing.keyLength };
    case 'BYODKIM':
      return {
        Mode: signing.mode,
        Key: encodeKeySource(signing.key),
        AlsoPublish: signing.alsoPublish.length > 0 ? signing.alsoPublish.map(encodeKeySource) : undefined,
      };
    case 'BYODKIM_REPLICA':
      return { Mode: signing.mode, SecretId: signing.secretId };
    case 'DETERMINISTIC_EASY_DKIM':
      return { Mode: signing.mode, ParentRegion: signing.parentRegion };
  }
}

export function decodeSigning(reader: WireReader): Signing {
  const mode = reader.oneOf('Mode', MODES);
  switch (mode) {
    case 'EASY_DKIM':
      return { mode, keyLength: reader.optionalOneOf('KeyLength', SIGNING_KEY_LENGTHS) };
    case 'BYODKIM':
      return { mode, key: decodeKeySource(reader.object('Key')), alsoPublish: reader.objects('AlsoPublish').map(decodeKeySource) };
    case 'BYODKIM_REPLICA':
      return { mode, secretId: reader.string('SecretId') };
    case 'DETERMINISTIC_EASY_DKIM':
      return { mode, parentRegion: reader.string('ParentRegion') };
  }
}
