import type { RemovalPolicy } from 'aws-cdk-lib';
import * as route53 from 'aws-cdk-lib/aws-route53';
import type { Construct, IDependable } from 'constructs';
import type { PublishedRecord } from './published-record';
import { zoneCovers } from '../private/names';

/**
 * Where a domain's DNS records go.
 */
export abstract class DomainDns {
  /**
   * Publishes the records in a Route 53 hosted zone of this account: the domain's own zone, or one above it.
   *
   * The records are plain `AWS::Route53::RecordSet` resources. A record that exists already is not overwritten: the
   * deployment fails.
   *
   * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zones-working-with.html
   * @param zone a public hosted zone whose name is the domain, or ends it
   */
  public static hostedZone(zone: route53.IHostedZone): DomainDns {
    return new HostedZoneDns(zone);
  }

  /**
   * Publishes nothing: take the records from `DomainIdentity.dnsRecords` to wherever the domain's DNS is.
   *
   * SES looks for the records for 72 hours after each change, and then gives up.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
   */
  public static manual(): DomainDns {
    return new ManualDns();
  }

  /** @internal */
  public abstract _check(domainName: string): void;

  /** @internal */
  public abstract _publish(scope: Construct, records: PublishedRecord[], removalPolicy?: RemovalPolicy): IDependable[];
}

class HostedZoneDns extends DomainDns {
  constructor(private readonly zone: route53.IHostedZone) {
    super();
  }

  public _check(domainName: string): void {
    if (zoneCovers(this.zone.zoneName, domainName) === false) {
      throw new Error(`\`dns\` must be a hosted zone of '${domainName}' or of a domain above it, got the zone '${this.zone.zoneName}'`);
    }
  }

  public _publish(scope: Construct, records: PublishedRecord[], removalPolicy?: RemovalPolicy): IDependable[] {
    return records.map((record) => {
      // The L1: the L2 would append the zone's name to a name that is a token.
      const recordSet = new route53.CfnRecordSet(scope, record.id, {
        hostedZoneId: this.zone.hostedZoneId,
        name: record.name,
        type: record.recordType,
        ttl: record.ttl.toSeconds().toString(),
        resourceRecords: record.route53Values,
      });
      if (removalPolicy) {
        recordSet.applyRemovalPolicy(removalPolicy);
      }
      return recordSet;
    });
  }
}

class ManualDns extends DomainDns {
  public _check(): void {}

  public _publish(): IDependable[] {
    return [];
  }
}
