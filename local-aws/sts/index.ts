import * as sdk from '@aws-sdk/client-sts';
import { partitionOf } from '../cloudformation/names';
import type { Iam } from '../iam';
import { AwsError } from '../kernel/aws-error';
import type { Clock } from '../kernel/clock';
import type { Credentials, SessionCredentials } from '../kernel/credentials';
import type { Call, Principal, ServiceApi } from '../kernel/service';

/** STS: who somebody is, and sessions of roles. */
export class Sts {
  readonly apis: ServiceApi[] = [{
    signingName: 'sts',
    protocol: 'query',
    sdk,
    operations: {
      GetCallerIdentity: (_input: sdk.GetCallerIdentityRequest, { principal }: Call): sdk.GetCallerIdentityResponse => (
        { Account: principal.account, Arn: principal.arn, UserId: principal.accessKeyId }
      ),
      AssumeRole: (input: sdk.AssumeRoleRequest, call: Call) => this.assumeRole(input, call),
    },
    access: {
      GetCallerIdentity: () => [], // allowed to everybody, whatever the policies say [DOC GetCallerIdentity]
      AssumeRole: ({ RoleArn }: sdk.AssumeRoleRequest, { principal }: Call) => (
        this.isNamedBy(RoleArn!, principal) ? [] : [{ action: 'sts:AssumeRole', resource: RoleArn! }]
      ),
    },
  }];

  constructor(private readonly clock: Clock, private readonly iam: Iam, private readonly credentials: Credentials) {}

  /** A session for a service that a role trusts: Lambda, Step Functions. */
  sessionFor(service: string, roleArn: string, sessionName: string): SessionCredentials {
    const { account, name } = parseRole(roleArn);
    if (!this.iam.trusts(account, name, { kind: 'Service', names: [service], context: {} })) {
      throw new AwsError('InvalidParameterValueException', `The role defined for the function cannot be assumed by ${service}.`);
    }
    return this.issue(roleArn, sessionName);
  }

  /** A role's trust policy that names somebody of its own account directly is all the permission they need. [DOC AssumeRole] */
  private isNamedBy(roleArn: string, principal: Principal): boolean {
    const { account, name } = parseRole(roleArn);
    const names = [principal.arn, this.roleArnOf(principal)];
    return account === principal.account && this.iam.trusts(account, name, { kind: 'AWS', names, context: {} });
  }

  private roleArnOf({ account, roleName, arn }: Principal): string {
    return roleName === undefined ? arn : this.iam.role(account, roleName).arn;
  }

  private assumeRole(input: sdk.AssumeRoleRequest, { principal, region }: Call): sdk.AssumeRoleResponse {
    const { RoleArn, RoleSessionName, ExternalId, DurationSeconds = 3600 } = input;
    const { account, name } = parseRole(RoleArn!);
    // A session is trusted by its own name, by its role's, or with its whole account. [DOC AWS JSON policy elements: Principal]
    const ownArn = this.roleArnOf(principal);
    const names = [principal.arn, ownArn, principal.account, `arn:${partitionOf(region)}:iam::${principal.account}:root`];
    const context = {
      'aws:PrincipalAccount': principal.account,
      'aws:PrincipalArn': ownArn,
      'aws:RequestedRegion': region,
      'sts:RoleSessionName': RoleSessionName!,
      ...principal.roleName !== undefined && this.iam.role(principal.account, principal.roleName).principalTags,
      ...ExternalId !== undefined && { 'sts:ExternalId': ExternalId },
    };
    // A role that does not exist is refused in the same words as one that does not trust. [LIVE: CDK CLI without bootstrap]
    if (!this.iam.trusts(account, name, { kind: 'AWS', names, context })) {
      throw new AwsError('AccessDenied', `User: ${principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`, 403);
    }
    const { accessKeyId, secretAccessKey, sessionToken } = this.issue(RoleArn!, RoleSessionName!, principal.takenBy ?? principal.accessKeyId);
    return {
      Credentials: {
        AccessKeyId: accessKeyId,
        SecretAccessKey: secretAccessKey,
        SessionToken: sessionToken,
        Expiration: new Date(this.clock.now().getTime() + DurationSeconds * 1000),
      },
      AssumedRoleUser: { Arn: sessionArn(RoleArn!, RoleSessionName!), AssumedRoleId: `${name}:${RoleSessionName}` },
    };
  }

  private issue(roleArn: string, sessionName: string, takenBy?: string): SessionCredentials {
    const { account, name } = parseRole(roleArn);
    return this.credentials.issue({ account, roleName: name, arn: sessionArn(roleArn, sessionName), takenBy });
  }
}

function parseRole(roleArn: string): { readonly account: string; readonly name: string } {
  const [, , , , account, path] = roleArn.split(':');
  return { account, name: path.split('/').at(-1)! };
}

/** `arn:aws:sts::111122223333:assumed-role/role/session` */
function sessionArn(roleArn: string, sessionName: string): string {
  const [arn, partition] = roleArn.split(':');
  const { account, name } = parseRole(roleArn);
  return `${arn}:${partition}:sts::${account}:assumed-role/${name}/${sessionName}`;
}
