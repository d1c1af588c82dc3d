import type * as sdk from '@aws-sdk/client-iam';
import type { Store } from './store';
import { AwsError } from '../kernel/aws-error';
import type { AccessRequest, Call, ServiceApi } from '../kernel/service';

/** Whether a role or a policy exists. */
export function iamOperations(iam: Store): ServiceApi['operations'] {
  return {
    GetRole: ({ RoleName }: sdk.GetRoleRequest, { account }: Call): Partial<sdk.GetRoleResponse> => {
      const { name, arn, id } = iam.role(account, RoleName!);
      return { Role: { RoleName: name, Arn: arn, RoleId: id, Path: pathOf(arn) } as sdk.Role };
    },
    GetPolicy: ({ PolicyArn }: sdk.GetPolicyRequest): sdk.GetPolicyResponse => {
      if (!iam.hasManagedPolicy(PolicyArn!)) {
        throw new AwsError('NoSuchEntity', `Policy ${PolicyArn} was not found.`, 404); // assumed text
      }
      return { Policy: { Arn: PolicyArn, PolicyName: PolicyArn!.split('/').at(-1) } };
    },
  };
}

/** [DOC Service Authorization Reference, IAM] */
export const iamAccess: ServiceApi['access'] = {
  GetRole: ({ RoleName }: sdk.GetRoleRequest, { account }: Call): AccessRequest[] => [{ action: 'iam:GetRole', resource: `arn:aws:iam::${account}:role/${RoleName}` }],
  GetPolicy: ({ PolicyArn }: sdk.GetPolicyRequest): AccessRequest[] => [{ action: 'iam:GetPolicy', resource: PolicyArn! }],
};

/** `arn:aws:iam::111122223333:role/path/name` */
const pathOf = (arn: string) => `/${arn.split('/').slice(1, -1).map((part) => `${part}/`).join('')}`;
