import { CfnOutput, RemovalPolicy } from 'aws-cdk-lib';
import { type IHostedZone, PrivateHostedZone } from 'aws-cdk-lib/aws-route53';
import type { Construct, IDependable } from 'constructs';
import type { Signing } from '../../contract/ses-domain-identity';
import type { KeyRecordsDestination } from '../../private/bound-dkim-key';
import type { Handler } from '../../private/handler';
import type { PublishedRecord } from '../published-record';
import { asText } from '../record-formats';

/** Whose records they are. */
export interface PublicationContext {
  readonly domainName: string;
  readonly handler: Handler;
  /** Whether an identity that exists is taken over. */
  readonly adopts: boolean;
  readonly removalPolicy?: RemovalPolicy;
}

/** What becomes of an identity's records. */
export interface RecordPublisher {
  /** Refuses a domain whose records cannot go there. */
  check(domainName: string): void;

  /** Refuses a way of signing whose records cannot go there. */
  checkSigning?(signing: Signing): void;

  /** Answers with what has to be there for the records to be. */
  publish(identity: Construct, records: PublishedRecord[], context: PublicationContext): IDependable[];

  /** Tells whoever deploys what is left to publish. */
  announce?(identity: Construct, records: PublishedRecord[]): void;

  /** Where the handler writes records that change without a deployment; undefined where nothing is published. */
  destination(identity: Construct, context: PublicationContext): KeyRecordsDestination | undefined;
}

/** Refuses a zone that the rest of the world does not see. */
export function checkPublic(zone: IHostedZone): void {
  if (zone instanceof PrivateHostedZone) {
    throw new Error(`\`dns\` must be a public hosted zone, for neither SES nor receivers see a private one, got '${zone.node.path}'`);
  }
}

/** Whether the identity outlives the stack, and what it signs with has to. */
export function isRetained({ removalPolicy }: PublicationContext): boolean {
  return removalPolicy !== undefined && removalPolicy !== RemovalPolicy.DESTROY;
}

/** An output with records that are somebody else's to publish. */
export function outputRecords(identity: Construct, records: readonly PublishedRecord[], output = true): void {
  if (records.length > 0 && output) {
    // Only exports are limited to 1,024 characters. [LIVE aws-cloudformation/cloudformation-coverage-roadmap#685]
    new CfnOutput(identity, 'DnsRecords', { value: asText(records), description: 'DNS records to be published' });
  }
}
