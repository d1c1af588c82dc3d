import type { DomainIdentitySettings, MailFrom } from '../../../src/contract/domain-identity';
import { readAsFound } from '../../identity/as-found';
import type { LiveIdentity } from '../../ports';
import type { Rule, Step } from '../model';
import { maySettle } from '../questions';

/*
 * What an identity has beside its key. What is refused most easily comes before the switch of the key.
 */

interface Wanted {
  readonly configurationSetName?: string;
  readonly feedbackForwarding: boolean;
  readonly mailFrom?: MailFrom;
  readonly signingEnabled: boolean;
}

/** The next setting that differs. */
export function settingStep(live: LiveIdentity, wanted: Wanted): Step | undefined {
  if (live.configurationSetName !== wanted.configurationSetName) {
    return { do: 'put configuration set', name: wanted.configurationSetName };
  }
  if (live.feedbackForwarding !== wanted.feedbackForwarding) {
    return { do: 'put feedback forwarding', enabled: wanted.feedbackForwarding };
  }
  if (!mailFromIsLive(live, wanted.mailFrom)) {
    return { do: 'put mail from', mailFrom: wanted.mailFrom };
  }
  return live.dkim.signingEnabled === wanted.signingEnabled ? undefined : { do: 'put signing enabled', enabled: wanted.signingEnabled };
}

/** After 72 hours without the record SES stops looking, until it receives the domain again. [DOC custom MAIL FROM, setup states] */
function mailFromIsLive({ mailFrom: live }: LiveIdentity, wanted?: MailFrom): boolean {
  return wanted === undefined
    ? live === undefined
    : live?.domainName === wanted.domainName && live.behaviorOnMxFailure === wanted.behaviorOnMxFailure && live.status !== 'FAILED';
}

export const putSettings: Rule = {
  name: 'put the settings beside the key',
  propose: ({ goal, identity, settings }) => (
    goal.kind === 'deploy' && identity ? settingStep(identity, merged(identity, settings, goal.previous)) : undefined
  ),
};

/** Beside deployments only what SES gave up on is put again, as soon as its record is served. */
export const rearmMailFrom: Rule = {
  name: 'tell SES again to look for the MAIL FROM domain',
  propose: (state) => {
    const { goal, identity, settings: { mailFrom } } = state;
    const live = identity?.mailFrom;
    const isGivenUp = goal.kind === 'tend' && maySettle(state) && live?.status === 'FAILED' && live.domainName === mailFrom?.domainName;
    return isGivenUp && state.dns[`${mailFrom!.domainName} MX`]?.kind === 'values' ? { do: 'put mail from', mailFrom } : undefined;
  },
};

/** What is neither wanted nor was wanted before stays as it is. */
function merged(live: LiveIdentity, wanted: DomainIdentitySettings, previous?: DomainIdentitySettings): Wanted {
  const found = readAsFound(live);
  const wasOurs = live.mailFrom !== undefined && live.mailFrom.domainName === previous?.mailFrom?.domainName;
  return {
    configurationSetName: wanted.configurationSetName ?? (previous?.configurationSetName === undefined ? live.configurationSetName : undefined),
    // SES's default [DOC PutEmailIdentityFeedbackAttributes]
    feedbackForwarding: wanted.feedbackForwarding ?? (previous?.feedbackForwarding === undefined ? live.feedbackForwarding : true),
    mailFrom: wanted.mailFrom ?? (wasOurs ? found?.mailFrom : live.mailFrom),
    signingEnabled: wanted.signingEnabled,
  };
}
