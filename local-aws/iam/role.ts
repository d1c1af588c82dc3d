import type { ConditionContext } from './conditions';
import { type PolicyDocument, type Statement, statementsOf } from './policy-document';

/** A role and what is attached to it. */
export class Role {
  readonly inlinePolicies = new Map<string, PolicyDocument>();
  readonly managedPolicyArns = new Set<string>();
  permissionsBoundaryArn?: string;
  tags: Readonly<Record<string, string>> = {};

  constructor(readonly name: string, readonly arn: string, readonly id: string, public trustPolicy: PolicyDocument) {}

  /**
   * What conditions ask of its sessions. [DOC IAM global condition keys: aws:PrincipalTag; the tags of the role that is assumed, where
   * none are passed for the session]
   */
  get principalTags(): ConditionContext {
    return Object.fromEntries(Object.entries(this.tags).map(([key, value]) => [`aws:PrincipalTag/${key}`, value]));
  }

  statements(managed: (arn: string) => PolicyDocument): readonly Statement[] {
    const documents = [...this.inlinePolicies.values(), ...[...this.managedPolicyArns].map(managed)];
    return documents.flatMap(statementsOf);
  }
}
