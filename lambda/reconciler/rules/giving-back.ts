import { IDENTITY_TAGS } from '../../../src/contract/tags';
import { type AsFound, isAsFoundTag, isHalfGivenBack, readAsFound } from '../../identity/as-found';
import { isAdopted, isMine, otherOwnTags, owns as isOwn, readWants, selectorsOf, wantsTags } from '../../identity/ownership';
import type { LiveIdentity } from '../../ports';
import { isClaimedBy } from '../memory';
import type { Entry, Rule, State, Step, ZoneView } from '../model';
import { dkimLabel, isDkimLabel, me } from '../questions';
import { purposeOf } from '../wanted';
import { ZoneEdit } from '../zone-edit';
import { settingStep } from './settings';

/*
 * An identity that existed before stays when its resource goes: as it was found, and with the records that it needs.
 */

export function owns({ goal, identity, me: self }: State): boolean {
  return identity !== undefined && goal.kind === 'remove' && isOwn(identity, self, goal.isInvented);
}

/** How it was found: the settings, Easy DKIM with its key length, and the tags of the stack that had it. */
export const giveBackIdentity: Rule = {
  name: 'give an adopted identity back as it was found',
  propose: (state) => {
    const { goal, identity } = state;
    const found = identity && readAsFound(identity);
    if (goal.kind !== 'remove' || !found || !(owns(state) || isHalfGivenBack(identity))) {
      return undefined;
    }
    const step = owns(state)
      ? settingStep(identity, found) ?? easyDkimStep(state, identity, found.origin, found.keyLength) ?? userTagStep(identity, found, goal.tags)
      : undefined;
    if (step) {
      return step;
    }
    const tags = tagsAfterwards(state, identity, found);
    if (Object.keys(tags).length === 0) {
      return undefined; // nobody had the identity before: the own tags go last
    }
    const isMissing = Object.entries(tags).some(([key, value]) => identity.tags[key] !== value);
    return owns(state) && isMissing // otherwise it carries the other stack's tag, and this one may not change it
      ? { do: 'tag', tags }
      : { do: 'untag', keys: otherOwnTags(identity, tags) };
  },
};

/**
 * Another resource took the identity over from this one, which now goes: there is nobody left to give it back to. From now on it is the
 * other's own, or goes back as this one had found it.
 */
export const letGoOfIdentity: Rule = {
  name: 'let another resource keep the identity that it took over',
  propose: ({ goal, identity, me: self }) => {
    const found = goal.kind === 'remove' && identity && !isMine(identity, self) ? readAsFound(identity) : undefined;
    if (found?.ownerTags[IDENTITY_TAGS.owner] !== self.nonce || isHalfGivenBack(identity!)) {
      return undefined;
    }
    const tags = Object.fromEntries(Object.entries(found.ownerTags).filter(([key]) => isAsFoundTag(key)));
    if (Object.keys(tags).length === 0) {
      return { do: 'untag', keys: Object.keys(identity!.tags).filter(isAsFoundTag) };
    }
    // Only who may take the identity over has a permission for that.
    return goal.kind === 'remove' && goal.adopts && readAsFound({ tags }) ? { do: 'tag', tags } : undefined;
  },
};

/** Until then a removal that was interrupted knows what was found, and the zones that the domain left. */
export const removeOwnTags: Rule = {
  name: 'remove the tags of the owner from an identity that stays',
  propose: (state) => (owns(state) && isAdopted(state.identity!) ? { do: 'untag', keys: otherOwnTags(state.identity!, {}) } : undefined),
};

/** The tags that this stack gave the identity, and those that it overwrote. */
function userTagStep({ tags }: LiveIdentity, { userTags }: AsFound, given: Readonly<Record<string, string>>): Step | undefined {
  const missing = Object.fromEntries(Object.entries(userTags).filter(([key, value]) => tags[key] !== value));
  const surplus = Object.keys(given).filter((key) => key in tags && !(key in userTags));
  if (Object.keys(missing).length > 0) {
    return { do: 'tag', tags: missing };
  }
  return surplus.length > 0 ? { do: 'untag', keys: surplus } : undefined;
}

