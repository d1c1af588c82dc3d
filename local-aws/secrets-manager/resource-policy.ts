import type { Secret } from './secret';
import type { SecretsManager } from './secrets-manager';
import type { ResourceProvider } from '../cloudformation/resource-provider';
import { matches } from '../iam/evaluation';
import { list, type PolicyDocument, type Statement, statementsOf } from '../iam/policy-document';
import { AwsError, NotImplementedError } from '../kernel/aws-error';
import type { AccessRequest, Principal } from '../kernel/service';

/** Throws if the secret's own policy forbids a request, to whomever. [DOC IAM policy evaluation logic: an explicit deny] */
export function checkNotDenied({ resourcePolicy, partition }: Secret, { action, resource, context = {} }: AccessRequest, principal: Principal): void {
  const { account, arn } = principal;
  const names = ['*', arn, account, `arn:${partition}:iam::${account}:root`]; // the account stands for everybody in it
  const isMeant = ({ Principal: named }: Statement) => named === '*' || list(named?.AWS).some((name) => names.includes(name));
  const denied = resourcePolicy && statementsOf(resourcePolicy)
    .some((statement) => isMeant(statement) && matches(statement, { action, resource }, { 'aws:PrincipalAccount': account, ...context }));
  if (denied) {
    throw new AwsError('AccessDeniedException',
      `User: ${arn} is not authorized to perform: ${action} on resource: ${resource} with an explicit deny in a resource-based policy`, 403);
  }
}

/** `AWS::SecretsManager::ResourcePolicy`: one for a secret; the CDK makes it with every rotation, against deletion. */
export function resourcePolicyResource(secrets: SecretsManager): ResourceProvider {
  const put: ResourceProvider['create'] = async ({ stack, properties: { SecretId: secretId, ResourcePolicy: policy } }) => {
    const secret = secrets.writable(secretId, stack);
    checkStatements(policy);
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

/** Who is let in by a secret's policy alone is not here: only who is kept out. */
function checkStatements(policy: PolicyDocument): void {
  if (statementsOf(policy).some(({ Effect }) => Effect === 'Allow')) {
    throw new NotImplementedError('Allow in a resource policy of Secrets Manager');
  }
}
