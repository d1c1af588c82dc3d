import type { IDependable } from 'constructs';
import type { DnsRecord } from './dns-record';
import type { DnsRecordPurpose } from '../contract/dns-record';

/** A record on its way to a zone. */
export interface PublishedRecord extends DnsRecord {
  /** The construct id: it follows the record's meaning, not its place in a list, so that a live record is never replaced. */
  readonly id: string;
  /** The values as Route 53 writes them: TXT in quoted strings of at most 255 octets. Our own resource writes them so by itself. */
  readonly route53Values?: string[];
  /**
   * What it is for, if not for DKIM. Others may have such a record for reasons of their own, so it is always written by our
   * resource, which can say what it found.
   */
  readonly purpose?: DnsRecordPurpose;
  /** The resource that publishes it along with its key, where one does. */
  readonly published?: IDependable;
}

/** The public half, without what only a zone of ours needs. */
export function toDnsRecord({ name, recordType, values, ttl }: PublishedRecord): DnsRecord {
  return { name, recordType, values, ttl };
}