/** A key cannot be given back, because SES never tells it: the tag goes on to say which one the identity has. */
function tagsAfterwards(state: State, identity: LiveIdentity, found: AsFound): Readonly<Record<string, string>> {
  const owner = found.ownerTags[IDENTITY_TAGS.owner];
  if (owner === undefined || owner === state.me.nonce) {
    return {};
  }
  const { [IDENTITY_TAGS.key]: _, ...others } = tagsOfPreviousOwner(state, found);
  const key = identity.dkim.origin === 'EXTERNAL' ? identity.tags[IDENTITY_TAGS.key] : undefined;
  return { ...others, ...key === undefined ? {} : { [IDENTITY_TAGS.key]: key } };
}

/** The previous owner also gets the zones where records stay: its clock removes them when nothing needs them. */
function tagsOfPreviousOwner(state: State, { ownerTags }: AsFound): Readonly<Record<string, string>> {
  const wants = readWants(ownerTags);
  if (!wants) {
    return ownerTags;
  }
  const known = [wants.settings.place, ...wants.former].flatMap((place) => place.kind === 'MANUAL' ? [] : place.hostedZoneId);
  const hasRecords = (view: ZoneView) => view.memory.entries.some((entry) => isClaimedBy(entry, me(state)) && stays(state, view, entry));
  const left = [...state.zone ? [state.zone] : [], ...state.former].filter((view) => (
    !view.isGone && !known.includes(view.place.hostedZoneId) && hasRecords(view)
  ));
  return left.length > 0 ? { ...ownerTags, ...wantsTags({ ...wants, former: [...wants.former, ...left.map(({ place }) => place)] }) } : ownerTags;
}

/** What a removal could not give back: the keys of another Region. */
export const REPLICA_AS_FOUND = 'the replica as it was found';

/** A key of somebody's own cannot be given back, because SES never tells it: the identity keeps the one that it has. */
function easyDkimStep({ session }: State, { dkim }: LiveIdentity, origin: string, keyLength?: string): Step | undefined {
  if (origin.startsWith('AWS_SES_')) {
    const isRefused = session.expired.has(REPLICA_AS_FOUND);
    return dkim.origin === origin || isRefused ? undefined : { do: 'sign', change: { origin: origin as `AWS_SES_${string}` } };
  }
  if (origin !== 'AWS_SES') {
    return undefined;
  }
  const isEasy = dkim.origin === 'AWS_SES';
  const otherLength = keyLength !== undefined && session.keyLengthRefusal === undefined && !(isEasy && dkim.nextKeyLength === keyLength);
  return isEasy && !otherLength ? undefined : { do: 'sign', change: { origin: 'AWS_SES', ...otherLength ? { keyLength } : {} } };
}

/** Whether a record stays with who has the identity from now on: the identity uses it, or mail in transit needs it. */
export function stays(state: State, view: ZoneView, entry: Entry): boolean {
  if (isNeeded(state, entry)) {
    return true;
  }
  const mayBeInTransit = entry.state !== 'new' && purposeOf(entry.label) !== 'DMARC' && state.settings.overlapDays > 0;
  return mayBeInTransit && entry.origin === 'made' && new ZoneEdit(view).recordOf(entry) !== undefined;
}

/** Whether the identity stays and uses the record. */
export function isNeeded({ identity, session, settings: { domainName } }: State, { label }: Entry): boolean {
  if (!identity || session.isDeleted) {
    return false;
  }
  return isDkimLabel(label)
    ? selectorsOf(identity).some((selector) => dkimLabel(selector) === label)
    : identity.mailFrom?.domainName === `${label}.${domainName}`;
}
