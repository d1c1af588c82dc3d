import { OWNERSHIP_TAGS } from '../../src/contract/ownership';
import type { LiveIdentity } from '../aws/ses-identities';
import type { Origin } from '../custom-resources/lifecycle';

/** The tags that an identity gets from whoever creates it. */
export function ownershipTags({ stackId, logicalId, requestId }: Origin): Record<string, string> {
  return {
    [OWNERSHIP_TAGS.stackId]: stackId,
    [OWNERSHIP_TAGS.logicalId]: logicalId,
    [OWNERSHIP_TAGS.requestId]: requestId,
  };
}

/**
 * Whether this resource created the identity, in this life of its stack or in an earlier one of the same name: a stack
 * whose first deployment was killed comes back with another id, and has to find what it left.
 */
export function isOurs({ tags }: LiveIdentity, { stackId, logicalId }: Origin): boolean {
  const creator = tags[OWNERSHIP_TAGS.stackId];
  return creator !== undefined && stackName(creator) === stackName(stackId) && tags[OWNERSHIP_TAGS.logicalId] === logicalId;
}

/** Whether this very request created the identity, perhaps in an attempt that was killed. */
export function isMadeBy({ tags }: LiveIdentity, { requestId }: Origin): boolean {
  return tags[OWNERSHIP_TAGS.requestId] === requestId;
}

/** Who else created it, in words, if a stack of this library did. */
export function ownerOf({ tags }: LiveIdentity): string | undefined {
  const creator = tags[OWNERSHIP_TAGS.stackId];
  return creator && `resource ${tags[OWNERSHIP_TAGS.logicalId]} of the stack ${stackName(creator)}`;
}

/** `arn:aws:cloudformation:eu-west-1:111122223333:stack/<name>/<uuid>` */
function stackName(stackId: string): string {
  return stackId.split('/')[1];
}
