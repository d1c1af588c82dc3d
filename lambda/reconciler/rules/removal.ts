import { isAdopted, isMine, readOwner } from '../../identity/ownership';
import { handBack, holderId, isClaimedBy, isClaimedByOthers, isWantedByOthers, withClaim, withEndOfClaim, withoutClaim } from '../memory';
import type { Entry, Memory, Rule, State, Step, ZoneView } from '../model';
import { dkimLabel, hasOwnKey, me, selectorsInUse, zonesOf } from '../questions';
import { ZoneEdit } from '../zone-edit';
import { isNeeded, owns, stays } from './giving-back';

const DAY_MS = 24 * 60 * 60_000;

/*
 * A Delete always means removal. SES is asked first: an identity that stays keeps its records.
 */

/**
 * Whether the memory proves that this resource alone has the identity in this Region: then the removal needs no look at SES. The policy
 * of the function protects identities of others, and those that existed before, anyway.
 */
export function isSoleHolder({ zone, goal, me: self }: Pick<State, 'zone' | 'goal' | 'me'>): boolean {
  if (goal.kind !== 'remove' || goal.isInvented || !zone || zone.isGone) {
    return false;
  }
  const here = zone.memory.holders.filter(({ id }) => id.endsWith(`@${self.region}`) && zone.memory.entries.some((entry) => isClaimedBy(entry, id)));
  return here.length === 1 && here[0].id === holderId(self) && !here[0].adopted && !here[0].hasMoved;
}

export const usedElsewhere: Rule = {
  name: 'refuse to remove a key that another Region signs with',
  propose: (state) => {
    const { elsewhere, zone, goal, settings: { domainName } } = state;
    if (goal.kind !== 'remove' || goal.isInvented || !zone || state.session.isDeleted) {
      return undefined;
    }
    const mine = zone.memory.entries.filter((entry) => isClaimedBy(entry, me(state)) && entry.origin === 'made');
    const users = elsewhere.flatMap((other) => {
      const theirs = mine.filter((entry) => !hasOwnKey(other, entry)).map(({ label }) => label);
      const selector = selectorsInUse(other.identity).find((used) => theirs.includes(dkimLabel(used)));
      return selector === undefined ? [] : [`${other.region} (selector '${selector}')`];
    });
    return users.length > 0
      ? {
        do: 'refuse',
        message: `the SES identity ${domainName} signs with this key in ${users.join(', ')} too; `
        + 'remove it there, or let it sign otherwise, and then repeat this',
      }
      : undefined;
  },
};

export const deleteIdentity: Rule = {
  name: 'delete the identity',
  propose: (state) => {
    const { goal, identity, session } = state;
    if (goal.kind !== 'remove' || session.isDeleted) {
      return undefined;
    }
    const isOwn = state.isIdentityKnown ? owns(state) && !isAdopted(identity!) : isSoleHolder(state);
    return isOwn ? { do: 'delete identity' } : undefined;
  },
};

/** Claims go, and the records that nobody else claims go with them. */
export const removeRecords: Rule = {
  name: 'remove the records that nobody needs any more',
  propose: (state) => {
    if (state.goal.kind !== 'remove') {
      return undefined;
    }
    for (const view of zonesOf(state)) {
      const step = withdraw(state, view);
      if (step) {
        return step;
      }
    }
    return undefined;
  },
};

function withdraw(state: State, view: ZoneView): Step | undefined {
  const id = me(state);
  const edit = new ZoneEdit(view);
  const heir = heirOf(state);
  if (heir !== undefined) {
    edit.replaceMemory(handBack(edit.remembered, id, heir));
  }
  for (const entry of edit.remembered.entries.filter((candidate) => isClaimedBy(candidate, id))) {
    leave(state, view, edit, entry, heir);
  }
  return edit.leavingStep('remove');
}

/** Who of the library has the identity from now on: its clock removes what it does not want. */
function heirOf({ identity, session, me: self }: State): string | undefined {
  const owner = identity && !session.isDeleted && !isMine(identity, self) ? readOwner(identity, self.region) : undefined;
  return owner && holderId(owner);
}

function leave(state: State, view: ZoneView, edit: ZoneEdit, entry: Entry, heir: string | undefined): void {
  const id = me(state);
  const { now, session } = state;
  const others = withoutClaim(entry, id);
  if (isOfEarlierLife(edit.remembered, entry, id) && !session.isDeleted) {
    return; // the identity stays
  }
  if (heir !== undefined && stays(state, view, entry)) {
    edit.remember(isNeeded(state, entry) ? inUse(state, withClaim(others, heir)) : bequeathed(state, others, heir));
    return;
  }
  if (isClaimedByOthers(entry, id, now)) {
    edit.remember(others);
    return;
  }
  const record = entry.origin === 'made' && !isNeeded(state, entry) ? edit.recordOf(entry) : undefined;
  if (record) {
    edit.remove(record);
  }
  edit.forget(entry);
}

/** The identity signs again with what was retired. */
function inUse({ now }: State, entry: Entry): Entry {
  return entry.state === 'retired' ? { ...entry, state: 'live', since: now } : entry;
}

/** From now on the overlap runs. */
function bequeathed({ now, settings }: State, entry: Entry, heir: string): Entry {
  const claimed = withClaim(entry, heir);
  if (isWantedByOthers(entry, heir)) {
    return isClaimedBy(entry, heir) ? entry : withEndOfClaim(claimed, heir, now + settings.overlapDays * DAY_MS);
  }
  return entry.state === 'live' && !isClaimedBy(entry, heir) ? { ...claimed, state: 'retired', since: now } : claimed;
}

/** Whether this resource published the record in an earlier life: then it left the identity alone, and now it is back. */
function isOfEarlierLife({ holders }: Memory, { claims }: Entry, id: string): boolean {
  return claims.some(({ holder, inherited }) => holder === id && inherited > 0) && holders.some((holder) => holder.id === id && holder.from === id);
}
