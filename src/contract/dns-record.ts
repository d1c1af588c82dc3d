import { WireProperties, WireReader } from './wire';

/** A DNS record of an identity, in a zone where it may exist already. */
export const DNS_RECORD_TYPE = 'Custom::DnsRecord';

export const DNS_RECORD_TYPES = ['TXT', 'CNAME'] as const;
export type DnsRecordType = typeof DNS_RECORD_TYPES[number];

export interface DnsRecordRequest {
  /** The identity that signs with it. */
  readonly domainName: string;
  readonly hostedZoneId: string;
  /** The role that may write to the zone. */
  readonly roleArn: string;
  readonly name: string;
  readonly recordType: DnsRecordType;
  /** A TXT record's text in one piece, or the name that a CNAME points to. */
  readonly value: string;
  readonly ttlSeconds: string;
  /** Whether the identity outlives the stack: it keeps what it signs with. */
  readonly identityIsRetained: boolean;
}

export function encodeDnsRecord(request: DnsRecordRequest): WireProperties {
  return {
    DomainName: request.domainName,
    HostedZoneId: request.hostedZoneId,
    RoleArn: request.roleArn,
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
    domainName: reader.string('DomainName'),
    hostedZoneId: reader.string('HostedZoneId'),
    roleArn: reader.string('RoleArn'),
    name: reader.string('Name'),
    recordType: reader.oneOf('Type', DNS_RECORD_TYPES),
    value: reader.string('Value'),
    ttlSeconds: reader.string('Ttl'),
    identityIsRetained: reader.boolean('IdentityIsRetained'),
  };
  reader.end();
  return request;
}
