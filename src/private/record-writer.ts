import type * as iam from 'aws-cdk-lib/aws-iam';
import type { IHostedZone } from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import type { Handler } from './handler';
import { recordWriterRole, trustToo, type WritableRecords } from './permissions';
import { TypedResource } from './typed-resource';
import { DNS_RECORD_TYPE, DnsRecordPurpose, DnsRecordType, encodeDnsRecord, ExistingRecordsPolicy } from '../contract/dns-record';
import type { PublishedRecord } from '../dns/published-record';

/** Part of every record's path: renaming one replaces live records. */
const IDS: Readonly<Record<DnsRecordPurpose, string>> = { DKIM: 'Records', MAIL_FROM: 'MailFrom', DMARC: 'Dmarc' };

/** Where our own code writes records, and as whom. */
export interface RecordDestination {
  readonly hostedZoneId: string;
  /** The role to take for it. */
  readonly roleArn: string;
  /** Lets one more role take it. */
  allow(role: iam.IRole): void;
}

interface RecordWriterProps {
  readonly zone: IHostedZone;
  readonly domainName: string;
  readonly handler: Handler;
}

/**
 * Writes the records that one identity has for one purpose by our own resource, where a plain record set cannot: records
 * that exist already, or that others may have.
 *
 * The handler takes a role for it that comes and goes with these records. A statement on a role that stays would be gone,
 * with the name that it has, when CloudFormation comes to delete the record.
 */
export class RecordWriter extends Construct {
  static of(identity: Construct, props: RecordWriterProps, record?: PublishedRecord): RecordWriter {
    return identity.node.tryFindChild(IDS[record?.purpose ?? 'DKIM']) as RecordWriter | undefined ?? new RecordWriter(identity, props, record);
  }

  readonly destination: RecordDestination;
  private readonly mailRecords: Construct[] = [];

  private constructor(identity: Construct, private readonly props: RecordWriterProps, first?: PublishedRecord) {
    super(identity, IDS[first?.purpose ?? 'DKIM']);
    const role = recordWriterRole(this, props.handler.role, props.zone, writable(props.domainName, first));
    this.destination = {
      hostedZoneId: props.zone.hostedZoneId,
      roleArn: role.roleArn,
      allow: (other) => trustToo(role, other),
    };
  }

  write(record: PublishedRecord, existingRecords: ExistingRecordsPolicy, identityIsRetained: boolean): Construct {
    const { domainName, handler } = this.props;
    const resource = new TypedResource<never>(this, record.id, {
      handler,
      resourceType: DNS_RECORD_TYPE,
      properties: encodeDnsRecord({
        purpose: record.purpose ?? 'DKIM',
        existingRecords,
        domainName,
        hostedZoneId: this.destination.hostedZoneId,
        roleArn: this.destination.roleArn,
        name: record.name,
        recordType: record.recordType as DnsRecordType,
        value: record.values[0],
        ttlSeconds: record.ttl.toSeconds().toString(),
        identityIsRetained,
      }),
    });
    if (record.purpose) {
      // One by one: what CloudFormation cancels while it is under way, because another is refused, would be left behind.
      resource.node.addDependency(...this.mailRecords);
      this.mailRecords.push(resource);
    }
    return resource;
  }
}

function writable(domainName: string, record?: PublishedRecord): WritableRecords {
  switch (record?.purpose) {
    case 'MAIL_FROM':
      return { what: `MAIL FROM records of ${domainName}`, name: record.name, types: ['MX', 'TXT'] };
    case 'DMARC':
      return { what: `DMARC record of ${domainName}`, name: record.name, types: ['TXT'] };
    default:
      return { what: `DKIM records of ${domainName}`, name: `*._domainkey.${domainName}`, types: ['CNAME', 'TXT'] };
  }
}
