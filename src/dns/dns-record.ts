import { Duration } from 'aws-cdk-lib';

/**
 * A DNS record that a domain needs for DKIM, for its MAIL FROM domain or for DMARC.
 */
export interface DnsRecord {
  /**
   * The record's full name, without a trailing dot.
   */
  readonly name: string;

  /**
   * The record's type: `TXT` for BYODKIM, SPF and DMARC, `CNAME` for Easy DKIM, `MX` for a MAIL FROM domain.
   */
  readonly recordType: string;

  /**
   * The record's values. That of an MX is its preference and the server's name, like `10 mail.example.com`.
   *
   * A TXT value is in one piece and without quotes. It is longer than the 255 octets that one DNS string can have, and
   * most DNS providers split it themselves. `DomainIdentity.dnsRecordsZoneFile` has it split into quoted strings.
   */
  readonly values: string[];

  /**
   * How long resolvers may keep the record.
   */
  readonly ttl: Duration;
}

/** A record of an identity: all have one value. */
export interface IdentityRecord extends DnsRecord {
  /** The strings of a TXT value, if it is known only after the deployment. */
  readonly strings?: readonly string[];
}

export function identityRecord(recordType: string, name: string, value: string, strings?: readonly string[]): IdentityRecord {
  return { name, recordType, values: [value], ttl: Duration.minutes(30), strings };
}

/** The public half. */
export function toDnsRecord({ name, recordType, values, ttl }: IdentityRecord): DnsRecord {
  return { name, recordType, values, ttl };
}
