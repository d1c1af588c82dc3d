import { IDENTITY_TAGS } from '../../../src/contract/tags';
import { asFoundTags, isAsFoundTag, readAsFound, withOverwritten } from '../../identity/as-found';
import { hasKeyTag, isAdopted, isMine, isOfEarlierStack, isOfRequest, keyTag, lastWriter, otherOwnTags, ownerOf, ownerTags, UNDECIDED_KEY_TAG, wantsTags } from '../../identity/ownership';
import { textOf } from '../../identity/tag-text';
import type { LiveIdentity } from '../../ports';
import { holderId, isClaimedBy } from '../memory';
import type { Rule, State } from '../model';
import { isRollingBack, me, objectOnce, selectorInUse } from '../questions';
import { replicaOrigin, wayOf } from '../ways';

/*
 * Whose the identity is. Its tags are the first that is written, so that later triggers, and a Delete that comes at any moment, know.
 */

/** Whether another resource has the identity, and this one leaves it alone: nothing else of the plan applies. */
export function isLetAlone(state: State): boolean {
  const { identity, goal } = state;
  return goal.kind === 'deploy' && identity !== undefined && !isMine(identity, state.me) && !takesOver(state) && ownerOf(identity) !== undefined && isRollingBack(state);
}

/** Whether the resource does not have the identity yet. */
function takesOver({ goal, identity, me: self }: State): boolean {
  if (goal.kind !== 'deploy' || !identity) {
    return false;
  }
  // The resource may come back to a domain that it left: then the identity is its own.
  const isNew = goal.isCreate || (goal.previous !== undefined && goal.previous.domainName !== goal.request.domainName && !isMine(identity, self));
  return isNew && !isOfRequest(identity, self) && !hasTakenOver(identity, self) && previousOwner(identity) !== self.nonce;
}

/** How it was found is remembered. A late write of the previous owner may have removed the mark of the request that took it over. */
function hasTakenOver(identity: LiveIdentity, self: State['me']): boolean {
  return isMine(identity, self) && isAdopted(identity);
}

/** Who had the identity before its owner. One that lost it does not take it back: the two would take it from each other without end. */
function previousOwner(identity: LiveIdentity): string | undefined {
  return readAsFound(identity)?.ownerTags[IDENTITY_TAGS.owner];
}

export const strangersIdentity: Rule = {
  name: 'refuse an identity that belongs to somebody else',
  propose: (state) => {
    const { identity, goal, settings: { domainName } } = state;
    if (goal.kind !== 'deploy' || !identity) {
      return undefined;
    }
    const owner = ownerOf(identity);
    if (!takesOver(state)) {
      return owner === undefined || isMine(identity, state.me)
        ? undefined
        : objectOnce(state, `${domainName}: ${owner} has taken over the identity; remove it from one of the two stacks`);
    }
    if (goal.request.existingIdentity === 'FAIL' && !isMine(identity, state.me) && !isOfEarlierStack(identity, state.me)) {
      return {
        do: 'refuse',
        message: `${domainName}: SES has this identity already${owner ? `, made by ${owner}` : ''}; `
        + 'to take it over set `existingIdentity: ExistingIdentity.ADOPT`, then it is not deleted with the stack',
      };
    }
    return state.nativeIdentity
      ? {
        do: 'refuse',
        message: `this stack has the identity ${domainName} as an AWS::SES::EmailIdentity, which CloudFormation would delete when it leaves `
        + 'the template: give that a retaining removal policy and deploy, take it out and deploy, and only then deploy this',
      }
      : undefined;
  },
};

export const createIdentity: Rule = {
  name: 'create the identity',
  propose: (state) => {
    const { identity, goal, settings: { signing, configurationSetName } } = state;
    if (goal.kind !== 'deploy' || identity) {
      return undefined;
    }
    return {
      do: 'create identity',
      identity: {
        tags: { ...goal.request.tags, ...ownTags(state) },
        configurationSetName,
        keyLength: signing.mode === 'EASY_DKIM' ? signing.keyLength : undefined,
        origin: signing.mode === 'DETERMINISTIC_EASY_DKIM' ? replicaOrigin(signing.parentRegion) : undefined,
      },
    };
  },
};

export const tagIdentity: Rule = {
  name: 'write whose the identity is and what is wanted',
  propose: (state) => {
    const { identity, goal } = state;
    if (goal.kind !== 'deploy' || !identity) {
      return undefined;
    }
    const wanted = { ...givenUpTags(state, identity), ...goal.request.tags, ...ownTags(state), ...foundTags(state, identity) };
    const missing = Object.fromEntries(Object.entries(wanted).filter(([key, value]) => identity.tags[key] !== value && !isStamp(key, state)));
    return Object.keys(missing).length > 0
      ? { do: 'tag', tags: { ...wholeTexts(missing, wanted), ...stamp(state, identity) } }
      : undefined;
  },
};

/** How the identity was found: all of it in a take-over, and later what a deployment is about to overwrite. */
function foundTags(state: State, identity: LiveIdentity): Readonly<Record<string, string>> {
  const { goal, me: self } = state;
  const { given, before } = userTags(state);
  if (takesOver(state)) {
    return asFoundTags(identity, Object.keys(given));
  }
  const isFirstLook = goal.kind === 'deploy' && !goal.isCreate && !isRollingBack(state) && !isOfRequest(identity, self);
  return isFirstLook && hasTakenOver(identity, self) ? withOverwritten(identity, Object.keys(given).filter((key) => !(key in before))) : {};
}

