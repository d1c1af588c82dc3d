import { isAdopted } from '../../identity/ownership';
import { REVOKED_VALUE, hashOf } from '../../records/values';
import { isClaimedBy, isClaimedByOthers, isWantedByOthers, withEndOfClaim, withoutClaim } from '../memory';
import type { Entry, Rule, State, Step, ZoneView } from '../model';
import { isDelegated, isDkimLabel, maySettle, mayBeSignedWith, me, signed, zonesOf } from '../questions';
import { purposeOf, wantedRecords } from '../wanted';
import { wayOf } from '../ways';
import { ZoneEdit } from '../zone-edit';
import { unserved } from './serving';

/*
 * What is not wanted any more is served for the overlap, then revoked, then removed. Mail in transit needs it that long.
 */

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

function overlap({ settings }: State): number {
  return settings.overlapDays * DAY_MS;
}

/** Whether everything is as wanted. Only then is it clear what is not wanted. */
function isSettled(state: State): boolean {
  const { goal, identity, settings: { signing } } = state;
  const way = wayOf(signing);
  const mayRetire = goal.kind === 'rotate' ? goal.step === 'finishSecret' : maySettle(state);
  return mayRetire && identity !== undefined && way.refusal(state) === undefined && way.change(state) === undefined;
}

export const retireRecords: Rule = {
  name: 'retire what is not used any more',
  propose: (state) => {
    const { zone } = state;
    if (!zone || zone.isGone || !isSettled(state)) {
      return undefined;
    }
    const wanted = new Set(wantedRecords(state).map(({ label, type }) => `${label} ${type}`));
    const edit = new ZoneEdit(zone);
    for (const entry of zone.memory.entries.filter((candidate) => isClaimedBy(candidate, me(state)) && !wanted.has(`${candidate.label} ${candidate.type}`))) {
      retire(state, edit, entry);
    }
    return edit.step('retire');
  },
};

function retire(state: State, edit: ZoneEdit, entry: Entry): void {
  const { now } = state;
  if (entry.origin === 'found') {
    if (!isInUse(state, entry)) {
      drop(edit, withoutClaim(entry, me(state)));
    }
  } else if (entry.state === 'new') {
    // SES never had this key. It may be that of a deployment that is about to begin: an hour tells.
    if (now - entry.since > HOUR_MS && !isInUse(state, entry)) {
      remove(edit, entry);
    }
  } else if (entry.state === 'failed' && state.session.givenAt !== undefined && entry.since < state.session.givenAt) {
    edit.remember({ ...entry, since: now }); // SES had it until a moment ago
  } else if (entry.state === 'live' && !isInUse(state, entry)) {
    release(state, edit, entry);
  }
}

/** Nobody looks a DMARC record up for mail of yesterday; every other record is needed for the overlap. */
function release(state: State, edit: ZoneEdit, entry: Entry): void {
  const { now } = state;
  const id = me(state);
  const isDmarc = purposeOf(entry.label) === 'DMARC';
  if (isDmarc && isInherited(state, entry)) {
    return;
  }
  const needed = isDmarc ? 0 : overlap(state);
  if (isWantedByOthers(entry, id)) {
    const { until = now + needed } = entry.claims.find(({ holder }) => holder === id)!;
    drop(edit, until <= now ? withoutClaim(entry, id) : withEndOfClaim(entry, id, until));
  } else if (needed === 0 && !isClaimedByOthers(entry, id, now)) {
    remove(edit, entry);
  } else {
    edit.remember({ ...entry, state: 'retired', since: now });
  }
}

/** Whether the identity goes back to somebody together with the record. */
function isInherited(state: State, entry: Entry): boolean {
  const isTakenOver = state.identity !== undefined && isAdopted(state.identity);
  return isTakenOver && entry.claims.some(({ holder, inherited }) => holder === me(state) && inherited > 0);
}

/** Whether SES uses a record, or may. */
function isInUse(state: State, { label }: Entry): boolean {
  if (isDkimLabel(label)) {
    return mayBeSignedWith(state, label);
  }
  return state.identity?.mailFrom?.domainName === `${label}.${state.settings.domainName}`;
}

/** Something signs with a retired key after all: a call that came late, or a hand. */
export const resurrectRecords: Rule = {
  name: 'keep what SES signs with',
  propose: (state) => {
    for (const view of zonesOf(state)) {
      const step = resurrect(state, view);
      if (step) {
        return step;
      }
    }
    return undefined;
  },
};

function resurrect(state: State, view: ZoneView): Step | undefined {
  const edit = new ZoneEdit(view);
  const isVerified = state.identity?.dkim.status === 'SUCCESS';
  for (const entry of view.memory.entries) {
    const mayComeBack = entry.state === 'retired' || entry.state === 'new' || (entry.state === 'failed' && isVerified);
    // A zone that the domain left does not get back what the zone of today has.
    const isHere = view === state.zone || !isServedElsewhere(state, view, entry);
    if (mayComeBack && isHere && signed(state).labels.has(entry.label) && isClaimedBy(entry, me(state))) {
      edit.remember({ ...entry, state: 'live', since: state.now });
    }
  }
  return edit.step('SES signs with it');
}

