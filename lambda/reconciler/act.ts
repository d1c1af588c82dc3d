import { tell } from './changes';
import { awaitLateBatch } from './late-batch';
import type { Session, State, Step } from './model';
import type { Observer, Part } from './observe';
import { STALE_MS } from './observe/doubt';
import { goesBackWithout } from './questions';
import { REPLICA_AS_FOUND } from './rules/giving-back';
import { ROTATION_SHOWS } from './rules/rotation';
import { RECORDS_ARE_SERVED } from './rules/serving';
import { IDENTITY_TAGS } from '../../src/contract/tags';
import { isAdopted, isMine, isOfRequest, owns, readWants } from '../identity/ownership';
import { writeTags } from '../identity/tagging';
import { OutcomeUnknown, type Ports, Refused } from '../ports';

const DAY_MS = 24 * 60 * 60_000;

/** How often a wait looks again. */
const LOOK_AGAIN_MS = { min: 2_000, max: 15_000 };

/** What is looked at again in a wait. */
const SHOWN_BY: Readonly<Record<string, readonly Part[]>> = { [RECORDS_ARE_SERVED]: ['dns'], [ROTATION_SHOWS]: ['keys'], default: ['dns', 'identity'] };

type Doing = Exclude<Step, { readonly do: 'refuse' | 'say' }>;

/** Does one step. Answers with what this run knows from now on; the observer forgets what may have changed. */
export async function act(step: Doing, state: State, ports: Ports, observer: Observer): Promise<Session> {
  const { settings: { domainName }, session, me } = state;
  const { identities } = ports;
  switch (step.do) {
    case 'create identity': {
      const created = await identities.create(domainName, step.identity);
      if (created === 'exists') {
        return { ...session, exists: true, existsSince: ports.now() };
      }
      observer.know({
        dkim: created, tags: step.identity.tags, configurationSetName: step.identity.configurationSetName, feedbackForwarding: true,
      });
      return { ...session, created: true };
    }
    case 'delete identity':
      return deleteIdentity(domainName, state, ports, observer);
    case 'tag':
      await writeTags(identities, domainName, step.tags, { stackId: me.stackId, owns: (identity) => isMine(identity, me) })
        .catch((error: Error) => tolerateTags(error, step, state, ports));
      await untilOwnerShows(step.tags, state, ports);
      observer.learn((identity) => identity && { ...identity, tags: { ...identity.tags, ...step.tags } });
      return session;
    case 'untag':
      await identities.untag(domainName, step.keys).catch((error: Error) => tolerateTags(error, step, state, ports));
      observer.learn((identity) => identity && {
        ...identity, tags: Object.fromEntries(Object.entries(identity.tags).filter(([key]) => !step.keys.includes(key))),
      });
      return session;
    case 'put configuration set':
      await identities.putConfigurationSet(domainName, step.name);
      observer.learn((identity) => identity && { ...identity, configurationSetName: step.name });
      return session;
    case 'put feedback forwarding':
      await identities.putFeedbackForwarding(domainName, step.enabled);
      observer.learn((identity) => identity && { ...identity, feedbackForwarding: step.enabled });
      return session;
    case 'put mail from':
      await identities.putMailFrom(domainName, step.mailFrom);
      observer.learn((identity) => identity && { ...identity, mailFrom: step.mailFrom && { ...step.mailFrom, status: 'PENDING' } });
      return session;
    case 'put signing enabled':
      await identities.putSigningEnabled(domainName, step.enabled);
      observer.learn((identity) => identity && { ...identity, dkim: { ...identity.dkim, signingEnabled: step.enabled } });
      return session;
    case 'sign':
      return sign(step, state, ports, observer);
    case 'make key':
      await ports.keys.make({
        secretId: step.source.secretId,
        keyLength: step.source.keyLength,
        domainName,
        selector: step.selector,
        versionId: step.versionId,
        label: step.label,
      });
      observer.forget('keys');
      return session;
    case 'promote key':
      await ports.keys.promote(step.secretId, step.versionId, step.insteadOf);
      observer.forget('keys');
      return { ...session, promoted: step.versionId };
    case 'end rotation':
      await ports.keys.removePending(step.secretId, step.versionId);
      observer.forget('keys');
      return { ...session, ended: new Set([...session.ended, step.versionId]) };
    case 'edit zone':
      return editZone(step, state, ports, observer);
    case 'wait':
      return wait(step, state, ports, observer);
  }
}