/** What the identity had at the tags that the template gives up: they are somebody's again. */
function givenUpTags(state: State, identity: LiveIdentity): Readonly<Record<string, string>> {
  const { given, before } = userTags(state);
  const found = hasTakenOver(identity, state.me) ? readAsFound(identity)?.userTags ?? {} : {};
  return Object.fromEntries(Object.entries(found).filter(([key]) => key in before && !(key in given)));
}

/** The tags of the template, and those of the template before. */
function userTags({ goal }: State): Readonly<Record<'given' | 'before', Readonly<Record<string, string>>>> {
  return goal.kind === 'deploy' ? { given: goal.request.tags, before: goal.previous?.tags ?? {} } : { given: {}, before: {} };
}

/** A text of several tags is written as a whole: a part that seems to be right may be that of an old reading. */
function wholeTexts(missing: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>): Record<string, string> {
  const parts = Object.entries(wanted).filter(([key]) => Object.keys(missing).some((other) => textOf(other) === textOf(key)));
  return Object.fromEntries(parts);
}

/** The request id alone is not worth a call: it goes along with other tags. Only a rollback always leaves its mark. */
function isStamp(key: string, { identity, me: self, ...state }: State): boolean {
  return key === IDENTITY_TAGS.requestId && identity !== undefined && isMine(identity, self) && !isRollingBack({ identity, me: self, ...state });
}

function stamp(state: State, { tags }: LiveIdentity): Record<string, string> {
  const key = IDENTITY_TAGS.requestId;
  const value = ownerTags(state.me, sentAt(state))[key];
  return tags[key] === value ? {} : { [key]: value };
}

function sentAt({ goal, now }: State): number {
  return goal.kind === 'deploy' ? goal.startedAt : now;
}

/** Lambda may deliver the Update of a failed deployment once more, after the rollback's: it was sent before what the tags come from. */
export const lateDelivery: Rule = {
  name: 'refuse a late delivery of a deployment that is rolled back',
  propose: (state) => {
    const { goal, identity, settings } = state;
    const isUpdate = goal.kind === 'deploy' && !goal.isCreate && identity !== undefined && isMine(identity, state.me);
    return isUpdate && Math.floor(sentAt(state) / 1000) * 1000 < lastWriter(identity.tags).sentAt
      ? { do: 'refuse', message: `the update of ${settings.domainName} came after a newer one` }
      : undefined;
  },
};

/** Beside deployments only the key is new. SES may never tell which one it has. */
export const rememberKey: Rule = {
  name: 'write which key SES was given',
  propose: ({ goal, identity, session: { given } }) => (
    goal.kind !== 'deploy' && identity && given && 'key' in given && !hasKeyTag(identity, given.key) ? { do: 'tag', tags: keyTag(given.key) } : undefined
  ),
};

export const untagIdentity: Rule = {
  name: 'remove tags that are not wanted any more',
  propose: (state) => {
    const { goal, identity } = state;
    if (goal.kind !== 'deploy' || !identity) {
      return undefined;
    }
    const wanted = { ...givenUpTags(state, identity), ...goal.request.tags };
    const users = Object.keys(goal.previous?.tags ?? {}).filter((key) => key in identity.tags && !(key in wanted));
    const kept = { ...ownTags(state), ...identity.tags[IDENTITY_TAGS.key] === undefined ? {} : { [IDENTITY_TAGS.key]: '' }, [IDENTITY_TAGS.status]: '' };
    const own = otherOwnTags(identity, kept).filter((key) => !isAsFoundTag(key));
    return users.length + own.length > 0 ? { do: 'untag', keys: [...users, ...own] } : undefined;
  },
};

function ownTags(state: State): Record<string, string> {
  const { settings, former, identity, session, me: { region } } = state;
  // The claims of the previous owner are about to be this one's.
  const previous = identity && (takesOver(state) ? identity.tags[IDENTITY_TAGS.owner] : previousOwner(identity));
  const holders = [me(state), ...previous === undefined ? [] : [holderId({ nonce: previous, region })]];
  const places = former.filter(({ isGone, memory, place }) => (
    place.hostedZoneId !== (settings.place.kind === 'MANUAL' ? undefined : settings.place.hostedZoneId)
    && !isGone && memory.entries.some((entry) => holders.some((holder) => isClaimedBy(entry, holder)))
  )).map(({ place }) => place);
  return { ...ownerTags(state.me, sentAt(state)), ...wantsTags({ settings, former: places }), ...keyTags({ ...state, identity, session }) };
}

/**
 * The key tag goes along with the other tags before the switch, if SES's selector tells whether the switch has happened. If the selector
 * stays the same, or SES tells none, the tag is written after it, and until then it says that nobody knows.
 */
function keyTags(state: State): Record<string, string> {
  const change = wayOf(state.settings.signing).change(state);
  const { given } = state.session;
  if (given && 'key' in given) {
    return state.identity && hasKeyTag(state.identity, given.key) ? {} : keyTag(given.key);
  }
  if (!change || !('key' in change)) {
    return {};
  }
  const { identity } = state;
  const selector = selectorInUse(identity);
  const tellsApart = identity?.dkim.origin !== 'EXTERNAL' || (selector !== undefined && selector !== change.key.selector.toLowerCase());
  return tellsApart ? keyTag(change.key, identity) : UNDECIDED_KEY_TAG;
}
