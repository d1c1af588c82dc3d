import type { IRole, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Handler } from './handler';
import { grantTake, recordWriterRole } from './permissions';
import { TypedResource } from './typed-resource';
import { DNS_RECORD_TYPE, DnsRecordType, encodeDnsRecord, type ExistingRecordPolicy, type ZoneAccess } from '../contract/dns-record';
import type { PublishedRecord } from '../dns/published-record';

/** Part of every record's path: renaming it replaces live records. */
const ID = 'Records';

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
  readonly handler: Handler;
}

/**
 * Writes the records of one identity by our own resource, where a plain record set cannot: records that exist already, and
 * zones of other accounts.
 *
 * The handler takes a role of this identity for it. A statement on the handler's own role would be gone, with the
 * identity that it names, when CloudFormation comes to delete the record.
 */
export class RecordWriter extends Construct {
  static of(identity: Construct, props: RecordWriterProps): RecordWriter {
    return identity.node.tryFindChild(ID) as RecordWriter | undefined ?? new RecordWriter(identity, props);
  }

  readonly destination: RecordDestination;
  private readonly access: ZoneAccess;

  private constructor(identity: Construct, private readonly props: RecordWriterProps) {
    super(identity, ID);
    const { handler, domainName, zone: { hostedZoneId, role: zoneRole } } = props;
    const role: Role = recordWriterRole(this, { trusted: handler.role, domainName, hostedZoneId, zoneRole });
    this.access = { hostedZoneId, roleArn: role.roleArn, zoneRoleArn: zoneRole?.roleArn };
    this.destination = { ...this.access, grantWrite: (writer) => grantTake(role, writer) };
  }

  write(record: PublishedRecord, existing: ExistingRecordPolicy, identityIsRetained: boolean): Construct {
    const { domainName, handler } = this.props;
    return new TypedResource<never>(this, record.id, {
      handler,
      resourceType: DNS_RECORD_TYPE,
      properties: encodeDnsRecord({
        domainName,
        ...this.access,
        name: record.name,
        recordType: record.recordType as DnsRecordType,
        value: record.values[0],
        ttlSeconds: record.ttl.toSeconds().toString(),
        existing,
        identityIsRetained,
      }),
    });
  }
}
