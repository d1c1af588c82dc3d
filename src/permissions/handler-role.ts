import { Aws, Fn } from 'aws-cdk-lib';
import { type IManagedPolicy, type IRole, Policy, PolicyDocument, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { IamNames } from './iam-names';

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
    return { role, permissions: 'attached', policy };
  }
  scope.node.tryRemoveChild(policy.node.id);
  return { role, permissions: 'given' };
}

/** Stacks may share a role, and IAM has one inline policy of a name for each: the last part of the stack's id is in no other stack's. */
function uuidOfStack(): string {
  return Fn.select(2, Fn.split('/', Aws.STACK_ID));
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
