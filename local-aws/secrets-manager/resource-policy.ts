import type { Secret } from './secret';
import type { Store } from './store';
import type { ResourceProvider } from '../cloudformation/resource-provider';
import { matches } from '../iam/evaluation';
import { list, type Statement, statementsOf } from '../iam/policy-document';
import { AwsError } from '../kernel/aws-error';
import type { AccessRequest, Principal } from '../kernel/service';

/**
 * What the secret's own policy says of a request: it throws if that forbids it to whomever, and tells whether it allows it,
 * which within an account is enough. [DOC IAM policy evaluation logic]
 */
export function judge({ resourcePolicy, partition }: Secret, { action, resource, context = {} }: AccessRequest, principal: Principal): boolean {
  const { account, arn, roleArn } = principal;
  const role = roleArn === undefined ? [] : [roleArn];
  const everybody = [account, `arn:${partition}:iam::${account}:root`];
  const names = ['*', arn, ...role];
  const applying = resourcePolicy ? statementsOf(resourcePolicy).filter((statement) => (
    matches(statement, { action, resource }, { 'aws:PrincipalAccount': account, ...context })
  )) : [];
  const isMeant = ({ Principal: named }: Statement, meant: readonly string[]) => named === '*' || list(named?.AWS).some((name) => meant.includes(name));
  // The account stands for everybody in it where something is forbidden, and for its administrators' policies where it is allowed.
  if (applying.some((statement) => statement.Effect === 'Deny' && isMeant(statement, [...names, ...everybody]))) {
    throw new AwsError('AccessDeniedException',
      `User: ${arn} is not authorized to perform: ${action} on resource: ${resource} with an explicit deny in a resource-based policy`, 403);
  }
  return applying.some((statement) => statement.Effect === 'Allow' && isMeant(statement, names));
}

/** `AWS::SecretsManager::ResourcePolicy`: one for a secret; the CDK makes it with every rotation, against deletion. */
export function resourcePolicyResource(secrets: Store): ResourceProvider {
  const put: ResourceProvider['create'] = async ({ stack, properties: { SecretId: secretId, ResourcePolicy: policy } }) => {
    const secret = secrets.writable(secretId, stack);
    secret.resourcePolicy = policy;
    secret.touch(secrets.now);
    return { physicalId: secret.arn, attributes: { Id: secret.arn } };
  };
  return {
    create: put,
    update: put,
    delete: async ({ stack, physicalId }) => {
      const secret = secrets.lookUp(physicalId, stack);
      if (secret) {
        secret.resourcePolicy = undefined;
        secret.touch(secrets.now);
      }
    },
  };
}
