import { Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { hostedZoneArn } from './arns';
import { ROLE_PATH } from './iam-names';
import { changeRecords } from './record-statements';

/** [DOC AssumeRole: RoleSessionName] */
const LONGEST_SESSION_NAME = 64;

interface ZoneAccountRoleProps {
  readonly roleName: string;
  readonly trusted: iam.IPrincipal;
  /** Of the functions' roles, if `trusted` is their whole account. */
  readonly trustedRolePath?: string;
  readonly domainName: string;
  readonly hostedZoneId: string;
  /** The names of the records, which may be patterns. */
  readonly names: readonly string[];
}

/**
 * A role that writes some records of one domain, for the functions of another account.
 *
 * Of a whole account it lets in the roles in this library's path, in a session that is named after the domain. Whoever may make
 * roles in the path is an administrator there. A role that is named is let in wherever it is.
 */
export function zoneAccountRole(scope: Construct, props: ZoneAccountRoleProps): iam.Role {
  const { roleName, trusted, trustedRolePath, domainName, hostedZoneId, names } = props;
  const zone = hostedZoneArn(hostedZoneId);
  return new iam.Role(scope, 'Role', {
    roleName,
    description: 'Writes the mail records of a domain, for another account',
    assumedBy: new iam.PrincipalWithConditions(trusted, {
      ArnLike: { 'aws:PrincipalArn': trustedRoles(scope, trusted, trustedRolePath) },
      StringEquals: { 'sts:RoleSessionName': Token.isUnresolved(domainName) ? domainName : domainName.slice(0, LONGEST_SESSION_NAME) },
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

/** One pattern or several: `aws:PrincipalArn` of a session is the ARN of its role, with its path. [DOC IAM global condition keys] */
function trustedRoles(scope: Construct, { principalAccount, policyFragment }: iam.IPrincipal, path = ROLE_PATH): string | string[] {
  const principals: string[] = Object.values(policyFragment.principalJson).flat();
  const has = (principal: string, form: RegExp) => form.test(JSON.stringify(Stack.of(scope).resolve(principal)));
  const isRole = (principal: string) => has(principal, /:role\//);
  const isAccount = (principal: string) => has(principal, /^"(\*|\d{12})"$|:root"/);
  // An ARN from a token may be that of a role or that of an account.
  const roles = principals.filter((principal) => !isAccount(principal));
  const patterns = [...roles, ...principals.every(isRole) ? [] : [`arn:*:iam::${principalAccount ?? '*'}:role${path}*`]];
  return patterns.length === 1 ? patterns[0] : patterns;
}
