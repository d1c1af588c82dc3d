import { WireProperties, WireReader } from './wire';

/** Opens a secret, checks the DKIM key in it, and answers with its public half. */
export const DKIM_KEY_TYPE = 'Custom::DkimKey';

/** Where a private key is, never the key. */
export interface KeyLocation {
  readonly secretArn: string;
  /** The field of the secret's JSON that holds the key; without it the whole secret is the key. */
  readonly jsonField?: string;
  /** The secret's version; without it the current one. */
  readonly versionId?: string;
}

export interface DkimKeyRequest {
  readonly domainName: string;
  readonly selector: string;
  readonly location: KeyLocation;
}

/** What `Fn::GetAtt` can ask for; always all of them. */
export const DKIM_KEY_ATTRIBUTES = [
  /** SHA-256 of the public key's SubjectPublicKeyInfo, in hex. */
  'Fingerprint',
  /** The version of the secret that was read. */
  'SecretVersionId',
  /** The TXT record's text, in one piece. */
  'TxtValue',
  /** The same as Route 53 wants it: quoted strings of at most 255 octets. */
  'Route53Value',
] as const;
export type DkimKeyAttribute = typeof DKIM_KEY_ATTRIBUTES[number];

export function encodeDkimKey(request: DkimKeyRequest): WireProperties {
  return {
    DomainName: request.domainName,
    Selector: request.selector,
    ...encodeLocation(request.location),
  };
}

export function decodeDkimKey(properties: WireProperties): DkimKeyRequest {
  const reader = new WireReader(DKIM_KEY_TYPE, properties);
  const request = {
    domainName: reader.string('DomainName'),
    selector: reader.string('Selector'),
    location: decodeLocation(reader),
  };
  reader.end();
  return request;
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
