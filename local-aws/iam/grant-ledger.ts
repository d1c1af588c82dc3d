import type { Grant } from './evaluation';
import { grantsOf } from './evaluation';
import { type PolicyDocument, statementsOf } from './policy-document';
import type { Role } from './role';

export interface UnusedGrant {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
}

/**
 * Every grant that there ever was, and whether a call needed it: also of roles that are gone, as after `cdk destroy`. A grant
 * is known by its text, because each update of a policy makes its statements anew.
 */
export class GrantLedger {
  private readonly given = new Map<string, UnusedGrant>();
  private readonly used = new Set<string>();

  give(role: Role, document: PolicyDocument): void {
    for (const grant of statementsOf(document).filter(({ Effect }) => Effect === 'Allow').flatMap(grantsOf)) {
      this.given.set(entry(role, grant), { role: role.name, action: grant.action, resource: grant.resource });
    }
  }

  use(role: Role, grant: Grant): void {
    this.used.add(entry(role, grant));
  }

  get unused(): UnusedGrant[] {
    return [...this.given].filter(([key]) => !this.used.has(key)).map(([, grant]) => grant);
  }
}

const entry = ({ arn }: Role, { statement, action, resource }: Grant) => JSON.stringify([arn, action, resource, statement.Condition ?? {}]);
