import { entryOf, holderId, isUndone, MEMORY_LABEL, parseMemory } from './memory';
import type { Elsewhere, Entry, State, Step, WantedRecord, ZoneView } from './model';
import { readWants, selectorsOf } from '../identity/ownership';
import { type KeyFacts, type LiveIdentity, Refused, type RefusedVersion, type StackState } from '../ports';
import { valueSays } from '../records/values';

/*
 * What several rules ask of a state.
 */

export function me(state: State): string {
  return holderId(state.me);
}

export function isRollingBack({ stack }: State): boolean {
  return stack === 'rolling back';
}

/** A stack that cannot go back helps nobody: it goes without what was taken from it, like a role, a key or the right to change a record. */
export function goesBackWithout(stack: StackState, error: Error): boolean {
  return stack === 'rolling back' && error instanceof Refused && error.reason !== 'other';
}

/** Triggers beside CloudFormation change nothing while a deployment runs, or after one that failed. */
export function maySettle(state: State): boolean {
  return state.goal.kind === 'deploy' || (state.stack === 'settled' && !wasUndone(state));
}

/** Whether the settings are those of a deployment that was rolled back while another stack had the identity: the rollback could not write its own. */
export function wasUndone(state: State): boolean {
  return zonesOf(state).some(({ memory }) => isUndone(memory, me(state)));
}

/** The zones that can be reached: that of today first. */
export function zonesOf({ zone, former }: State): readonly ZoneView[] {
  return [...zone ? [zone] : [], ...former].filter(({ isGone }) => !isGone);
}

export function isVerified(identity: LiveIdentity | undefined): boolean {
  return identity !== undefined && (identity.dkim.status === 'SUCCESS' || identity.dkim.status === 'TEMPORARY_FAILURE');
}

export function isKey(version: KeyFacts | RefusedVersion | undefined): version is KeyFacts {
  return version !== undefined && 'fingerprint' in version;
}

export function dkimLabel(selector: string): string {
  return `${selector.toLowerCase()}._domainkey`;
}

export function isDkimLabel(label: string): boolean {
  return label.endsWith('._domainkey');
}

/** The names of the records that SES signs with, here and in other Regions. */
export interface Signed {
  readonly labels: ReadonlySet<string>;
  /** False if there may be others: SES did not tell, or could not be asked. */
  readonly isComplete: boolean;
}

export function signed({ identity, isIdentityKnown, elsewhere, session }: State): Signed {
  const seen = [...identity ? [identity] : [], ...elsewhere.flatMap((other) => other.identity ?? [])];
  // SES documents both: the selector as the token, and no token at all. What this run gave SES, it knows.
  const given = session.given && 'key' in session.given ? [session.given.key.selector] : [];
  const isSilent = (one: LiveIdentity) => one.dkim.origin === 'EXTERNAL' && selectorsOf(one).length === 0;
  const isHomeKnown = given.length > 0 || !identity || !isSilent(identity);
  return {
    labels: new Set([...seen.flatMap(selectorsOf), ...given].map(dkimLabel)),
    isComplete: isIdentityKnown && isHomeKnown && seen.every((one) => one === identity || !isSilent(one))
      && elsewhere.every(({ problem }) => problem === undefined),
  };
}

/** Whether SES signs with the key of a label, or may. */
export function mayBeSignedWith(state: State, label: string): boolean {
  const { labels, isComplete } = signed(state);
  return labels.has(label) || !isComplete;
}

/** The selector that SES has here; undefined if it signs otherwise, or does not tell. */
export function selectorInUse(identity: LiveIdentity | undefined): string | undefined {
  return identity?.dkim.origin === 'EXTERNAL' ? identity.dkim.tokens[0]?.toLowerCase() : undefined;
}

/** The same as far as anybody knows: where SES tells none, the key tag may, and while that is about to change it names two. */
export function selectorsInUse(identity: LiveIdentity | undefined): readonly string[] {
  return identity?.dkim.origin === 'EXTERNAL' ? selectorsOf(identity).map((selector) => selector.toLowerCase()) : [];
}

export function entryOfKey({ zone }: State, { selector }: Pick<KeyFacts, 'selector'>): Entry | undefined {
  return zone && entryOf(zone.memory, dkimLabel(selector), 'TXT');
}

/** Whether the other Region signs with a key of its own, and has a claim of its own on the record. */
export function hasOwnKey({ identity, region }: Elsewhere, { claims }: Entry): boolean {
  const signing = identity && readWants(identity.tags)?.settings.signing;
  const isReplica = signing?.mode === 'BYODKIM_REPLICA';
  return signing !== undefined && !isReplica && claims.some(({ holder, until }) => holder.endsWith(`@${region}`) && until === undefined);
}

/** The name under which everybody looks a record up: behind CNAMEs that is not the name in the zone. */
export function publicName(state: State, label: string): string {
  return `${label}.${state.settings.domainName}`;
}

/** Whether the delegated name servers serve a record. */
export function isServed(state: State, { label, type, value }: WantedRecord): boolean {
  const answer = state.dns[`${publicName(state, label)} ${type}`];
  return answer?.kind === 'values' && answer.values.some((found) => valueSays(type, found, value));
}

/** Whether the domain is delegated to this zone, and not to another one that has the same name. */
export function isDelegated(state: State, { place, domain }: ZoneView): boolean {
  const answer = state.dns[`${MEMORY_LABEL}.${domain} TXT`];
  return answer?.kind === 'values' && answer.values.some((text) => parseMemory(text)?.zoneId === place.hostedZoneId);
}

/** An objection ends a deployment, and is only a warning in a rollback. A trigger beside CloudFormation goes on, and fails at its end. */
export function object(state: State, message: string): Step {
  if (state.goal.kind === 'tend') {
    return { do: 'say', level: 'ERROR', message };
  }
  return isRollingBack(state) ? { do: 'say', level: 'WARN', message: `${message} (tolerated, because the stack is rolling back)` } : { do: 'refuse', message };
}

/** An objection that does not end the run is said once. */
export function objectOnce(state: State, message: string): Step | undefined {
  const step = object(state, message);
  const { said } = state.session;
  return step.do === 'say' && (said.has(message) || said.has(step.message)) ? undefined : step;
}
