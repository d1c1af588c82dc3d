import { CfnOutput, RemovalPolicy } from 'aws-cdk-lib';
import * as route53 from 'aws-cdk-lib/aws-route53';
import type { Construct, IDependable } from 'constructs';
import { type CrossAccountHostedZoneOptions, ExistingRecords, type HostedZoneDnsOptions } from './hosted-zone-options';
import type { PublishedRecord } from './published-record';
import { asText } from './record-formats';
import type { KeyRecordsDestination } from '../private/bound-dkim-key';
import type { Handler } from '../private/handler';
import { checkZone, zoneCovers } from '../private/names';
import { RecordWriter } from '../private/record-writer';

/**
 * Options of records that are published by hand.
 */
export interface ManualDnsOptions {
  /**
   * Whether the stack has an output with the records: a line for each, with type, name and value.
   *
   * Turn it off where the records are there already, or where you make outputs of your own from
   * `DomainIdentity.dnsRecordsText`, `dnsRecordsZoneFile` or `dnsRecordsJson`. A stack has 200 outputs at most.
   *
   * @default true
   */
  readonly output?: boolean;
}

/**
 * Where a domain's DNS records go.
 */
export abstract class DomainDns {
  /**
   * Publishes the records in a Route 53 hosted zone of this account: the domain's own zone, or one above it.
   *
   * Where the domain's DNS is elsewhere, it may be a zone of `_domainkey.<domain>` alone, delegated to Route 53 by an NS
   * record: so keys can be rotated all the same. Other services' DKIM records have to be in it too.
   *
   * The records are plain `AWS::Route53::RecordSet` resources, or `Custom::DnsRecord` where records that exist are
   * accepted and where others may have one: SPF, MX and DMARC. No record is overwritten.
   *
   * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zones-working-with.html
   * @param zone a public hosted zone whose name is the domain, or ends it, or is the domain's `_domainkey`
   */
  public static hostedZone(zone: route53.IHostedZone, options: HostedZoneDnsOptions = {}): DomainDns {
    return new HostedZoneDns(zone, options);
  }

  /**
   * Publishes the records in a Route 53 hosted zone of another account, by a role there.
   *
   * The records are `Custom::DnsRecord` resources. The role has to be there first, and as long as the identity.
   *
   * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/access-control-overview.html
   */
  public static crossAccountHostedZone(options: CrossAccountHostedZoneOptions): DomainDns {
    return new CrossAccountDns(options);
  }

  /**
   * Publishes nothing: take the records from the stack's output to wherever the domain's DNS is.
   *
   * Programs take them as `DomainIdentity.dnsRecordsZoneFile` or `dnsRecordsJson`. SES looks for the records for 72 hours
   * after each change, and then gives up.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
   */
  public static manual(options: ManualDnsOptions = {}): DomainDns {
    return new ManualDns(options);
  }

  /** @internal */
  public abstract _check(domainName: string): void;

  /** @internal */
  public abstract _publish(identity: Construct, records: PublishedRecord[], context: PublicationContext): IDependable[];

  /**
   * Tells whoever deploys what is left to publish.
   *
   * @internal
   */
  public _announce(_identity: Construct, _records: PublishedRecord[]): void {}

  /**
   * Where the handler writes records that change without a deployment; undefined where nothing is published.
   *
   * @internal
   */
  public abstract _destination(identity: Construct, context: PublicationContext): KeyRecordsDestination | undefined;
}

/** Whose records they are. */
export interface PublicationContext {
  readonly domainName: string;
  readonly handler: Handler;
  /** Whether an identity that exists is taken over. */
  readonly adopts: boolean;
  readonly removalPolicy?: RemovalPolicy;
}

class HostedZoneDns extends DomainDns {
  constructor(private readonly zone: route53.IHostedZone, private readonly options: HostedZoneDnsOptions) {
    super();
  }

  public _check(domainName: string): void {
    if (this.zone instanceof route53.PrivateHostedZone) {
      throw new Error(`\`dns\` must be a public hosted zone, for neither SES nor receivers see a private one, got '${this.zone.node.path}'`);
    }
    checkZone('dns', this.zone.zoneName, domainName);
  }

