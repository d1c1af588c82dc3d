import { WireProperties, WireReader } from './wire';

/** A DNS record of an identity, in a zone where it may exist already. */
export const DNS_RECORD_TYPE = 'Custom::DnsRecord';

export const DNS_RECORD_TYPES = ['TXT', 'CNAME'] as const;
export type DnsRecordType = typeof DNS_RECORD_TYPES[number];

/** What to do with a record that is there already and says the right thing. */
export const EXISTING_RECORD_POLICIES = ['FAIL', 'ACCEPT'] as const;
export type ExistingRecordPolicy = typeof EXISTING_RECORD_POLICIES[number];

/** A zone, and how to come to write to it. */
export interface ZoneAccess {
  readonly hostedZoneId: string;
  /** The role to take for it. */
  readonly roleArn: string;
  /** The one to go on to from there, in the account of the zone where that is another one. */
  readonly zoneRoleArn?: string;
}

export interface DnsRecordRequest extends ZoneAccess {
  /** The identity that signs with it. */
  readonly domainName: string;
  readonly name: string;
  readonly recordType: DnsRecordType;
  /** A TXT record's text in one piece, or the name that a CNAME points to. */
  readonly value: string;
  readonly ttlSeconds: string;
  readonly existing: ExistingRecordPolicy;
  /** Whether the identity outlives the stack: it keeps what it signs with. */
  readonly identityIsRetained: boolean;
}

export function encodeDnsRecord(request: DnsRecordRequest): WireProperties {
  return {
    DomainName: request.domainName,
    HostedZoneId: request.hostedZoneId,
    RoleArn: request.roleArn,
    ZoneRoleArn: request.zoneRoleArn,
    Name: request.name,
    Type: request.recordType,
    Value: request.value,
    Ttl: request.ttlSeconds,
    Existing: request.existing,
    IdentityIsRetained: String(request.identityIsRetained),
  };
}

export function decodeDnsRecord(properties: WireProperties): DnsRecordRequest {
  const reader = new WireReader(DNS_RECORD_TYPE, properties);
  const request: DnsRecordRequest = {
    domainName: reader.string('DomainName'),
    hostedZoneId: reader.string('HostedZoneId'),
    roleArn: reader.string('RoleArn'),
    zoneRoleArn: reader.optionalString('ZoneRoleArn'),
    name: reader.string('Name'),
    recordType: reader.oneOf('Type', DNS_RECORD_TYPES),
    value: reader.string('Value'),
    ttlSeconds: reader.string('Ttl'),
    existing: reader.oneOf('Existing', EXISTING_RECORD_POLICIES),
    identityIsRetained: reader.boolean('IdentityIsRetained'),
  };
  reader.end();
  return request;
}
