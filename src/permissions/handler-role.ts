import { Aws, Fn, Token } from 'aws-cdk-lib';
import { type IManagedPolicy, type IRole, Policy, PolicyDocument, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { IamNames } from './iam-names';
import { leastLength } from '../private/sorted-groups';

/** The role of a function, and how it gets its permissions. */
export interface HandlerRole {
  readonly role: IRole;
  /**
   * `attached`: by policies of the stack. `reported`: the CDK lists them for whoever makes the role. `given`: somebody has given them to it.
   */
  readonly permissions: 'attached' | 'reported' | 'given';
  /** A policy that has to be there before the function. */
  readonly policy?: Policy;
}

/** What a role always needs: for a policy of the stack, and for a policy that somebody makes before the stack. */
export interface RoleStatements {
  readonly known: () => PolicyStatement[];
  readonly foreseen: () => PolicyStatement[];
}

/** A role that the stack makes. With `Role.customizeRoles` the CDK makes none, and reports what it would be. */
export function ownRole(
  scope: Construct, id: string, { known, foreseen }: RoleStatements, names: IamNames, permissionsBoundary?: IManagedPolicy,
): HandlerRole {
  const isReported = customizesRoles(scope);
  const role = new Role(scope, `${id}Role`, {
    path: names.rolePath,
    roleName: names.nameOf(id),
    permissionsBoundary,
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: { Handler: new PolicyDocument({ statements: isReported ? foreseen() : known() }) },
  });
  return { role, permissions: isReported ? 'reported' : 'attached' };
}

/** A role of somebody else. It may take no policies. */
export function givenRole(scope: Construct, id: string, { known, foreseen }: RoleStatements, role: IRole): HandlerRole {
  if (customizesRoles(scope)) {
    foreseen().forEach((statement) => role.addToPrincipalPolicy(statement));
    return { role, permissions: 'reported' };
  }
  const policy = new HandlerPolicy(scope, `${id}Policy`, { policyName: `cdk-ses-dkim-${id}-${uuidOfStack()}`, statements: known() });
  role.attachInlinePolicy(policy);
  if (policy.isTaken) {
    countInline(role, policy);
    return { role, permissions: 'attached', policy };
  }
  scope.node.tryRemoveChild(policy.node.id);
  return { role, permissions: 'given' };
}

/** Stacks may share a role, and IAM has one inline policy of a name for each: the last part of the stack's id is in no other stack's. */
function uuidOfStack(): string {
  return Fn.select(2, Fn.split('/', Aws.STACK_ID));
}

/** Blanks do not count. [DOC IAM quotas: the sum of all inline policies of a role] */
const MOST_INLINE_CHARACTERS = 10_240;
const INLINE_POLICIES = new WeakMap<IRole, readonly Policy[]>();

/** Refuses one stack too many that adds its policy to a role. In another account a role of the same name is another one. */
function countInline(role: IRole, policy: Policy): void {
  const { account } = policy.stack;
  if (Token.isUnresolved(account)) {
    return;
  }
  const policies = [...INLINE_POLICIES.get(role) ?? [], policy];
  INLINE_POLICIES.set(role, policies);
  const lengths = policies.filter(({ stack }) => stack.account === account).map(({ document }) => leastLength(JSON.stringify(document.toJSON())));
  const characters = lengths.reduce((sum, length) => sum + length);
  if (characters > MOST_INLINE_CHARACTERS) {
    throw new Error(`the role '${role.node.path}' must not be shared by so many stacks, because their inline policies have at least ${characters} `
      + `characters together, and IAM allows ${MOST_INLINE_CHARACTERS}: give this stack a role of its own, or import the role with \`mutable: false\` and give it what `
      + '`DomainIdentityHandler.deployPolicyJson` and `watchPolicyJson` say');
  }
}

/** A role that takes no policies does not attach it. */
class HandlerPolicy extends Policy {
  isTaken = false;

  override attachToRole(role: IRole): void {
    this.isTaken = true;
    super.attachToRole(role);
  }
}

/** [SDK aws-cdk-lib 2.240.0, `Role.customizeRoles`: the context that it sets] */
function customizesRoles(scope: Construct): boolean {
  return scope.node.tryGetContext('@aws-cdk/iam:customizeRoles') !== undefined;
}
