import type { WireProperties, WireReader } from './wire';

/** A key that somebody stored in a secret. It never changes without a deployment. */
export interface StoredKeySource {
  readonly kind: 'STORED';
  /** The name or the ARN of the secret. */
  readonly secretId: string;
  readonly selector: string;
  /** The field of the secret's JSON that holds the key. Without it the whole secret is the key. */
  readonly jsonField?: string;
  /** The secret's version. Without it the current one. */
  readonly versionId?: string;
}

/** A secret whose owner puts new keys into it, each under a selector of its own. */
export interface FollowedKeySource {
  readonly kind: 'FOLLOWED';
  readonly secretId: string;
  readonly privateKeyField: string;
  readonly selectorField: string;
}

/** In bits. */
export const GENERATED_KEY_LENGTHS = [1024, 2048] as const;
export type GeneratedKeyLength = typeof GENERATED_KEY_LENGTHS[number];

/** Keys that the handler makes, in a secret of the stack. */
export interface GeneratedKeySource {
  readonly kind: 'GENERATED';
  readonly secretId: string;
  readonly keyLength: GeneratedKeyLength;
  /** How often a rotation makes a new key, in days. 0: only when somebody asks. Without it the key is never rotated. */
  readonly rotationDays?: number;
  /** Whether a change of the schedule also begins a rotation: a rollback has to end it. */
  readonly rotatesOnUpdate?: true;
  /** Other Regions where the domain's identities sign with the key, from replicas of the secret. */
  readonly replicaRegions: readonly string[];
}

export type KeySource = StoredKeySource | FollowedKeySource | GeneratedKeySource;

const KINDS = ['STORED', 'FOLLOWED', 'GENERATED'] as const satisfies Array<KeySource['kind']>;

export function encodeKeySource(source: KeySource): WireProperties {
  switch (source.kind) {
    case 'STORED':
      return {
        Kind: source.kind, SecretId: source.secretId, Selector: source.selector, JsonField: source.jsonField, VersionId: source.versionId,
      };
    case 'FOLLOWED':
      return { Kind: source.kind, SecretId: source.secretId, PrivateKeyField: source.privateKeyField, SelectorField: source.selectorField };
    case 'GENERATED':
      return {
        Kind: source.kind,
        SecretId: source.secretId,
        KeyLength: String(source.keyLength),
        RotationDays: source.rotationDays === undefined ? undefined : String(source.rotationDays),
        RotatesOnUpdate: source.rotatesOnUpdate && 'true',
        ReplicaRegions: source.replicaRegions.length > 0 ? source.replicaRegions : undefined,
      };
  }
}

export function decodeKeySource(reader: WireReader): KeySource {
  const kind = reader.oneOf('Kind', KINDS);
  const secretId = reader.string('SecretId');
  switch (kind) {
    case 'STORED':
      return {
        kind, secretId, selector: reader.string('Selector'), jsonField: reader.optionalString('JsonField'), versionId: reader.optionalString('VersionId'),
      };
    case 'FOLLOWED':
      return { kind, secretId, privateKeyField: reader.string('PrivateKeyField'), selectorField: reader.string('SelectorField') };
    case 'GENERATED':
      return {
        kind,
        secretId,
        keyLength: Number(reader.oneOf('KeyLength', GENERATED_KEY_LENGTHS.map(String))) as GeneratedKeyLength,
        rotationDays: reader.optionalWholeNumber('RotationDays'),
        ...reader.optionalBoolean('RotatesOnUpdate') ? { rotatesOnUpdate: true } : {},
        replicaRegions: reader.strings('ReplicaRegions'),
      };
  }
}

/**
 * What a secret with a generated key holds, as JSON. Others read it too: a field may be added, and none changed or removed.
 */
export interface GeneratedSecret {
  readonly domainName: string;
  readonly selector: string;
  /** PKCS#8 as PEM, which every mail server reads. */
  readonly privateKey: string;
  /** The base64 of SubjectPublicKeyInfo: the `p=` of the record. */
  readonly publicKey: string;
  /** In bits. */
  readonly keyLength: number;
}
export const GENERATED_PRIVATE_KEY = 'privateKey' satisfies keyof GeneratedSecret;

/** `s` and the first 16 hex digits of the fingerprint. */
export const GENERATED_SELECTOR_LENGTH = 17;
export const GENERATED_SELECTOR = /^s[0-9a-f]{16}$/;