  public _publish(identity: Construct, records: PublishedRecord[], context: PublicationContext): IDependable[] {
    const existing = policyFor(this.options, context);
    records.forEach((record) => checkInZone(this.zone.zoneName, record, context.domainName));
    return records.map((record) => record.published ?? (existing === ExistingRecords.ACCEPT || record.purpose
      ? this.writer(identity, context, record).write(record, `${existing}`, isRetained(context))
      : this.recordSet(identity, record, context)));
  }

  public _destination(identity: Construct, context: PublicationContext): KeyRecordsDestination {
    return { ...this.writer(identity, context).destination, identityIsRetained: isRetained(context) };
  }

  private writer(identity: Construct, context: PublicationContext, record?: PublishedRecord): RecordWriter {
    return RecordWriter.of(identity, { ...context, zone: this.zone }, record);
  }

  private recordSet(identity: Construct, record: PublishedRecord, { adopts, removalPolicy }: PublicationContext): IDependable {
    // The L1: the L2 would append the zone's name to a name that is a token.
    const recordSet = new route53.CfnRecordSet(identity, record.id, {
      hostedZoneId: this.zone.hostedZoneId,
      name: record.name,
      type: record.recordType,
      ttl: record.ttl.toSeconds().toString(),
      resourceRecords: record.route53Values,
    });
    // What an identity signs with has to live as long as it does, and an adopted one may live on.
    const policy = adopts ? RemovalPolicy.RETAIN : removalPolicy;
    if (policy) {
      recordSet.applyRemovalPolicy(policy);
    }
    return recordSet;
  }
}

class CrossAccountDns extends DomainDns {
  constructor(private readonly options: CrossAccountHostedZoneOptions) {
    super();
  }

  public _check(domainName: string): void {
    checkZone('dns', this.options.zoneName, domainName);
  }

  public _publish(identity: Construct, records: PublishedRecord[], context: PublicationContext): IDependable[] {
    const existing = policyFor(this.options, context);
    records.forEach((record) => checkInZone(this.options.zoneName, record, context.domainName));
    return records.map((record) => (
      record.published ?? this.writer(identity, context, record).write(record, `${existing}`, isRetained(context))
    ));
  }

  public _destination(identity: Construct, context: PublicationContext): KeyRecordsDestination {
    return { ...this.writer(identity, context).destination, identityIsRetained: isRetained(context) };
  }

  private writer(identity: Construct, context: PublicationContext, record?: PublishedRecord): RecordWriter {
    return RecordWriter.of(identity, { ...context, zone: this.options }, record);
  }
}

/** A zone that was made for DKIM has no place for the domain's other records. */
function checkInZone(zoneName: string, { name }: PublishedRecord, domainName: string): void {
  if (zoneCovers(zoneName, name) === false) {
    throw new Error(`\`mailFrom\` and \`dmarc\` need \`dns\` with a hosted zone of '${domainName}' or of a domain above it: `
      + `'${name}' is not in the zone '${zoneName}'`);
  }
}

function policyFor({ existingRecords }: HostedZoneDnsOptions, { adopts }: PublicationContext): ExistingRecords {
  return existingRecords ?? (adopts ? ExistingRecords.ACCEPT : ExistingRecords.FAIL);
}

function isRetained({ removalPolicy }: PublicationContext): boolean {
  return removalPolicy !== undefined && removalPolicy !== RemovalPolicy.DESTROY;
}

class ManualDns extends DomainDns {
  constructor(private readonly options: ManualDnsOptions) {
    super();
  }

  public _check(): void {}

  public _publish(): IDependable[] {
    return [];
  }

  public _announce(identity: Construct, records: PublishedRecord[]): void {
    if (records.length > 0 && (this.options.output ?? true)) {
      // Only exports are limited to 1,024 characters. [LIVE aws-cloudformation/cloudformation-coverage-roadmap#685]
      new CfnOutput(identity, 'DnsRecords', { value: asText(records), description: 'DNS records to be published' });
    }
  }

  public _destination(): undefined {
    return undefined;
  }
}
