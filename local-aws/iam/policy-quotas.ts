import type { PolicyDocument } from './policy-document';
import { AwsError } from '../kernel/aws-error';

/** All inline policies of a role together, and each managed policy, without white space. [DOC IAM quotas] */
const INLINE_CHARACTERS = 10_240;
const MANAGED_CHARACTERS = 6_144;
/** Managed policies of a role, until somebody asks for more. [DOC IAM quotas] */
const MANAGED_POLICIES = 10;

/** [LIVE aws/copilot-cli#5917 for the words] */
export function checkInlinePolicies(roleName: string, documents: Iterable<PolicyDocument>): void {
  if ([...documents].reduce((sum, document) => sum + charactersOf(document), 0) > INLINE_CHARACTERS) {
    throw limitExceeded(`Maximum policy size of ${INLINE_CHARACTERS} bytes exceeded for role ${roleName}`);
  }
}

/** [LIVE ministryofjustice/cloud-platform-environments#14473 for the words] */
export function checkManagedPolicy(document: PolicyDocument): void {
  if (charactersOf(document) > MANAGED_CHARACTERS) {
    throw limitExceeded(`Cannot exceed quota for PolicySize: ${MANAGED_CHARACTERS}`);
  }
}

/** [LIVE ministryofjustice/cloud-platform-environments#14118 for the words] */
export function checkAttachedPolicies(arns: ReadonlySet<string>): void {
  if (arns.size > MANAGED_POLICIES) {
    throw limitExceeded(`Cannot exceed quota for PoliciesPerRole: ${MANAGED_POLICIES}`);
  }
}

const charactersOf = (document: PolicyDocument) => JSON.stringify(document).replace(/\s/g, '').length;

const limitExceeded = (message: string) => new AwsError('LimitExceeded', message, 409);
