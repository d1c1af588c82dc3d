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
    const { goal, identity, now, settings: { domainName, signingEnabled }, session } = state;
    const waitSeconds = goal.kind === 'deploy' ? goal.request.waitSeconds : undefined;
    if (goal.kind !== 'deploy' || waitSeconds === undefined || !identity || !signingEnabled || isRollingBack(state)) {
      return undefined;
    }
    if (identity.dkim.status === 'SUCCESS' && showsTheSwitch(state)) {
      return undefined;
    }
    const until = goal.startedAt + waitSeconds * 1000;
    const isOver = now >= until || session.expired.has(VERIFICATION);
    if (!isOver && !(identity.dkim.status === 'FAILED' && showsTheSwitch(state))) {
      return { do: 'wait', what: VERIFICATION, until };
    }
    const ending = identity.dkim.status === 'FAILED' ? 'SES gave up looking for the DNS records' : 'not verified within `waitForVerification`';
    return { do: 'refuse', message: unverified(state, domainName, ending) };
  },
};

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
