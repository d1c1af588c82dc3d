import type { LiveIdentity } from '../../ports';
import type { Rule, State } from '../model';
import { isRollingBack, selectorInUse } from '../questions';
import { type Unverified, unverified } from '../unverified';
import { wayOf } from '../ways';

export const VERIFICATION = 'SES to verify the domain';

/** For as long a reading may still show what was true before the last write (assumed; e2a polls for some seconds). */
const STALE_MS = 60_000;

/** A deployment that waits ends when SES has seen the records, or says why SES has not. A rollback does not wait. */
export const awaitVerification: Rule = {
  name: 'wait until SES has verified the domain',
  propose: (state) => {
    const { goal, identity, now, session } = state;
    const waitSeconds = goal.kind === 'deploy' ? goal.request.waitSeconds : undefined;
    if (goal.kind !== 'deploy' || waitSeconds === undefined || !identity || isRollingBack(state)) {
      return undefined;
    }
    const missing = awaited(state, identity).filter(({ status }) => status !== 'SUCCESS');
    if (missing.length === 0) {
      return undefined;
    }
    const until = goal.startedAt + waitSeconds * 1000;
    const givenUp = missing.filter(({ status }) => status === 'FAILED');
    if (givenUp.length > 0) {
      return { do: 'refuse', message: unverified(state, givenUp, 'SES gave up looking for the DNS records of') };
    }
    return now >= until || session.expired.has(VERIFICATION)
      ? { do: 'refuse', message: unverified(state, missing, 'not verified within `waitForVerification`:') }
      : { do: 'wait', what: VERIFICATION, until };
  },
};

/** What SES says of DKIM and of the MAIL FROM domain. If signing is off, it is unknown whether SES looks for the key. */
function awaited(state: State, { dkim, mailFrom }: LiveIdentity): Unverified[] {
  const { settings } = state;
  return [
    ...settings.signingEnabled ? [{ purpose: 'DKIM', status: showsTheSwitch(state) ? dkim.status : 'PENDING' } as const] : [],
    ...settings.mailFrom
      ? [{ purpose: 'MAIL_FROM', status: mailFrom?.domainName === settings.mailFrom.domainName ? mailFrom.status : 'PENDING' } as const]
      : [],
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
