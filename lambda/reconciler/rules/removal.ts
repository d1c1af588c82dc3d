import { isAdopted } from '../../identity/ownership';
import { handBack, holderId, isClaimedBy, isClaimedByOthers, withClaim, withoutClaim } from '../memory';
import type { Entry, Rule, State, Step, ZoneView } from '../model';
import { dkimLabel, me, selectorInUse } from '../questions';
import { ZoneEdit } from '../zone-edit';
import { isNeeded, owns } from './giving-back';

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
    const mine = new Set(zone.memory.entries.filter((entry) => isClaimedBy(entry, me(state)) && entry.origin === 'made').map(({ label }) => label));
    const users = elsewhere.filter(({ identity }) => mine.has(dkimLabel(selectorInUse(identity) ?? '')));
    return users.length > 0
      ? {
        do: 'refuse',
        message: `the SES identity ${domainName} signs with this key in ${users.map(({ region, identity }) => `${region} (selector '${selectorInUse(identity)}')`).join(', ')} too; `
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
    for (const view of [...state.zone ? [state.zone] : [], ...state.former].filter(({ isGone }) => !isGone)) {
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
  const from = view.memory.holders.find((holder) => holder.id === id)?.from;
  if (from !== undefined && from !== id && !state.session.isDeleted) {
    edit.replaceMemory(handBack(edit.remembered, id, from));
  }
  for (const entry of edit.remembered.entries.filter((candidate) => isClaimedBy(candidate, id))) {
    leave(state, edit, entry);
  }
  return edit.leavingStep('remove');
}

function leave(state: State, edit: ZoneEdit, entry: Entry): void {
  const id = me(state);
  const isEarlier = isInherited(entry, id) && !state.session.isDeleted;
  const isKept = isEarlier || isNeeded(state, entry);
  const others = withoutClaim(entry, id);
  if (isEarlier) {
    return; // an earlier life of this resource published it, and the identity stays
  }
  if (isClaimedByOthers(entry, id, state.now)) {
    edit.remember(others);
    return;
  }
  const previous = edit.remembered.holders.find((holder) => holder.id === id)?.from;
  if (isKept && previous !== undefined && previous !== id) {
    edit.remember(withClaim(others, previous)); // who has the identity again retires what it does not want
    return;
  }
  const record = entry.origin === 'made' && !isKept ? edit.recordOf(entry) : undefined;
  if (record) {
    edit.remove(record);
  }
  edit.forget(entry);
}

function isInherited(entry: Entry, id: string): boolean {
  return entry.claims.some(({ holder, inherited }) => holder === id && inherited > 0);
}
