import { type ConditionContext, conditionsHold } from './conditions';
import { globMatches } from './glob';
import { list, type PolicyDocument, type Statement, statementsOf } from './policy-document';

/** Somebody who wants to be a role: by each of the names that a trust policy may call them. */
export interface Candidate {
  readonly kind: 'Service' | 'AWS';
  readonly names: readonly string[];
  readonly context: ConditionContext;
}

/** Whether a trust policy lets somebody assume its role. [DOC IAM roles terms and concepts, trust policy] */
export function isTrusted(trustPolicy: PolicyDocument, { kind, names, context }: Candidate): boolean {
  const isMeant = ({ Principal }: Statement) => Principal === '*'
    || list(Principal?.[kind]).some((named) => (named === '*' && kind === 'AWS') || names.includes(named));
  const applying = statementsOf(trustPolicy).filter((statement) => (
    list(statement.Action).some((action) => globMatches(action, 'sts:AssumeRole', { ignoreCase: true }))
    && isMeant(statement) && conditionsHold(statement, context)
  ));
  return applying.some(({ Effect }) => Effect === 'Allow') && !applying.some(({ Effect }) => Effect === 'Deny');
}
