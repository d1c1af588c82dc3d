import { GENERATED_SELECTOR } from '../../../src/contract/dkim-key';
import { readOwner, readWants } from '../../identity/ownership';
import { explainVerificationError } from '../../identity/verification-errors';
import type { LiveIdentity } from '../../ports';
import { entryOf, holderId, isClaimedBy } from '../memory';
import type { Rule, State, ZoneView } from '../model';
import { dkimLabel, hasOwnKey, isDelegated, isServed, isVerified, maySettle, me, objectOnce, selectorInUse, selectorsInUse } from '../questions';
import { wantedRecords } from '../wanted';
import { ByoDkimWay, wayOf } from '../ways';
import { ZoneEdit } from '../zone-edit';
import { hasSwitchAhead, RECORDS_ARE_SERVED, unserved } from './serving';

/*
 * The switch: SES stops signing with the old key when it gets a new one, and signs with the new one when it has seen its record.
 */

function maySwitch(state: State): boolean {
  const { goal } = state;
  return goal.kind === 'rotate' ? goal.step === 'finishSecret' : maySettle(state);
}

/** Why SES must not get the key now. */
function obstacle(state: State): string | undefined {
  const { zone, identity, settings: { domainName } } = state;
  if (!hasSwitchAhead(state) || !zone) {
    return undefined;
  }
  const [record] = wantedRecords(state);
  const isThere = record !== undefined && isServed(state, record) && isDelegated(state, zone);
  if (isThere || !isVerified(identity)) {
    return undefined; // a domain that does not sign loses nothing
  }
  return `the name servers of ${domainName} do not serve the record of ${record?.label}.${domainName}: check that the domain is delegated to the hosted zone `
    + `${zone.place.hostedZoneId}${zone.place.kind === 'CNAME_DELEGATED' ? `, and that ${record?.label}.${domainName} is a CNAME of ${record?.label}.${zone.domain}` : ''}; `
    + 'SES keeps its present key';
}

export const unservedRecord: Rule = {
  name: 'refuse a switch before the record is served',
  propose: (state) => {
    const { zone, session, identity } = state;
    if (!maySwitch(state) || !zone || !identity || !session.expired.has(RECORDS_ARE_SERVED)) {
      return undefined;
    }
    const why = obstacle(state);
    if (why !== undefined) {
      return objectOnce(state, why);
    }
    const missing = unserved(state, zone).map(({ type, label }) => `${type} ${label}`);
    const message = `the name servers of ${state.settings.domainName} do not serve ${missing.join(', ')} yet: if that stays so, compare them with those of `
      + `the hosted zone ${zone.place.hostedZoneId}`;
    return missing.length > 0 && !session.said.has(message) ? { do: 'say', level: 'WARN', message } : undefined;
  },
};

/** Longer than it takes from the memory to the switch. */
const A_MOMENT_MS = 15 * 60_000;

/** From now on SES may have the key: its record is not taken back any more without the overlap. */
export const admitKey: Rule = {
  name: 'remember that SES gets the key',
  propose: (state) => {
    const { zone } = state;
    if (!zone || zone.isGone || !maySwitch(state) || !hasSwitchAhead(state) || obstacle(state) !== undefined) {
      return undefined;
    }
    const [record] = wantedRecords(state);
    const entry = record && entryOf(zone.memory, record.label, record.type);
    // SES has an hour for a key from now on, also for one that it had before.
    if (!entry || (entry.state === 'live' && state.now - entry.since < A_MOMENT_MS)) {
      return undefined;
    }
    const edit = new ZoneEdit(zone);
    edit.remember({ ...entry, state: 'live', since: state.now });
    return edit.step('SES gets this key');
  },
};

export const switchSigning: Rule = {
  name: 'switch SES to the way of signing that is wanted',
  propose: (state) => {
    const { identity, settings: { signing }, goal, session } = state;
    if (!identity || !maySwitch(state)) {
      return undefined;
    }
    const change = wayOf(signing).change(state);
    if (!change || obstacle(state) !== undefined) {
      return undefined;
    }
    // SES gave up, and would only give up again. A deployment tells SES once.
    const isInVain = goal.kind === 'tend' ? !areServed(state) : goal.kind === 'deploy' && (session.created || session.given !== undefined);
    const isHopeless = identity.dkim.status === 'FAILED' && isInVain;
    return isHopeless ? undefined : { do: 'sign', change };
  },
};

function areServed(state: State): boolean {
  const records = wayOf(state.settings.signing).records(state);
  return records.length > 0 && records.every((record) => isServed(state, record));
}

/** Whether a selector belongs to a key of this stack. The other Region's stack may have keys of its own in the same zone. */
function isOwnKey(state: State, { memory }: ZoneView, selector: string): boolean {
  const entry = entryOf(memory, dkimLabel(selector), 'TXT');
  return entry !== undefined && isClaimedBy(entry, me(state));
}

