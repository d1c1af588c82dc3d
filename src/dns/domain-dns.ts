import { CfnOutput, RemovalPolicy } from 'aws-cdk-lib';
import * as route53 from 'aws-cdk-lib/aws-route53';
import type { Construct, IDependable } from 'constructs';
import { type CrossAccountHostedZoneOptions, ExistingRecords, type HostedZoneDnsOptions } from './hosted-zone-options';
import type { PublishedRecord } from './published-record';
import { asText } from './record-formats';
import type { Signing } from '../contract/ses-domain-identity';
import type { KeyRecordsDestination } from '../private/bound-dkim-key';
import { checkSelectors, delegationTo } from '../private/cname-delegation';
import type { Handler } from '../private/handler';
import { checkZone, zoneCovers } from '../private/names';
import { RecordWriter } from '../private/record-writer';

/**
 * Options of keys whose records are behind CNAMEs.
 */
export interface CnameDelegationOptions {
  /**
   * The two selectors that the keys have in turns: the key in use has one, and the one before, or the next, has the other.
   *
   * The domain's DNS must have nothing at `<selector>._domainkey.<domain>` but the CNAME. Other selectors are other CNAMEs:
   * publish them before the deployment that changes them.
   *
   * @default - `ses1` and `ses2`
   */
  readonly selectors?: string[];

  /**
   * Whether the stack has an output with the records that are left to publish, the two CNAMEs among them.
   *
   * @default true
   */
  readonly output?: boolean;
}

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
   * Publishes the records of rotated keys in a Route 53 hosted zone of any other name, to which two CNAMEs in the domain's own
   * DNS point, wherever that is. Its owner writes them once, and keys rotate behind them:
   *
   * | name | type | value |
   * |---|---|---|
   * | `ses1._domainkey.example.com` | CNAME | `ses1._domainkey.example.com.<zone>` |
   * | `ses2._domainkey.example.com` | CNAME | `ses2._domainkey.example.com.<zone>` |
   *
   * They are the stack's output and `DomainIdentity.dnsRecords`, along with those of `mailFrom` and `dmarc`, which stay in
   * the domain's own DNS too. Publish both before the first rotation: a key whose CNAME is missing is not given to SES.
   *
   * It takes `Dkim.byoDkim` with `DkimKey.generate()` and `rotation`. A selector is used again when the former key's record is
   * gone, twice the `overlap` after the switch: a rotation before that, also one by hand, fails and changes nothing.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-bring-your-own.html
   * @param zone a public hosted zone of this account that does not have the domain
   */
  public static delegatedByCname(zone: route53.IHostedZone, options: CnameDelegationOptions = {}): DomainDns {
    return new CnameDelegatedDns(zone, options);
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
  public _checkSigning(_signing: Signing): void {}

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
    checkPublic(this.zone);
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

function checkPublic(zone: route53.IHostedZone): void {
  if (zone instanceof route53.PrivateHostedZone) {
    throw new Error(`\`dns\` must be a public hosted zone, for neither SES nor receivers see a private one, got '${zone.node.path}'`);
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

class CnameDelegatedDns extends DomainDns {
  private readonly selectors: readonly string[];

  constructor(private readonly zone: route53.IHostedZone, private readonly options: CnameDelegationOptions) {
    super();
    this.selectors = checkSelectors(options.selectors);
  }

  public _check(domainName: string): void {
    checkPublic(this.zone);
    delegationTo(this.zone.zoneName, domainName, this.selectors);
  }

  public override _checkSigning(signing: Signing): void {
    if (signing.mode === 'EASY_DKIM' || signing.mode === 'BYODKIM' || (signing.mode === 'ROTATED_BYODKIM' && signing.fields)) {
      throw new Error('`DomainDns.delegatedByCname` is for `Dkim.byoDkim` with `DkimKey.generate()` and `rotation`, whose keys have its two selectors '
        + 'in turns: use `DomainDns.manual()` for another way of signing');
    }
  }

  /** Only what the keys' own resource publishes: the rest is the domain's owner's. */
  public _publish(_identity: Construct, records: PublishedRecord[]): IDependable[] {
    return records.flatMap(({ published }) => published ?? []);
  }

  public override _announce(identity: Construct, records: PublishedRecord[]): void {
    announce(identity, records, this.options.output);
  }

  public _destination(identity: Construct, context: PublicationContext): KeyRecordsDestination {
    const delegation = delegationTo(this.zone.zoneName, context.domainName, this.selectors);
    const writer = RecordWriter.of(identity, { ...context, zone: this.zone, recordsDomain: delegation.recordsDomain });
    return { ...writer.destination, identityIsRetained: isRetained(context), delegation };
  }
}

class ManualDns extends DomainDns {
  constructor(private readonly options: ManualDnsOptions) {
    super();
  }

  public _check(): void {}

  public _publish(): IDependable[] {
    return [];
  }

  public override _announce(identity: Construct, records: PublishedRecord[]): void {
    announce(identity, records, this.options.output);
  }

  public _destination(): undefined {
    return undefined;
  }
}

function announce(identity: Construct, records: PublishedRecord[], output = true): void {
  if (records.length > 0 && output) {
    // Only exports are limited to 1,024 characters. [LIVE aws-cloudformation/cloudformation-coverage-roadmap#685]
    new CfnOutput(identity, 'DnsRecords', { value: asText(records), description: 'DNS records to be published' });
  }
}