export const expireRecords: Rule = {
  name: 'revoke and remove what was retired long enough',
  propose: (state) => {
    const { zone } = state;
    if (!zone || zone.isGone || !mayExpire(state)) {
      return undefined;
    }
    const edit = new ZoneEdit(zone);
    for (const entry of due(state, zone)) {
      const record = edit.recordOf(entry);
      if (!record) {
        edit.forget(entry);
      } else if (entry.state !== 'revoked' && entry.type === 'TXT' && isDkimLabel(entry.label) && overlap(state) > 0) {
        edit.write(entry.label, entry.type, REVOKED_VALUE, record);
        edit.remember({ ...entry, state: 'revoked', since: state.now, hash: hashOf('TXT', [REVOKED_VALUE]) });
      } else {
        remove(edit, entry);
      }
    }
    return edit.step('expire');
  },
};

/** A deployment may still fail, and its overlap with it: the clock does this, unless nothing is to be trusted any more. */
function mayExpire(state: State): boolean {
  return state.isIdentityKnown && (state.goal.kind === 'deploy' ? overlap(state) === 0 : maySettle(state));
}

/** Entries of ours whose time is over and that nothing signs with. */
function due(state: State, { memory }: ZoneView): Entry[] {
  const inUse = signed(state).labels;
  const isUnsure = state.elsewhere.some(({ problem }) => problem !== undefined);
  return memory.entries.filter((entry) => (
    ['retired', 'failed', 'revoked'].includes(entry.state) && entry.origin === 'made' && isClaimedBy(entry, me(state))
    && !inUse.has(entry.label) && !isUnsure && !isClaimedByOthers(entry, me(state), state.now)
    && state.now - entry.since >= overlap(state) + (entry.state === 'failed' ? HOUR_MS : 0)
  ));
}

function remove(edit: ZoneEdit, entry: Entry): void {
  const record = edit.recordOf(entry);
  if (record) {
    edit.remove(record);
  }
  edit.forget(entry);
}

/** Forgets an entry that nobody claims any more. */
function drop(edit: ZoneEdit, entry: Entry): void {
  if (entry.claims.length > 0) {
    edit.remember(entry);
  } else {
    edit.forget(entry);
  }
}

/** The zone that the domain left: its records are retired when the new ones are served, and removed after the overlap. */
export const cleanFormerZones: Rule = {
  name: 'clean up the zones that the domain left',
  propose: (state) => {
    const { zone, former, settings: { place } } = state;
    const hasArrived = place.kind === 'MANUAL' || (zone !== undefined && !zone.isGone && isDelegated(state, zone) && unserved(state, zone).length === 0);
    const mayLeave = hasArrived && isSettled(state);
    for (const view of former.filter(({ isGone }) => !isGone)) {
      const step = mayLeave ? leave(state, view) : mayExpire(state) ? expire(state, view) : undefined;
      if (step) {
        return step;
      }
    }
    return undefined;
  },
};

/** What was retired long enough goes also if the domain has not arrived yet, or if SES gave up on it. */
function expire(state: State, view: ZoneView): Step | undefined {
  const edit = new ZoneEdit(view);
  due(state, view).filter((entry) => !isInUse(state, entry)).forEach((entry) => remove(edit, entry));
  return edit.leavingStep('expire');
}

/** Whether the zone of today has the same record. */
function isServedElsewhere({ zone, ...state }: State, { domain }: ZoneView, { label, type }: Entry): boolean {
  return zone?.domain === domain && wantedRecords({ zone, ...state }).some((wanted) => wanted.label === label && wanted.type === type);
}

function leave(state: State, view: ZoneView): Step | undefined {
  const edit = new ZoneEdit(view);
  for (const entry of view.memory.entries.filter((candidate) => isClaimedBy(candidate, me(state)))) {
    if (isInUse(state, entry) && !isServedElsewhere(state, view, entry)) {
      continue; // somebody else publishes the records now, and SES still signs with this one
    }
    const isOver = entry.state !== 'live' && entry.state !== 'new' && state.now - entry.since >= overlap(state);
    if (!edit.recordOf(entry)) {
      edit.forget(entry);
    } else if (entry.origin === 'found') {
      drop(edit, withoutClaim(entry, me(state)));
    } else if (entry.state === 'live' || entry.state === 'new') {
      release(state, edit, entry);
    } else if (isOver && !isClaimedByOthers(entry, me(state), state.now)) {
      remove(edit, entry);
    }
  }
  return edit.leavingStep('leave the zone');
}
