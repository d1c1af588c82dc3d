import type { IDependable } from 'constructs';
import type { DnsRecord } from './dns-record';

/** A record on its way to a zone. */
export interface PublishedRecord extends DnsRecord {
  /** The construct id: it follows the record's meaning, not its place in a list, so that a live record is never replaced. */
  readonly id: string;
  /** The values as Route 53 writes them: TXT in quoted strings of at most 255 octets. */
  readonly route53Values: string[];
  /** The resource that publishes it along with its key, where one does. */
  readonly published?: IDependable;
}

/** The public half, without what only a zone of ours needs. */
export function toDnsRecord({ name, recordType, values, ttl }: PublishedRecord): DnsRecord {
  return { name, recordType, values, ttl };
}