/**
 * A take-over ends when SES shows it: the previous owner may be removed a moment later. If it has no zone, nothing else tells it that the
 * identity is not its own any more.
 */
async function untilOwnerShows(tags: Readonly<Record<string, string>>, { identity, settings: { domainName } }: State, ports: Ports): Promise<void> {
  const owner = tags[IDENTITY_TAGS.owner];
  const before = identity?.tags ?? {};
  const isTakenOver = owner !== undefined && ![undefined, owner].includes(before[IDENTITY_TAGS.owner]);
  const until = ports.now() + (isTakenOver && readWants(before)?.settings.place.kind === 'MANUAL' ? STALE_MS : 0);
  while (ports.now() < until && (await ports.identities.get(domainName))?.tags[IDENTITY_TAGS.owner] !== owner) {
    await ports.pause(LOOK_AGAIN_MS.min);
  }
}

async function deleteIdentity(domainName: string, { session, isIdentityKnown, goal, me }: State, ports: Ports, observer: Observer): Promise<Session> {
  try {
    await ports.identities.delete(domainName);
    if (goal.kind === 'remove' && goal.isInvented) {
      observer.forget('zones'); // the cancelled Create may have published since
    }
    return { ...session, isDeleted: true };
  } catch (error) {
    if (!(error instanceof Refused) || error.reason !== 'denied') {
      throw error;
    }
    if (isIdentityKnown) {
      // Another stack may have taken it over a moment before the last look: IAM knew that, and the look did not.
      const now = await ports.identities.get(domainName);
      if (now && owns(now, me, goal.kind === 'remove' && goal.isInvented) && !isAdopted(now)) {
        throw error;
      }
    }
    observer.forget('identity'); // it is not this stack's any more: a look tells whose it is
    return { ...session, exists: true };
  }
}

async function sign(step: Doing & { readonly do: 'sign' }, state: State, ports: Ports, observer: Observer): Promise<Session> {
  const { settings: { domainName }, session, identity, stack } = state;
  const port = step.region === undefined ? ports.identities : ports.identitiesIn(step.region);
  await checkStillMeant(state, ports);
  try {
    const answer = await port.putSigning(domainName, step.change);
    await tell(step, state, ports);
    if (step.region !== undefined) {
      observer.forget('elsewhere');
      return session;
    }
    observer.learn((live) => live && {
      ...live, dkim: { ...live.dkim, ...answer, origin: step.change.origin, nextKeyLength: 'keyLength' in step.change ? step.change.keyLength : live.dkim.nextKeyLength },
    });
    ports.log('INFO', 'gave SES its way of signing', { domainName, origin: step.change.origin, selector: 'key' in step.change ? step.change.key.selector : undefined });
    return { ...session, given: step.change, givenAt: ports.now() };
  } catch (error) {
    const keyLength = 'keyLength' in step.change ? step.change.keyLength : undefined;
    const isRefused = error instanceof Refused && error.reason === 'key length';
    // SES allows one change of the length a day. A rollback and a removal do not wait for the next day.
    if (isRefused && (stack === 'rolling back' || state.goal.kind === 'remove')) {
      ports.log('WARN', 'the identity keeps another key length', { domainName, wanted: keyLength, keyLength: identity?.dkim.nextKeyLength, reason: error.message });
      return { ...session, keyLengthRefusal: error.message };
    }
    if (isRefused && identity?.dkim.keyMadeAt !== undefined) {
      throw new Refused(`${error.message}; deploy again after ${new Date(identity.dkim.keyMadeAt + DAY_MS).toISOString()}`, error.reason, { cause: error });
    }
    // Nor does a removal insist on the keys of another Region, which may have none any more.
    if (error instanceof Refused && state.goal.kind === 'remove' && step.change.origin.startsWith('AWS_SES_')) {
      ports.log('WARN', 'the identity keeps its way of signing', { domainName, wanted: step.change.origin, reason: error.message });
      return { ...session, expired: new Set([...session.expired, REPLICA_AS_FOUND]) };
    }
    throw error;
  }
}

