import { OWNERSHIP_TAGS } from '../../src/contract/ownership';
import type { LiveIdentity } from '../aws/ses-identities';
import type { Origin } from '../custom-resources/lifecycle';

/** The tags that an identity gets from whoever creates it, or takes it over. */
export function ownershipTags({ stackId, logicalId, requestId }: Origin): Record<string, string> {
  return {
    [OWNERSHIP_TAGS.stackId]: stackId,
    [OWNERSHIP_TAGS.logicalId]: logicalId,
    [OWNERSHIP_TAGS.requestId]: requestId,
  };
}

/**
 * Whether the identity is this resource's, in this life of its stack or in an earlier one of the same name: a stack
 * whose first deployment was killed comes back with another id, and has to find what it left.
 */
export function isOurs(live: LiveIdentity, { stackId, logicalId }: Origin): boolean {
  return isOfStack(live, stackId) && live.tags[OWNERSHIP_TAGS.logicalId] === logicalId;
}

/** Whether this very request made or took the identity, perhaps in an attempt that was killed. */
export function isMadeBy({ tags }: LiveIdentity, { requestId }: Origin): boolean {
  return tags[OWNERSHIP_TAGS.requestId] === requestId;
}

/** Whose it is, in words, if it is some stack's of this library. */
export function ownerOf({ tags }: LiveIdentity): string | undefined {
  const owner = tags[OWNERSHIP_TAGS.stackId];
  return owner && `resource ${tags[OWNERSHIP_TAGS.logicalId]} of the stack ${stackName(owner)}`;
}

/** Whether the identity was there before: it is given back, never deleted. */
export function isAdopted({ tags }: LiveIdentity): boolean {
  return OWNERSHIP_TAGS.asFound in tags;
}

/** Whether the identity outlives the stack that an event comes from. */
export function willStay(live: LiveIdentity, { stackId }: Origin): boolean {
  return isAdopted(live) || !isOfStack(live, stackId);
}

function isOfStack({ tags }: LiveIdentity, stackId: string): boolean {
  const owner = tags[OWNERSHIP_TAGS.stackId];
  return owner !== undefined && stackName(owner) === stackName(stackId);
}

/** `arn:aws:cloudformation:eu-west-1:111122223333:stack/<name>/<uuid>` */
function stackName(stackId: string): string {
  return stackId.split('/')[1];
}
