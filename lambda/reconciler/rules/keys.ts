import { isUndecided, selectorsOf } from '../../identity/ownership';
import type { LiveIdentity } from '../../ports';
import type { Rule, State } from '../model';
import { dkimLabel, entryOfKey, isKey, isVerified, maySettle, objectOnce, selectorsInUse } from '../questions';
import { ByoDkimWay, wayOf } from '../ways';
import { signsWith } from '../ways/byodkim';
import type { KeyChoice } from '../ways/keys';
import { obstacles, ZoneEdit } from '../zone-edit';

/*
 * What happens in the secret: keys are made before their records, and become the current ones after SES has them.
 */

/** The keys of the domain, that which is signed with first. */
export function choices(state: State): KeyChoice[] {
  const way = wayOf(state.settings.signing);
  return way instanceof ByoDkimWay ? way.choices(state) : [];
}

export const refusedKey: Rule = {
  name: 'refuse a key that SES would never verify',
  propose: (state) => {
    const refusal = wayOf(state.settings.signing).refusal(state);
    const keeps = choices(state).find((choice) => choice.keeps !== undefined)?.keeps;
    if (refusal === undefined && keeps === undefined) {
      return undefined;
    }
    if (refusal !== undefined) {
      return objectOnce(state, refusal);
    }
    const level = state.goal.kind === 'deploy' ? 'WARN' : 'ERROR';
    return state.session.said.has(keeps!) ? undefined : { do: 'say', level, message: keeps! };
  },
};

/** Another stack had the identity, gave it back, and could not give the key back: SES never tells it. */
export const lostKey: Rule = {
  name: 'report a key that SES lost, and that only a deployment gives it again',
  propose: (state) => {
    const { goal, identity, settings: { domainName }, session } = state;
    const unread = choices(state)[0]?.unread;
    if (goal.kind !== 'tend' || !maySettle(state) || !identity || unread === undefined || maySignWith(identity, unread)) {
      return undefined;
    }
    const message = `SES does not sign with the selector '${unread}' of ${domainName} any more, and only a deployment gives SES its key again: `
      + 'deploy the identity with any change';
    return session.said.has(message) ? undefined : { do: 'say', level: 'ERROR', message };
  },
};

function maySignWith(identity: LiveIdentity, selector: string): boolean {
  const known = selectorsOf(identity).map(dkimLabel);
  const isUnknown = known.length === 0 && !isUndecided(identity);
  return identity.dkim.origin === 'EXTERNAL' && (isUnknown || known.includes(dkimLabel(selector)));
}

/** A rotation that cannot go on keeps every other one from beginning. */
export const endAbandonedRotation: Rule = {
  name: 'end a rotation that cannot go on',
  propose: (state) => {
    const over = choices(state).find((choice) => choice.endRotation && !choice.promote && !isFinished(choice));
    return over && maySettleSecret(state) && !state.session.ended.has(over.endRotation!.versionId)
      ? { do: 'end rotation', ...over.endRotation! }
      : undefined;
  },
};

export const makeKey: Rule = {
  name: 'make the key that is asked for',
  propose: (state) => {
    const make = choices(state).find((choice) => choice.make)?.make;
    return make && (state.goal.kind === 'deploy' || state.goal.kind === 'rotate') ? { do: 'make key', ...make } : undefined;
  },
};

/** In a rollback the previous key comes back before its record does. */
export const takePreviousKey: Rule = {
  name: 'take the previous key again',
  propose: (state) => {
    const promote = state.goal.kind === 'deploy' ? choices(state).find((choice) => choice.promote && !choice.endRotation)?.promote : undefined;
    return promote && state.session.promoted !== promote.versionId ? { do: 'promote key', ...promote } : undefined;
  },
};

/** The key that SES has becomes the secret's current one. */
export const promoteKey: Rule = {
  name: 'make the key that SES has the current one',
  propose: (state) => {
    const choice = choices(state).find(({ promote }) => promote);
    const { promote, key } = choice ?? {};
    return promote && key && state.identity && signsWith(state, key) && maySettleSecret(state) && state.session.promoted !== promote.versionId
      ? { do: 'promote key', ...promote }
      : undefined;
  },
};

/** AWSPENDING on the finished version would make Secrets Manager take the rotation for unfinished. */
export const endFinishedRotation: Rule = {
  name: 'end a rotation that is finished',
  propose: (state) => {
    const over = choices(state).find(isFinished);
    return over && !state.session.ended.has(over.endRotation!.versionId) ? { do: 'end rotation', ...over.endRotation! } : undefined;
  },
};

function isFinished({ endRotation, promote, key }: KeyChoice): boolean {
  return endRotation !== undefined && promote === undefined && key?.version.versionId === endRotation.versionId;
}

function maySettleSecret(state: State): boolean {
  return state.goal.kind === 'rotate' || maySettle(state);
}

const PATIENCE_WITH_SES_MS = 60 * 60_000;

/**
 * SES has not verified the key after an hour, though the previous one was good: the key is marked as failed, and the previous one comes
 * back. Its record is still served.
 */
export const giveUpOnKey: Rule = {
  name: 'give up on a key that SES does not verify',
  propose: (state) => {
    const { identity, goal, zone, keys, now } = state;
    // SES may not tell the selector. Then the tag does, if it names one key only.
    const [selector, another] = selectorsInUse(identity);
    if (goal.kind !== 'tend' || !maySettle(state) || !zone || selector === undefined || another !== undefined || isVerified(identity) || !identity!.dkim.signingEnabled) {
      return undefined;
    }
    const entry = entryOfKey(state, { selector });
    const isOld = entry?.state === 'live' && (identity!.dkim.status === 'FAILED' || now - entry.since > PATIENCE_WITH_SES_MS);
    const previous = keys.signing?.previous;
    const wayBack = isKey(previous) && previous.selector.toLowerCase() !== selector ? entryOfKey(state, previous) : undefined;
    const edit = new ZoneEdit(zone);
    if (!entry || !isOld || wayBack?.state !== 'retired' || !edit.recordOf(wayBack)) {
      return undefined;
    }
    if (obstacles(zone, entry.label, entry.type).length === 0) {
      return undefined; // somebody took the record away: it comes back first
    }
    edit.remember({ ...entry, state: 'failed', since: now });
    return edit.step(`SES did not verify the selector '${selector}'`);
  },
};
