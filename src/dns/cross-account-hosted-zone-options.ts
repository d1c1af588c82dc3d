import type { IRole } from 'aws-cdk-lib/aws-iam';

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
}