/** Who owns the identity now: in a take-over the keys are still those of the previous owner. */
function present({ identity, me: self }: State): string {
  return holderId((identity && readOwner(identity, self.region)) ?? self);
}

/** Whether the other Region's stack wants something else than the replica of a secret. It may know the replica by its name. */
function followsAnother({ tags }: LiveIdentity, secretId: string): boolean {
  const signing = readWants(tags)?.settings.signing;
  const nameOf = (id: string) => id.split(':secret:').pop()!;
  return signing !== undefined
    && !(signing.mode === 'BYODKIM_REPLICA' && isPartOfName(nameOf(signing.secretId), nameOf(secretId)));
}

/** Secrets Manager ends an ARN with a hyphen and six characters of its own, which whoever names the secret may not know. */
function isPartOfName(name: string, whole: string): boolean {
  return whole === name || whole.startsWith(`${name}-`) || name.startsWith(`${whole}-`);
}

/** The other Regions of a rotated key. One that signs otherwise is not ours to switch. */
export const switchElsewhere: Rule = {
  name: 'switch SES in the other Regions',
  propose: (state) => {
    const { settings: { signing }, zone, elsewhere, goal, identity } = state;
    const way = wayOf(signing);
    if (goal.kind === 'deploy' || !maySwitch(state) || !zone || !identity || !(way instanceof ByoDkimWay) || way.change(state)) {
      return undefined;
    }
    const [{ key }] = way.choices(state);
    const behind = key && elsewhere.find(({ identity: other }) => {
      const selector = selectorInUse(other);
      const isOurs = selector !== undefined && GENERATED_SELECTOR.test(selector) && isOwnKey(state, zone, selector);
      return isOurs && !followsAnother(other!, key.version.secretId) && selector !== key.selector.toLowerCase();
    });
    return behind ? { do: 'sign', change: { origin: 'EXTERNAL', key: key! }, region: behind.region } : undefined;
  },
};

export const regionsUnseen: Rule = {
  name: 'report Regions that cannot be seen',
  propose: (state) => {
    const problem = state.elsewhere.find((other) => other.problem !== undefined && !state.session.said.has(other.problem))?.problem;
    if (problem === undefined) {
      return undefined;
    }
    // A key becomes the current one when it is everywhere.
    return state.goal.kind === 'rotate'
      ? { do: 'refuse', message: problem }
      : { do: 'say', level: state.goal.kind === 'deploy' ? 'WARN' : 'ERROR', message: problem };
  },
};

/** What nobody but a person can help with. */
export const gaveUp: Rule = {
  name: 'report that SES gave up',
  propose: (state) => {
    const { goal, identity, settings: { domainName } } = state;
    if (goal.kind !== 'tend' || identity?.dkim.status !== 'FAILED' || !identity.dkim.signingEnabled) {
      return undefined;
    }
    const message = `SES gave up looking for the DKIM records of ${domainName}, ${whatHelps(state)}`;
    return state.session.said.has(message) ? undefined : { do: 'say', level: 'ERROR', message };
  },
};

function whatHelps(state: State): string {
  const { errorType } = state.identity?.verification ?? {};
  if (errorType?.startsWith('REPLICATION_')) {
    return `${explainVerificationError(errorType)}; or let the domain sign otherwise`;
  }
  // What is served or unknown, and was not put again before this rule, has a key that is not in its secret any more.
  const way = wayOf(state.settings.signing);
  const isUnknown = way instanceof ByoDkimWay && way.choices(state)[0]?.unread !== undefined && way.records(state).length === 0;
  return isUnknown || areServed(state)
    ? 'and the secret does not have the key that SES has: put it there, or deploy the identity with any change, and SES receives it again'
    : 'and the name servers do not serve them: publish them, and check the delegation; SES receives the key again within an hour after they are served';
}

/** A Region that leaves the list must not be left on a key that will be retired. */
export const leftRegions: Rule = {
  name: 'refuse to leave a Region that signs with the key',
  propose: (state) => {
    const { goal, elsewhere, zone, settings: { signing, domainName } } = state;
    if (goal.kind !== 'deploy' || !zone) {
      return undefined;
    }
    const regions = signing.mode === 'BYODKIM' && signing.key.kind === 'GENERATED' ? signing.key.replicaRegions : [];
    const [left] = elsewhere.filter(({ region }) => !regions.includes(region)).flatMap((other) => {
      const selector = selectorsInUse(other.identity).find((used) => {
        const entry = entryOf(zone.memory, dkimLabel(used), 'TXT');
        return entry !== undefined && [me(state), present(state)].some((owner) => isClaimedBy(entry, owner)) && !hasOwnKey(other, entry);
      });
      return selector === undefined ? [] : [`${other.region} too (selector '${selector}')`];
    });
    return left === undefined ? undefined : objectOnce(state, `the SES identity ${domainName} signs with this key in ${left}; `
      + 'remove it there, or let it sign otherwise, and then repeat this');
  },
};