async function editZone(step: Doing & { readonly do: 'edit zone' }, state: State, ports: Ports, observer: Observer): Promise<Session> {
  const { settings: { domainName }, session } = state;
  const outcome = await ports.zone(step.place, domainName).change(step.changes).catch(async (error: Error) => {
    if (error instanceof OutcomeUnknown) {
      await awaitLateBatch(step.changes, step.place, domainName, ports);
    }
    if (!goesBackWithout(state.stack, error)) {
      throw error;
    }
    observer.zones.lose(step.place, error);
    return undefined;
  });
  if (!outcome) {
    return session;
  }
  observer.forget('zones', 'dns');
  if (outcome === 'done') {
    await tell(step, state, ports);
  }
  const names = [...step.changes.remove.map(({ name, type }) => `-${type} ${name}`), ...step.changes.create.map(({ name, type }) => `+${type} ${name}`)];
  ports.log('INFO', outcome === 'done' ? 'changed records' : 'the zone was changed by somebody else at this moment', {
    domainName, hostedZoneId: step.place.hostedZoneId, why: step.why, records: names,
  });
  return outcome === 'done' ? { ...session, publishedAt: ports.now() } : session;
}

/** One look later. A wait that is over is remembered, so that the plan goes on without. */
async function wait(step: Doing & { readonly do: 'wait' }, state: State, ports: Ports, observer: Observer): Promise<Session> {
  const { session, now } = state;
  if (now >= step.until) {
    return { ...session, expired: new Set([...session.expired, step.what]) };
  }
  const passed = now - session.startedAt;
  const pause = Math.min(LOOK_AGAIN_MS.max, Math.max(LOOK_AGAIN_MS.min, passed / 4), step.until - now);
  await ports.pause(pause);
  observer.forget(...SHOWN_BY[step.what] ?? SHOWN_BY.default);
  return session;
}

/**
 * AWS lists no condition on the identity's tags for UntagResource: if it does not count, a removal leaves a tag behind and goes on. It also goes
 * on if it may not change what the identity's next owner remembers.
 */
function tolerateTags(error: Error, step: Step, { goal, identity, me, settings: { domainName } }: State, ports: Ports): void {
  const isNeeded = goal.kind !== 'remove' || (step.do === 'tag' && isMine(identity!, me));
  if (isNeeded || !(error instanceof Refused) || error.reason !== 'denied') {
    throw error;
  }
  ports.log('WARN', 'left tags on the identity', { domainName, error: error.message });
}

/** The switch is what counts: right before it, the stack is still in the state that this run is for, and nobody wants anything else. */
async function checkStillMeant({ stack, goal, me, settings: { domainName } }: State, ports: Ports): Promise<void> {
  const now = await ports.stack.state();
  if (now !== stack) {
    throw new Error(`${domainName}: the stack was ${stack} and is ${now}; SES keeps its key`);
  }
  if (goal.kind === 'tend' || goal.kind === 'rotate') {
    const identity = await ports.identities.get(domainName);
    if (identity && !isOfRequest(identity, me)) {
      throw new Error(`${domainName}: a deployment has changed what is wanted; SES keeps its key`);
    }
  }
}
