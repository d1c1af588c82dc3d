import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnRecordSet, type IHostedZone } from 'aws-cdk-lib/aws-route53';
import type { Construct, IDependable } from 'constructs';
import { checkPublic, isRetained, type PublicationContext, type RecordPublisher } from './record-publisher';
import type { KeyRecordsDestination } from '../../private/bound-dkim-key';
import { checkZone, zoneCovers } from '../../private/names';
import { RecordWriter } from '../../private/record-writer';
import { type CrossAccountHostedZoneOptions, ExistingRecords, type HostedZoneDnsOptions } from '../hosted-zone-options';
import type { PublishedRecord } from '../published-record';

/** Plain record sets, or our own resources where a record may be there already. */
export class HostedZonePublisher implements RecordPublisher {
  constructor(private readonly zone: IHostedZone, private readonly options: HostedZoneDnsOptions) {}

  check(domainName: string): void {
    checkPublic(this.zone);
    checkZone('dns', this.zone.zoneName, domainName);
  }

  publish(identity: Construct, records: PublishedRecord[], context: PublicationContext): IDependable[] {
    const existing = policyFor(this.options, context);
    records.forEach((record) => checkInZone(this.zone.zoneName, record, context.domainName));
    return records.map((record) => record.published ?? (existing === ExistingRecords.ACCEPT || record.purpose
      ? this.writer(identity, context, record).write(record, `${existing}`, isRetained(context))
      : this.recordSet(identity, record, context)));
  }

  destination(identity: Construct, context: PublicationContext): KeyRecordsDestination {
    return { ...this.writer(identity, context).destination, identityIsRetained: isRetained(context) };
  }

  private writer(identity: Construct, context: PublicationContext, record?: PublishedRecord): RecordWriter {
    return RecordWriter.of(identity, { ...context, zone: this.zone }, record);
  }

  private recordSet(identity: Construct, record: PublishedRecord, { adopts, removalPolicy }: PublicationContext): IDependable {
    // The L1: the L2 would append the zone's name to a name that is a token.
    const recordSet = new CfnRecordSet(identity, record.id, {
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

/** The records are all our own resources: CloudFormation has no access to the zone. */
export class CrossAccountPublisher implements RecordPublisher {
  constructor(private readonly options: CrossAccountHostedZoneOptions) {}

  check(domainName: string): void {
    checkZone('dns', this.options.zoneName, domainName);
  }

  publish(identity: Construct, records: PublishedRecord[], context: PublicationContext): IDependable[] {
    const existing = policyFor(this.options, context);
    records.forEach((record) => checkInZone(this.options.zoneName, record, context.domainName));
    return records.map((record) => (
      record.published ?? this.writer(identity, context, record).write(record, `${existing}`, isRetained(context))
    ));
  }

  destination(identity: Construct, context: PublicationContext): KeyRecordsDestination {
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
