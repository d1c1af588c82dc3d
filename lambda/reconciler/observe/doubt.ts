import type { Request } from './request';
import type { DomainIdentitySettings } from '../../../src/contract/domain-identity';
import type { Signing } from '../../../src/contract/signing';
import { isHalfGivenBack } from '../../identity/as-found';
import { hasSettings, isAdopted, isMine, isOfEarlierStack, isOfRequest, isSameSettings, isUndecided, lastWriter, newestSelector, owns, readOwner } from '../../identity/ownership';
import type { LiveIdentity } from '../../ports';
import { holderId, isClaimedBy } from '../memory';
import type { Goal, Session, ZoneView } from '../model';
import { replicaOrigin } from '../ways';

/*
 * Right after a write SES may still answer what was true before (assumed; e2a polls for some seconds).
 */

/** A reading may miss what was written a moment ago. It is repeated for this long before it is believed (assumed). */
export const STALE_MS = 60_000;

/** CloudFormation waits an hour for a deployment, and the last delivery ends a little later. [DOC ServiceTimeout] */
const LONGEST_DEPLOYMENT_MS = 75 * 60_000;

export interface Known {
  readonly session: Session;
  readonly isRollingBack: boolean;
  /** The zone of the settings, and that of the deployment before. */
  readonly zones: readonly ZoneView[];
  readonly now: number;
}

/** Whether a reading of SES may be older than what this resource wrote last, in a way that matters. */
export function isDoubtful(identity: LiveIdentity | undefined, request: Request, known: Known): boolean {
  const { goal } = request;
  switch (goal.kind) {
    case 'tend':
      return isDoubtfulInCare(identity, request, known);
    case 'remove':
      return isDoubtfulInRemoval(identity, goal, request, known);
    case 'rotate':
      return identity === undefined;
    case 'deploy':
      return identity === undefined || isDoubtfulInDeployment(identity, goal, request, known);
  }
}

/** A removal takes the claims with the identity: the clock must not publish again what it removed. A replica's records are those of its owner. */
function isDoubtfulInCare(identity: LiveIdentity | undefined, { me, settings: { signing } }: Request, { zones }: Known): boolean {
  const isOwn = identity !== undefined && isMine(identity, me);
  return isOwn && signing.mode !== 'BYODKIM_REPLICA' && zones.some((zone) => !zone.isGone) && !hasClaims(zones, me);
}

function isDoubtfulInDeployment(
  identity: LiveIdentity, goal: Goal & { readonly kind: 'deploy' }, request: Request, known: Known,
): boolean {
  const { me, settings } = request;
  const { isRollingBack, zones, session } = known;
  if (isMine(identity, me) && wasTakenOver(zones, me)) {
    return true;
  }
  if (isRollingBack) {
    return !showsFailed(identity, goal, settings) || mayHideSwitch(identity, goal, settings);
  }
  if (hidesDeploymentBefore(identity, goal, request)) {
    return true;
  }
  // This resource has made the identity. The reading is that of one that was deleted before.
  if (isAnothers(identity, me) && (session.created || hasClaims(zones, me))) {
    return true;
  }
  return isTakenFromAnother(identity, request);
}

/** Whether another resource of this library has it. */
function isAnothers(identity: LiveIdentity, me: Request['me']): boolean {
  return readOwner(identity, me.region) !== undefined && !isMine(identity, me);
}

/**
 * It is about to be taken over from a stack that may be changing it: how it was found has to be true. A reading that is too old does not even tell
 * that the stack is changing it.
 */
export function isTakenFromAnother(identity: LiveIdentity | undefined, { goal, me }: Request): boolean {
  return goal.kind === 'deploy' && identity !== undefined && isAnothers(identity, me)
    && (goal.request.existingIdentity === 'ADOPT' || isOfEarlierStack(identity, me));
}

function hasClaims(zones: readonly ZoneView[], me: Request['me']): boolean {
  return zones.some(({ memory }) => memory.entries.some((entry) => isClaimedBy(entry, holderId(me))));
}

/** Whether a zone remembers that another resource has the identity now. */
function wasTakenOver(zones: readonly ZoneView[], me: Request['me']): boolean {
  return zones.some(({ memory }) => memory.holders.some(({ from }) => from === holderId(me)));
}

/** Whether the last deployment that changed the identity may still have been going on when a reading was true. */
function isRecent({ tags }: LiveIdentity, now: number): boolean {
  return now - lastWriter(tags).sentAt < LONGEST_DEPLOYMENT_MS;
}

function isDoubtfulInRemoval(
  identity: LiveIdentity | undefined, { isInvented, adopts }: Goal & { readonly kind: 'remove' }, { me }: Request, { zones, now }: Known,
): boolean {
  if (identity === undefined) {
    return true; // a Create may have made it a moment ago
  }
  if (owns(identity, me, isInvented)) {
    // How it was found, and how the deployment left it, may not be distinguishable yet.
    return wasTakenOver(zones, me) || (isAdopted(identity) && isRecent(identity, now));
  }
  // It may have been taken over a moment ago.
  return !isHalfGivenBack(identity) && (adopts || hasClaims(zones, me) || isOfEarlierStack(identity, me));
}

/**
 * Whether the failed deployment may have switched, and SES does not show it yet: the tags were written before. A deployment that failed
 * before its switch looks the same.
 */
function mayHideSwitch(identity: LiveIdentity, { previous }: Goal & { readonly kind: 'deploy' }, { signing }: DomainIdentitySettings): boolean {
  return previous !== undefined && JSON.stringify(previous.signing) !== JSON.stringify(signing) && !hasSwitchedTo(identity, previous.signing);
}

/** As far as SES tells: a selector that it does not tell, or that stays the same, says nothing. */
function hasSwitchedTo(identity: LiveIdentity, signing: Signing): boolean {
  const { origin, nextKeyLength, tokens: [selector] } = identity.dkim;
  switch (signing.mode) {
    case 'EASY_DKIM':
      return origin === 'AWS_SES' && [undefined, nextKeyLength].includes(signing.keyLength);
    case 'DETERMINISTIC_EASY_DKIM':
      return origin === replicaOrigin(signing.parentRegion);
    default:
      return origin === 'EXTERNAL' && (selector === undefined || isUndecided(identity) || selector.toLowerCase() === newestSelector(identity));
  }
}

/** Whether SES shows what the failed deployment did, so that the reading is no older than that. */
function showsFailed(identity: LiveIdentity, { previous }: Goal & { readonly kind: 'deploy' }, settings: DomainIdentitySettings): boolean {
  return !previous || isSameSettings(previous, settings) || hasSettings(identity.tags, previous);
}

/** Whether an update follows another one so soon that SES does not show what that one wrote. What seems to be there already may be gone. */
function hidesDeploymentBefore(identity: LiveIdentity, { previous }: Goal & { readonly kind: 'deploy' }, { me, settings }: Request): boolean {
  return previous !== undefined && previous.domainName === settings.domainName && isMine(identity, me) && !isOfRequest(identity, me)
    && !hasSettings(identity.tags, previous);
}
