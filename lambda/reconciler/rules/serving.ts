import type { Rule, State, WantedRecord, ZoneView } from '../model';
import { isDelegated, isServed, isVerified, objectOnce } from '../questions';
import { wantedRecords } from '../wanted';
import { wayOf } from '../ways';
import { obstacles } from '../zone-edit';

/*
 * Whether the delegated name servers serve what is published: before SES or a move relies on it.
 */

/** Longer than Route 53 takes to reach its name servers. [DOC GetChange: usually within 60 seconds] */
const LONGEST_PROPAGATION_MS = 3 * 60_000;
/** A domain that signs loses mail by a switch that comes too early: it waits longer. */
const LONGEST_WAIT_FOR_LIVE_MS = 8 * 60_000;

export const RECORDS_ARE_SERVED = 'the records to be served';

/**
 * Waits until the delegated name servers serve what SES or a move is about to rely on. Otherwise nobody has to wait: SES looks by itself,
 * and a function that waits is one of the account's few.
 */
export const awaitRecords: Rule = {
  name: 'wait until the records are served',
  propose: (state) => {
    const { zone, session, identity } = state;
    const isSwitching = hasSwitchAhead(state);
    if (!zone || zone.isGone || session.expired.has(RECORDS_ARE_SERVED) || !(isSwitching || isMovingLive(state) || isChangingMailFrom(state))) {
      return undefined;
    }
    const limit = isVerified(identity) ? LONGEST_WAIT_FOR_LIVE_MS : LONGEST_PROPAGATION_MS;
    return unserved(state, zone).length > 0
      ? { do: 'wait', what: RECORDS_ARE_SERVED, until: (session.publishedAt ?? session.startedAt) + limit }
      : undefined;
  },
};

/** Whether a domain that signs is about to leave the zone that it has its records in. */
function isMovingLive({ goal, former, identity }: State): boolean {
  return goal.kind === 'deploy' && goal.previous !== undefined && former.length > 0 && isVerified(identity);
}

/** Whether a domain that signs is about to get another MAIL FROM domain: until SES sees its MX record, mail leaves without it, or not at all. */
function isChangingMailFrom({ goal, identity, settings: { mailFrom } }: State): boolean {
  return goal.kind === 'deploy' && mailFrom !== undefined && isVerified(identity) && identity?.mailFrom?.domainName !== mailFrom.domainName;
}

/** Whether SES is about to get a key whose record is in the zone. */
export function hasSwitchAhead(state: State): boolean {
  return state.identity !== undefined && wayOf(state.settings.signing).change(state)?.origin === 'EXTERNAL';
}

/** The DKIM and MAIL FROM records that are in the zone and that the delegated name servers do not serve. */
export function unserved(state: State, zone: ZoneView): WantedRecord[] {
  const published = wantedRecords(state).filter(({ purpose, label, type }) => purpose !== 'DMARC' && obstacles(zone, label, type).length > 0);
  const isElsewhere = published.length > 0 && !isDelegated(state, zone);
  return isElsewhere ? published : published.filter((record) => !isServed(state, record));
}

/** A domain that signs does not move to a zone that nobody asks. */
export const undelegatedZone: Rule = {
  name: 'refuse a move to a zone that the domain is not delegated to',
  propose: (state) => {
    const { zone, settings: { domainName }, session } = state;
    if (!isMovingLive(state) || !zone || zone.isGone || isDelegated(state, zone) || !session.expired.has(RECORDS_ARE_SERVED)) {
      return undefined;
    }
    return objectOnce(state, `${domainName} is not delegated to the hosted zone ${zone.place.hostedZoneId}, and its mail needs the records that are served now; `
      + 'have the domain\'s registrar delegate to the name servers of this zone, and deploy again');
  },
};
