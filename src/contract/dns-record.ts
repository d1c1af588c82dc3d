import { WireProperties, WireReader } from './wire';

/** A DNS record of an identity, in a zone where it may exist already. */
export const DNS_RECORD_TYPE = 'Custom::DnsRecord';

export const DNS_RECORD_TYPES = ['TXT', 'CNAME', 'MX'] as const;
export type DnsRecordType = typeof DNS_RECORD_TYPES[number];

/** What a record is for: it decides which records say the same, and who still needs one that leaves the stack. */
export const DNS_RECORD_PURPOSES = ['DKIM', 'MAIL_FROM', 'DMARC'] as const;
export type DnsRecordPurpose = typeof DNS_RECORD_PURPOSES[number];

export const EXISTING_RECORDS_POLICIES = ['FAIL', 'ACCEPT'] as const;
export type ExistingRecordsPolicy = typeof EXISTING_RECORDS_POLICIES[number];

/** A zone, and how to come to write to it. */
export interface ZoneAccess {
  readonly hostedZoneId: string;
  /** The role to take for it. */
  readonly roleArn: string;
  /** The one to go on to from there, in the account of the zone where that is another one. */
  readonly zoneRoleArn?: string;
}

export interface DnsRecordRequest extends ZoneAccess {
  readonly purpose: DnsRecordPurpose;
  readonly existingRecords: ExistingRecordsPolicy;
  /** The identity that it belongs to. */
  readonly domainName: string;
  readonly name: string;
  readonly recordType: DnsRecordType;
  /** A TXT record's text in one piece, the name that a CNAME points to, or the preference and name of an MX. */
  readonly value: string;
  readonly ttlSeconds: string;
  /** Whether the identity outlives the stack: it keeps what it uses. */
  readonly identityIsRetained: boolean;
}

export function encodeDnsRecord(request: DnsRecordRequest): WireProperties {
  return {
    Purpose: request.purpose,
    ExistingRecords: request.existingRecords,
    DomainName: request.domainName,
    ...encodeZoneAccess(request),
    Name: request.name,
    Type: request.recordType,
    Value: request.value,
    Ttl: request.ttlSeconds,
    IdentityIsRetained: String(request.identityIsRetained),
  };
}

export function decodeDnsRecord(properties: WireProperties): DnsRecordRequest {
  const reader = new WireReader(DNS_RECORD_TYPE, properties);
  const request: DnsRecordRequest = {
    purpose: reader.oneOf('Purpose', DNS_RECORD_PURPOSES),
    existingRecords: reader.oneOf('ExistingRecords', EXISTING_RECORDS_POLICIES),
    domainName: reader.string('DomainName'),
    ...decodeZoneAccess(reader),
    name: reader.string('Name'),
    recordType: reader.oneOf('Type', DNS_RECORD_TYPES),
    value: reader.string('Value'),
    ttlSeconds: reader.string('Ttl'),
    identityIsRetained: reader.boolean('IdentityIsRetained'),
  };
  reader.end();
  return request;
}

export function encodeZoneAccess({ hostedZoneId, roleArn, zoneRoleArn }: ZoneAccess): WireProperties {
  return { HostedZoneId: hostedZoneId, RoleArn: roleArn, ZoneRoleArn: zoneRoleArn };
}

export function decodeZoneAccess(reader: WireReader): ZoneAccess {
  return {
    hostedZoneId: reader.string('HostedZoneId'),
    roleArn: reader.string('RoleArn'),
    zoneRoleArn: reader.optionalString('ZoneRoleArn'),
  };
}
