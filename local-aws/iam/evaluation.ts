import { type ConditionContext, conditionsHold } from './conditions';
import { globMatches } from './glob';
import { list, type Statement } from './policy-document';
import type { AccessRequest } from '../kernel/service';

/** A grant that a request has used: one action pattern on one resource pattern of one statement. */
export interface Grant {
  readonly statement: Statement;
  readonly action: string;
  readonly resource: string;
}

export function grantsOf(statement: Statement): Grant[] {
  return list(statement.Action).flatMap((action) => list(statement.Resource).map((resource) => ({ statement, action, resource })));
}

export function matches(statement: Statement, { action, resource }: AccessRequest, context: ConditionContext): boolean {
  const actionMatches = (pattern: string) => globMatches(pattern, action, { ignoreCase: true });
  const resourceMatches = (pattern: string) => globMatches(pattern, resource);
  return (statement.Action ? list(statement.Action).some(actionMatches) : !list(statement.NotAction).some(actionMatches))
    && (statement.Resource ? list(statement.Resource).some(resourceMatches) : !list(statement.NotResource).some(resourceMatches))
    && conditionsHold(statement, context);
}

export type Decision = { readonly allowed: true; readonly used: Grant[] } | { readonly allowed: false; readonly reason: string };

/** [DOC IAM policy evaluation logic, identity-based policies with a permissions boundary, and a resource's own policy, one account] */
export function decide(
  request: AccessRequest, context: ConditionContext, identity: readonly Statement[], boundary?: readonly Statement[],
): Decision {
  const applying = identity.filter((statement) => matches(statement, request, context));
  if (applying.some(({ Effect }) => Effect === 'Deny')) {
    return { allowed: false, reason: 'with an explicit deny in an identity-based policy' };
  }
  if (boundary?.some((statement) => statement.Effect === 'Deny' && matches(statement, request, context))) {
    return { allowed: false, reason: 'with an explicit deny in a permissions boundary' };
  }
  if (boundary && !boundary.some((statement) => statement.Effect === 'Allow' && matches(statement, request, context))) {
    return { allowed: false, reason: `because no permissions boundary allows the ${request.action} action` };
  }
  if (applying.length === 0 && !request.allowedByResource) {
    return { allowed: false, reason: `because no identity-based policy allows the ${request.action} action` };
  }
  const used = applying.flatMap(grantsOf).filter(({ action, resource }) => (
    globMatches(action, request.action, { ignoreCase: true }) && globMatches(resource, request.resource)
  ));
  return { allowed: true, used };
}
