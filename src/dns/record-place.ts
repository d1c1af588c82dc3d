import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { IdentityRecord } from './dns-record';
import { asText } from './record-formats';
import type { Place } from '../contract/place';
import type { Grant } from '../permissions/listed-permissions';

/** What is known of an identity before its records have a place. */
export interface PlaceContext {
  readonly domainName: string;
  /** The account of the stack, which may be a token. */
  readonly account: string;
  /** The Region of the stack, which may be a token. */
  readonly region: string;
  /** The records of `mailFrom` and `dmarc`. */
  readonly mailRecords: readonly IdentityRecord[];
  readonly mailFromDomain?: string;
}

/** Where the records of one domain go. */
export interface RecordPlace {
  /** As the handler receives it. */
  readonly wire: Place;
  readonly grants: readonly Grant[];
  /** Whether the handler writes the records of keys, also of those that come without a deployment. */
  readonly isWritten: boolean;
  /** The selectors that keys alternate between, if they have none of their own. */
  readonly alternation?: Alternation;
  /** What is wrong, at the end of synthesis. */
  validate?(): string[];
  /** Shows the records that the person who deploys has to publish. */
  announce(identity: Construct, records: () => readonly IdentityRecord[]): void;
}

/** Two selectors that point to records elsewhere. */
export interface Alternation {
  /** The CNAMEs that the owner of the domain's DNS writes once. */
  readonly pointers: readonly IdentityRecord[];
}

/** Refuses a key, or a way of signing, whose records have names of their own. */
export function refuseAlternation({ alternation }: RecordPlace): void {
  if (alternation) {
    throw new Error('`DomainDns.delegatedByCname` is for `Dkim.byoDkim` with `DkimKey.generate()` and `rotation`, whose keys alternate between its two '
      + 'selectors: use `DomainDns.manual()` for another way of signing, and publish other keys by hand');
  }
}

/** An output with the records that the library does not publish. */
export function outputRecords(identity: Construct, recordsOf: () => readonly IdentityRecord[], output = true): void {
  const records = output ? recordsOf() : [];
  if (records.length > 0) {
    // Only exports are limited to 1,024 characters. [LIVE aws-cloudformation/cloudformation-coverage-roadmap#685]
    new CfnOutput(identity, 'DnsRecords', { value: asText(records), description: 'DNS records to be published' });
  }
}
