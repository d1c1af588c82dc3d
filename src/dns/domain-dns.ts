import type { IHostedZone } from 'aws-cdk-lib/aws-route53';
import type { CnameDelegationOptions } from './cname-delegation-options';
import type { CrossAccountHostedZoneOptions, HostedZoneDnsOptions } from './hosted-zone-options';
import type { ManualDnsOptions } from './manual-dns-options';
import { CnameDelegatedPublisher } from './publishers/cname-delegated-publisher';
import { CrossAccountPublisher, HostedZonePublisher } from './publishers/hosted-zone-publisher';
import { ManualPublisher } from './publishers/manual-publisher';
import type { RecordPublisher } from './publishers/record-publisher';
import { checkKind, checkString } from '../private/kinds';

/**
 * Where a domain's DNS records go.
 *
 * @example
 * const zone = new route53.PublicHostedZone(this, 'Zone', { zoneName: 'example.com' });
 *
 * new DomainIdentity(this, 'Identity', {
 *   domainName: 'example.com',
 *   dns: DomainDns.hostedZone(zone),
 * });
 */
export class DomainDns {
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
   *
   * @example
   * const zone = route53.HostedZone.fromLookup(this, 'Zone', { domainName: 'example.com' });
   * const dns = DomainDns.hostedZone(zone);
   */
  public static hostedZone(zone: IHostedZone, options: HostedZoneDnsOptions = {}): DomainDns {
    checkKind('the zone of `DomainDns.hostedZone`', zone, 'hostedZone');
    return new DomainDns(new HostedZonePublisher(zone, options), zone.zoneName);
  }

  /**
   * Publishes the records in a Route 53 hosted zone of another account, by a role there.
   *
   * The records are `Custom::DnsRecord` resources. The role has to be there first, and as long as the identity.
   *
   * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/access-control-overview.html
   *
   * @example
   * const dns = DomainDns.crossAccountHostedZone({
   *   hostedZoneId: 'Z0123456789ABCDEFGHIJ',
   *   zoneName: 'example.com',
   *   role: iam.Role.fromRoleArn(this, 'DnsRole', 'arn:aws:iam::444455556666:role/cdk-ses-dkim-example.com'),
   * });
   */
  public static crossAccountHostedZone(options: CrossAccountHostedZoneOptions): DomainDns {
    checkKind('the options of `DomainDns.crossAccountHostedZone`', options, 'options');
    checkString('`hostedZoneId` of `DomainDns.crossAccountHostedZone`', options.hostedZoneId);
    checkString('`zoneName` of `DomainDns.crossAccountHostedZone`', options.zoneName);
    checkKind('`role` of `DomainDns.crossAccountHostedZone`', options.role, 'role');
    return new DomainDns(new CrossAccountPublisher(options), options.zoneName);
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
   *
   * @example
   * const zone = new route53.PublicHostedZone(this, 'DkimZone', { zoneName: 'dkim.example.net' });
   *
   * new DomainIdentity(this, 'Identity', {
   *   domainName: 'example.com',
   *   dkim: Dkim.byoDkim({ key: DkimKey.generate(), rotation: {} }),
   *   dns: DomainDns.delegatedByCname(zone),
   * });
   */
  public static delegatedByCname(zone: IHostedZone, options: CnameDelegationOptions = {}): DomainDns {
    checkKind('the zone of `DomainDns.delegatedByCname`', zone, 'hostedZone');
    return new DomainDns(new CnameDelegatedPublisher(zone, options), zone.zoneName);
  }

  /**
   * Publishes nothing: take the records from the stack's output to wherever the domain's DNS is.
   *
   * Programs take them as `DomainIdentity.dnsRecordsZoneFile` or `dnsRecordsJson`. SES looks for the records for 72 hours
   * after each change, and then gives up.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
   *
   * @example
   * const identity = new DomainIdentity(this, 'Identity', {
   *   domainName: 'example.com',
   *   dns: DomainDns.manual({ output: false }),
   * });
   * new CfnOutput(this, 'ZoneFile', { value: identity.dnsRecordsZoneFile });
   */
  public static manual(options: ManualDnsOptions = {}): DomainDns {
    return new DomainDns(new ManualPublisher(options));
  }

  /**
   * The name of the hosted zone that the stack writes records to.
   *
   * Undefined for `DomainDns.manual`, which writes none.
   */
  public readonly recordsZoneName?: string;

  /** @internal */
  public readonly _publisher: RecordPublisher;

  private constructor(publisher: RecordPublisher, recordsZoneName?: string) {
    this._publisher = publisher;
    this.recordsZoneName = recordsZoneName;
  }
}
