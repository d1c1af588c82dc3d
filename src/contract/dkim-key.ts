import { decodeZoneAccess, encodeZoneAccess, type ZoneAccess } from './dns-record';
import { WireProperties, WireReader } from './wire';

/** Opens a secret, or makes the key in it; checks the DKIM key, and answers with its public half. */
export const DKIM_KEY_TYPE = 'Custom::DkimKey';

/** Where a private key is, never the key. */
export interface KeyLocation {
  readonly secretArn: string;
  /** The field of the secret's JSON that holds the key; without it the whole secret is the key. */
  readonly jsonField?: string;
  /** The secret's version; without it the current one. */
  readonly versionId?: string;
}

/** A key that somebody has put into a secret. */
export interface StoredKeyRequest {
  readonly kind: 'stored';
  readonly domainName: string;
  readonly selector: string;
  readonly location: KeyLocation;
}

/** In bits. */
export const GENERATED_KEY_LENGTHS = [1024, 2048] as const;
export type GeneratedKeyLength = typeof GENERATED_KEY_LENGTHS[number];

/** A key that the handler makes, and keeps in a secret that is empty at first. */
export interface GeneratedKeyRequest {
  readonly kind: 'generated';
  readonly domainName: string;
  readonly secretArn: string;
  readonly keyLength: GeneratedKeyLength;
  /** Whether the key changes without a deployment. */
  readonly isRotated: boolean;
  /** How often, in words: Secrets Manager refuses a change of it while a rotation is unfinished. */
  readonly rotationSchedule?: string;
  /** Where its record goes; nowhere if somebody else publishes it. */
  readonly records?: KeyRecordsLocation;
  /** Other Regions where the domain's identities sign with the key, from replicas of the secret. */
  readonly elsewhere?: OtherRegions;
}

/** A key that its owner changes in a secret, each time under a new selector. */
export interface FollowedKeyRequest {
  readonly kind: 'followed';
  readonly domainName: string;
  readonly secretArn: string;
  readonly fields: KeyFields;
  readonly records: KeyRecordsLocation;
}

/** The fields of a JSON secret that say all of a key. */
export interface KeyFields {
  readonly privateKey: string;
  readonly selector: string;
}

/**
 * Where the domain's own DNS is somebody else's, who has written a CNAME for each of a few selectors, which the keys have in turns.
 */
export interface CnameDelegation {
  readonly selectors: readonly string[];
  /** What the records are under in our zone, as they would be under the domain in its own. */
  readonly recordsDomain: string;
}

/** Where the records of keys go that change without a deployment. */
export interface KeyRecordsLocation extends ZoneAccess {
  /** Without it each key has a selector of its own, under the domain. */
  readonly delegation?: CnameDelegation;
  /** Whether the identity outlives the stack: it keeps what it signs with. */
  readonly identityIsRetained: boolean;
}

/** Where else identities sign with a key. */
export interface OtherRegions {
  readonly regions: readonly string[];
  /** The role that may see them. */
  readonly roleArn: string;
}

export type DkimKeyRequest = StoredKeyRequest | GeneratedKeyRequest | FollowedKeyRequest;

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

/** What `Fn::GetAtt` can ask for; always all of them. */
export const DKIM_KEY_ATTRIBUTES = [
  /** SHA-256 of the public key's SubjectPublicKeyInfo, in hex. */
  'Fingerprint',
  /** The selector that was given, or that of the generated key. */
  'Selector',
  /** The version of the secret that was read. */
  'SecretVersionId',
  /** The TXT record's text, in one piece. */
  'TxtValue',
  /** The same as Route 53 wants it: quoted strings of at most 255 octets. */
  'Route53Value',
] as const;
export type DkimKeyAttribute = typeof DKIM_KEY_ATTRIBUTES[number];

export function encodeDkimKey(request: DkimKeyRequest): WireProperties {
  switch (request.kind) {
    case 'stored':
      return { DomainName: request.domainName, Selector: request.selector, ...encodeLocation(request.location) };
    case 'generated':
      return {
        DomainName: request.domainName,
        SecretArn: request.secretArn,
        GeneratedKeyLength: String(request.keyLength),
        Rotated: String(request.isRotated),
        RotationSchedule: request.rotationSchedule,
        ...request.records && encodeRecordsLocation(request.records),
        ...request.elsewhere && { OtherRegions: request.elsewhere.regions.join(','), OtherRegionsRoleArn: request.elsewhere.roleArn },
      };
    case 'followed':
      return {
        DomainName: request.domainName,
        SecretArn: request.secretArn,
        ...encodeFields(request.fields),
        ...encodeRecordsLocation(request.records),
      };
  }
}

export function decodeDkimKey(properties: WireProperties): DkimKeyRequest {
  const reader = new WireReader(DKIM_KEY_TYPE, properties);
  const request = decodeRequest(reader);
  reader.end();
  return request;
}

function decodeRequest(reader: WireReader): DkimKeyRequest {
  const domainName = reader.string('DomainName');
  const fields = decodeOptionalFields(reader);
  if (fields) {
    return { kind: 'followed', domainName, secretArn: reader.string('SecretArn'), fields, records: decodeRecordsLocation(reader) };
  }
  const length = reader.optionalOneOf('GeneratedKeyLength', GENERATED_KEY_LENGTHS.map(String));
  return length === undefined
    ? { kind: 'stored', domainName, selector: reader.string('Selector'), location: decodeLocation(reader) }
    : {
      kind: 'generated',
      domainName,
      secretArn: reader.string('SecretArn'),
      keyLength: Number(length) as GeneratedKeyLength,
      isRotated: reader.boolean('Rotated'),
      rotationSchedule: reader.optionalString('RotationSchedule'),
      records: reader.has('HostedZoneId') ? decodeRecordsLocation(reader) : undefined,
      elsewhere: reader.has('OtherRegions')
        ? { regions: reader.string('OtherRegions').split(','), roleArn: reader.string('OtherRegionsRoleArn') }
        : undefined,
    };
}

export function encodeFields({ privateKey, selector }: KeyFields): WireProperties {
  return { PrivateKeyField: privateKey, SelectorField: selector };
}

export function decodeOptionalFields(reader: WireReader): KeyFields | undefined {
  return reader.has('SelectorField') ? { privateKey: reader.string('PrivateKeyField'), selector: reader.string('SelectorField') } : undefined;
}

function encodeRecordsLocation({ identityIsRetained, delegation, ...access }: KeyRecordsLocation): WireProperties {
  return {
    ...encodeZoneAccess(access),
    IdentityIsRetained: String(identityIsRetained),
    ...delegation && { Selectors: delegation.selectors.join(','), RecordsDomain: delegation.recordsDomain },
  };
}

function decodeRecordsLocation(reader: WireReader): KeyRecordsLocation {
  return {
    ...decodeZoneAccess(reader),
    identityIsRetained: reader.boolean('IdentityIsRetained'),
    delegation: reader.has('Selectors')
      ? { selectors: reader.string('Selectors').split(','), recordsDomain: reader.string('RecordsDomain') }
      : undefined,
  };
}

export function encodeLocation(location: KeyLocation): WireProperties {
  return {
    SecretArn: location.secretArn,
    SecretJsonField: location.jsonField,
    SecretVersionId: location.versionId,
  };
}

export function decodeLocation(reader: WireReader): KeyLocation {
  return {
    secretArn: reader.string('SecretArn'),
    jsonField: reader.optionalString('SecretJsonField'),
    versionId: reader.optionalString('SecretVersionId'),
  };
}
