import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { hostedZoneArn } from './arns';
import { changeRecords } from './record-statements';

/** [DOC AssumeRole: RoleSessionName] */
const LONGEST_SESSION_NAME = 64;

interface ZoneAccountRoleProps {
  readonly roleName: string;
  readonly trusted: iam.IPrincipal;
  readonly domainName: string;
  readonly hostedZoneId: string;
  /** The names of the records, which may be patterns. */
  readonly names: readonly string[];
}

/**
 * A role that writes some records of one domain, for the functions of another account.
 *
 * Of that account it lets in the roles in this library's path, in a session that is named after the domain. Whoever may make
 * roles in the path is an administrator there.
 */
export function zoneAccountRole(scope: Construct, { roleName, trusted, domainName, hostedZoneId, names }: ZoneAccountRoleProps): iam.Role {
  const zone = hostedZoneArn(hostedZoneId);
  return new iam.Role(scope, 'Role', {
    roleName,
    description: 'Writes the mail records of a domain, for another account',
    assumedBy: new iam.PrincipalWithConditions(trusted, {
      ArnLike: { 'aws:PrincipalArn': `arn:*:iam::${trusted.principalAccount ?? '*'}:role/cdk-ses-dkim/*` },
      StringEquals: { 'sts:RoleSessionName': domainName.slice(0, LONGEST_SESSION_NAME) },
    }),
    inlinePolicies: {
      Records: new iam.PolicyDocument({
        statements: [
          new iam.PolicyStatement({ actions: ['route53:ListResourceRecordSets'], resources: [zone] }), // has no condition
          changeRecords(zone, { names, types: ['CNAME', 'MX', 'TXT'], actions: ['CREATE', 'DELETE'] }),
        ],
      }),
    },
  });
}
