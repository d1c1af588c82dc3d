import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Handler } from './handler';
import { dkimRecords, dmarcRecord, grantTake, mailFromRecords, recordWriterRole, type WritableRecords } from './permissions';
import { TypedResource } from './typed-resource';
import {
  DNS_RECORD_TYPE, DnsRecordPurpose, DnsRecordType, encodeDnsRecord, ExistingRecordsPolicy, type ZoneAccess,
} from '../contract/dns-record';
import type { PublishedRecord } from '../dns/published-record';

/** Part of every record's path: renaming one replaces live records. */
const IDS: Readonly<Record<DnsRecordPurpose, string>> = { DKIM: 'Records', MAIL_FROM: 'MailFrom', DMARC: 'Dmarc' };

/** A zone to write to. */
export interface WritableZone {
  readonly hostedZoneId: string;
  /** The role of the zone's account that may write to it, where that is another one. */
  readonly role?: IRole;
}

/** Where our own code writes records, and as whom. */
export interface RecordDestination extends ZoneAccess {
  /** Lets code with another role of this account write them too. */
  readonly grantWrite: (writer: IRole) => void;
}

interface RecordWriterProps {
  readonly zone: WritableZone;
  readonly domainName: string;
  /** What the DKIM records are under, where it is not the domain. */
  readonly recordsDomain?: string;
  readonly handler: Handler;
}

/**
 * Writes the records that one identity has for one purpose by our own resource, where a plain record set cannot: records
 * that exist already, or that others may have, and in zones of other accounts.
 *
 * The handler takes a role for it that comes and goes with these records. A statement on a role that stays would be gone,
 * with the name that it has, when CloudFormation comes to delete the record.
 */
export class RecordWriter extends Construct {
  static of(identity: Construct, props: RecordWriterProps, record?: PublishedRecord): RecordWriter {
    return identity.node.tryFindChild(IDS[record?.purpose ?? 'DKIM']) as RecordWriter | undefined ?? new RecordWriter(identity, props, record);
  }

  readonly destination: RecordDestination;
  private readonly access: ZoneAccess;
  private readonly mailRecords: Construct[] = [];

  private constructor(identity: Construct, private readonly props: RecordWriterProps, first?: PublishedRecord) {
    super(identity, IDS[first?.purpose ?? 'DKIM']);
    const { handler, domainName, recordsDomain = domainName, zone: { hostedZoneId, role: zoneRole } } = props;
    const records = writable({ domainName, recordsDomain }, first);
    const role = recordWriterRole(this, { trusted: handler.role, domainName, hostedZoneId, zoneRole, records });
    this.access = { hostedZoneId, roleArn: role.roleArn, zoneRoleArn: zoneRole?.roleArn };
    this.destination = { ...this.access, grantWrite: (writer) => grantTake(role, writer) };
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
        ...this.access,
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

function writable({ domainName, recordsDomain }: Required<Pick<RecordWriterProps, 'domainName' | 'recordsDomain'>>, record?: PublishedRecord): WritableRecords {
  switch (record?.purpose) {
    case 'MAIL_FROM':
      return mailFromRecords(record.name);
    case 'DMARC':
      return dmarcRecord(domainName);
    default:
      return dkimRecords(recordsDomain);
  }
}
