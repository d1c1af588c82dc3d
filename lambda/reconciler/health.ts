import type { State, Step, WantedRecord } from './model';
import { isServed, isVerified, publicName } from './questions';
import { wantedRecords } from './wanted';
import { obstacles } from './zone-edit';
import { lastWriter, selectorsOf } from '../identity/ownership';
import { saysTheSame } from '../records/values';
import type { DomainHealth } from '../reporting/domain-health';

const DAY_MS = 24 * 60 * 60_000;

/** For so long it is normal that SES has not verified a new domain. */
const FIRST_CHECK_MS = DAY_MS;

/** How a domain is, as a look found it. */
export function healthOf(state: State): DomainHealth {
  const { identity, settings: { domainName, signing }, me: { logicalId } } = state;
  const selectors = identity ? selectorsOf(identity).map((selector) => selector.toLowerCase()) : [];
  const verifiedYet = verified(state);
  const recordServed = all(selectors.map((selector) => isDkimServed(state, `${selector}._domainkey`)));
  return {
    domainName,
    logicalId,
    mode: signing.mode,
    status: identity?.dkim.status,
    isVerified: verifiedYet,
    selectors,
    recordServed: recordServed || verifiedYet !== undefined ? recordServed : undefined,
    mailFromVerified: isMailFromVerified(state),
    dmarcServed: isDmarcServed(state),
    keySince: keySince(state, selectors),
    nextRetirement: nextRetirement(state),
  };
}

/** A step as the report of a look names it; undefined if it changes nothing. */
export function nameOf(step: Step): string | undefined {
  switch (step.do) {
    case 'refuse':
    case 'say':
    case 'wait':
      return undefined;
    case 'edit zone':
      return `${step.why} records`;
    default:
      return step.do;
  }
}

/** Whether the last deployment was so recently that SES may not have seen what it published. */
function isRecent({ identity, now }: State): boolean {
  return identity !== undefined && now - lastWriter(identity.tags).sentAt < FIRST_CHECK_MS;
}

function verified(state: State): boolean | undefined {
  const { identity } = state;
  if (!identity || isVerified(identity)) {
    return identity !== undefined;
  }
  const isFirstCheck = identity.dkim.status !== 'FAILED' && identity.verification?.lastSucceeded === undefined && isRecent(state);
  return isFirstCheck ? undefined : false;
}

function isMailFromVerified(state: State): boolean | undefined {
  const { identity, settings: { mailFrom } } = state;
  if (!mailFrom) {
    return undefined;
  }
  const status = identity?.mailFrom?.domainName === mailFrom.domainName ? identity.mailFrom.status : undefined;
  return status === 'PENDING' && isRecent(state) ? undefined : status === 'SUCCESS';
}

/** False if one is false; true if there are some, and all are true. */
function all(values: ReadonlyArray<boolean | undefined>): boolean | undefined {
  return values.includes(false) ? false : values.length > 0 && values.every((value) => value === true) ? true : undefined;
}

function isDkimServed(state: State, label: string): boolean | undefined {
  const wanted = wantedRecords(state).find((record) => record.purpose === 'DKIM' && record.label === label);
  const { zone } = state;
  if (zone && !zone.isGone && obstacles(zone, label, wanted?.type ?? 'TXT').length === 0) {
    // Deterministic Easy DKIM's records may be in a zone of the parent's stack.
    return state.settings.signing.mode === 'DETERMINISTIC_EASY_DKIM' ? undefined : false;
  }
  return wanted && answersIt(state, wanted);
}

/** Undefined if the answer of the name servers is unknown. */
function answersIt(state: State, wanted: WantedRecord): boolean | undefined {
  const answer = state.dns[`${publicName(state, wanted.label)} ${wanted.type}`];
  return answer === undefined || answer.kind === 'unknown' ? undefined : isServed(state, wanted);
}

function isDmarcServed(state: State): boolean | undefined {
  const { settings: { dmarc }, zone, dns } = state;
  if (dmarc === undefined) {
    return undefined;
  }
  if (zone && !zone.isGone && state.settings.place.kind === 'HOSTED_ZONE' && obstacles(zone, '_dmarc', 'TXT').length === 0) {
    return false;
  }
  const answer = dns[`${publicName(state, '_dmarc')} TXT`];
  if (answer === undefined || answer.kind === 'unknown') {
    return undefined;
  }
  return answer.kind === 'values' && saysTheSame(
    { name: '_dmarc', type: 'TXT', ttl: 0, values: answer.values, isPlain: true }, { purpose: 'DMARC', type: 'TXT', value: dmarc },
  );
}

/** SES reports when it made a key of Easy DKIM. The age of another key counts from the first use of its record. */
function keySince({ identity, zone }: State, selectors: readonly string[]): number | undefined {
  if (identity?.dkim.origin === 'AWS_SES') {
    return identity.dkim.keyMadeAt;
  }
  const inUse = (zone?.memory.entries ?? []).filter(({ label }) => selectors.some((selector) => label === `${selector}._domainkey`));
  return inUse.length > 0 ? Math.min(...inUse.map(({ since }) => since)) : undefined;
}

function nextRetirement({ zone, settings: { overlapDays } }: State): number | undefined {
  const ends = (zone?.memory.entries ?? []).filter(({ state }) => state === 'retired' || state === 'failed' || state === 'revoked')
    .map(({ since }) => since + overlapDays * DAY_MS);
  return ends.length > 0 ? Math.min(...ends) : undefined;
}
