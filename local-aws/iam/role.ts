import { type PolicyDocument, type Statement, statementsOf } from './policy-document';

/** A role and what is attached to it. */
export class Role {
  readonly inlinePolicies = new Map<string, PolicyDocument>();
  readonly managedPolicyArns = new Set<string>();
  permissionsBoundaryArn?: string;

  constructor(readonly name: string, readonly arn: string, readonly id: string, public trustPolicy: PolicyDocument) {}

  statements(managed: (arn: string) => PolicyDocument): readonly Statement[] {
    const documents = [...this.inlinePolicies.values(), ...[...this.managedPolicyArns].map(managed)];
    return documents.flatMap(statementsOf);
  }
}
