import type { LiveIdentity } from '../../ports';
import type { Rule, State } from '../model';
import { isRollingBack, selectorInUse } from '../questions';
import { unverified } from '../unverified';
import { wayOf } from '../ways';

export const VERIFICATION = 'SES to verify the domain';

/** For as long a reading may still show what was true before the last write (assumed; e2a polls for some seconds). */
const STALE_MS = 60_000;

/** A deployment that waits ends when SES has seen the records, or says why SES has not. A rollback does not wait. */
export const awaitVerification: Rule = {
  name: 'wait until SES has verified the domain',
  propose: (state) => {
    const { goal, identity, now, settings: { domainName }, session } = state;
    const waitSeconds = goal.kind === 'deploy' ? goal.request.waitSeconds : undefined;
    if (goal.kind !== 'deploy' || waitSeconds === undefined || !identity || isRollingBack(state)) {
      return undefined;
    }
    const statuses = awaited(state, identity);
    if (statuses.every((status) => status === 'SUCCESS')) {
      return undefined;
    }
    const until = goal.startedAt + waitSeconds * 1000;
    const hasGivenUp = statuses.includes('FAILED');
    const isOver = now >= until || session.expired.has(VERIFICATION);
    return isOver || hasGivenUp
      ? { do: 'refuse', message: unverified(state, domainName, hasGivenUp ? 'SES gave up looking for the DNS records' : 'not verified within `waitForVerification`') }
      : { do: 'wait', what: VERIFICATION, until };
  },
};

/** What SES says of DKIM and of the MAIL FROM domain. If signing is off, it is unknown whether SES looks for the key. */
function awaited(state: State, { dkim, mailFrom }: LiveIdentity): string[] {
  const { settings } = state;
  return [
    ...settings.signingEnabled ? [showsTheSwitch(state) ? dkim.status : 'PENDING'] : [],
    ...settings.mailFrom ? [mailFrom?.domainName === settings.mailFrom.domainName ? mailFrom.status : 'PENDING'] : [],
  ];
}

/** Whether a reading of SES is newer than the switch: an older one may say SUCCESS of the previous key. */
function showsTheSwitch(state: State): boolean {
  const { session, identity, now, settings } = state;
  const { given, givenAt = 0 } = session;
  if (!given) {
    return true;
  }
  const shows = 'key' in given
    ? (selectorInUse(identity) ?? given.key.selector.toLowerCase()) === given.key.selector.toLowerCase()
    : wayOf(settings.signing).change(state) === undefined;
  return shows && now - givenAt > STALE_MS;
}
