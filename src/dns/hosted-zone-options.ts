import type { IRole } from 'aws-cdk-lib/aws-iam';

/**
 * What to do with a DNS record that is there already.
 */
export enum ExistingRecords {
  /**
   * Fail the deployment, and leave the record as it is.
   */
  FAIL = 'FAIL',

  /**
   * Accept a record that publishes just what it should: the same key, or the same target; an SPF record that lets SES send
   * and fails everybody else; a DMARC policy that is as strict, or stricter, with reports to the same addresses. It is not
   * removed with the stack. One that says something else fails the deployment and is left as it is.
   */
  ACCEPT = 'ACCEPT',
}

/**
 * Options of the records in a hosted zone.
 */
export interface HostedZoneDnsOptions {
  /**
   * What to do with a record that is there already, from before the stack or from an earlier stack that left it.
   *
   * Choose it with the first deployment: with `ExistingRecords.FAIL` a record is an `AWS::Route53::RecordSet` of the
   * stack, which CloudFormation would remove after a change to `ExistingRecords.ACCEPT`. That change is refused, and the
   * error says how to go about it.
   *
   * @default - ExistingRecords.ACCEPT for an identity that is adopted, else ExistingRecords.FAIL
   */
  readonly existingRecords?: ExistingRecords;
}

/**
 * A hosted zone of another account.
 */
export interface CrossAccountHostedZoneOptions {
  /**
   * The id of a public hosted zone.
   */
  readonly hostedZoneId: string;

  /**
   * The zone's name: the domain, or one above it.
   */
  readonly zoneName: string;

  /**
   * A role of the zone's account that may write the records: a `DomainDnsRole`, which is usually referred to by
   * `iam.Role.fromRoleArn`.
   */
  readonly role: IRole;

  /**
   * What to do with a record that is there already.
   *
   * @default - ExistingRecords.ACCEPT for an identity that is adopted, else ExistingRecords.FAIL
   */
  readonly existingRecords?: ExistingRecords;
}
