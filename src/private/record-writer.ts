import type * as iam from 'aws-cdk-lib/aws-iam';
import type { IHostedZone } from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import type { Handler } from './handler';
import { recordWriterRole, trustToo } from './permissions';
import { TypedResource } from './typed-resource';
import { DNS_RECORD_TYPE, DnsRecordType, encodeDnsRecord } from '../contract/dns-record';
import type { PublishedRecord } from '../dns/published-record';

/** Part of every record's path: renaming it replaces live records. */
const ID = 'Records';

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
 * Writes the records of one identity by our own resource, where a plain record set cannot: records that exist already.
 *
 * The handler takes a role of this identity for it. A statement on the handler's own role would be gone, with the
 * identity that it names, when CloudFormation comes to delete the record.
 */
export class RecordWriter extends Construct {
  static of(identity: Construct, props: RecordWriterProps): RecordWriter {
    return identity.node.tryFindChild(ID) as RecordWriter | undefined ?? new RecordWriter(identity, props);
  }

  readonly destination: RecordDestination;

  private constructor(identity: Construct, private readonly props: RecordWriterProps) {
    super(identity, ID);
    const role = recordWriterRole(this, props.handler.role, props.zone, props.domainName);
    this.destination = {
      hostedZoneId: props.zone.hostedZoneId,
      roleArn: role.roleArn,
      allow: (other) => trustToo(role, other),
    };
  }

  write(record: PublishedRecord, identityIsRetained: boolean): Construct {
    const { domainName, handler } = this.props;
    return new TypedResource<never>(this, record.id, {
      handler,
      resourceType: DNS_RECORD_TYPE,
      properties: encodeDnsRecord({
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
  }
}
