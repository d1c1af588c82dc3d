import * as sdk from '@aws-sdk/client-sts';
import { partitionOf } from '../cloudformation/names';
import type { ConditionContext, Iam } from '../iam';
import { AwsError } from '../kernel/aws-error';
import type { Clock } from '../kernel/clock';
import type { Credentials, SessionCredentials } from '../kernel/credentials';
import type { Call, ServiceApi } from '../kernel/service';

/** [DOC AssumeRole, RoleSessionName] */
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;

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
      AssumeRole: (input: sdk.AssumeRoleRequest, call: Call) => [
        { action: 'sts:AssumeRole', resource: input.RoleArn!, allowedByResource: this.isNamedBy(input, call) },
      ],
    },
  }];

  constructor(private readonly clock: Clock, private readonly iam: Iam, private readonly credentials: Credentials) {}

  /** A session for a service that a role trusts: Lambda. */
  sessionFor(service: string, roleArn: string, sessionName: string): SessionCredentials {
    if (!this.iam.trusts(roleArn, { kind: 'Service', names: [service], context: {} })) {
      throw new AwsError('InvalidParameterValueException', `The role defined for the function cannot be assumed by ${service}.`);
    }
    return this.issue(roleArn, sessionName);
  }

  /**
   * A role's trust policy that names somebody of its own account directly is all the permission they need, as far as their
   * permissions boundary allows it. [DOC AssumeRole; DOC IAM, update a role trust policy]
   */
  private isNamedBy(input: sdk.AssumeRoleRequest, call: Call): boolean {
    const { principal } = call;
    const names = [principal.arn, principal.roleArn ?? principal.arn];
    return accountOf(input.RoleArn!) === principal.account
      && this.iam.trusts(input.RoleArn!, { kind: 'AWS', names, context: this.contextOf(input, call) });
  }

  /** What a trust policy's conditions may ask for. [DOC Service Authorization Reference, STS; DOC IAM global condition keys] */
  private contextOf({ RoleSessionName, ExternalId }: sdk.AssumeRoleRequest, { principal, region }: Call): ConditionContext {
    return {
      'aws:PrincipalAccount': principal.account,
      'aws:PrincipalArn': principal.roleArn ?? principal.arn, // of a session the role's, with its path
      'aws:RequestedRegion': region,
      'sts:RoleSessionName': RoleSessionName!,
      ...principal.roleArn !== undefined && this.iam.tagsOf(principal.roleArn),
      ...ExternalId !== undefined && { 'sts:ExternalId': ExternalId },
    };
  }

  private assumeRole(input: sdk.AssumeRoleRequest, call: Call): sdk.AssumeRoleResponse {
    const { principal, region } = call;
    const { RoleArn, RoleSessionName, DurationSeconds = 3600 } = input;
    if (!SESSION_NAME.test(RoleSessionName!)) {
      throw new AwsError('ValidationError', `1 validation error detected: Value '${RoleSessionName}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`); // [DOC AssumeRole; the form of AWS's own validation]
    }
    // A session is trusted by its own name, by its role's, or with its whole account. [DOC AWS JSON policy elements: Principal]
    const names = [principal.arn, principal.roleArn ?? principal.arn, principal.account, `arn:${partitionOf(region)}:iam::${principal.account}:root`];
    // A role that does not exist is refused in the same words as one that does not trust. [LIVE: CDK CLI without bootstrap]
    if (!this.iam.trusts(RoleArn!, { kind: 'AWS', names, context: this.contextOf(input, call) })) {
      throw new AwsError('AccessDenied', `User: ${principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`, 403);
    }
    const name = RoleArn!.split('/').at(-1)!;
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
    const roleName = roleArn.split('/').at(-1)!;
    return this.credentials.issue({ account: accountOf(roleArn), roleName, roleArn, arn: sessionArn(roleArn, sessionName), takenBy });
  }
}

const accountOf = (roleArn: string): string => roleArn.split(':')[4];

/** `arn:aws:sts::111122223333:assumed-role/role/session`, without the role's path. [DOC IAM identifiers] */
function sessionArn(roleArn: string, sessionName: string): string {
  const [arn, partition] = roleArn.split(':');
  return `${arn}:${partition}:sts::${accountOf(roleArn)}:assumed-role/${roleArn.split('/').at(-1)}/${sessionName}`;
}
