import { type Experiment, known, unknown } from '../experiment';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const STEP_MS = HOUR / 4;

export const giveUp: Experiment = {
  id: 'give-up',
  question: 'When does SES give up, and is FAILED final?',
  settles: ['ses.giveUpMs', 'ses.failedIsFinal'],
  minutes: 80 * 60,
  long: true,
  run: async ({ clock, identities, records, newDomain }) => {
    const domain = newDomain();
    const start = clock.now();
    const { DkimAttributes: { Tokens = [], SigningHostedZone = 'dkim.amazonses.com', LastKeyGenerationTimestamp = start } = {} } = await identities.create(domain);
    const looks = await identities.looks(domain, (all) => all.at(-1)?.status === 'FAILED', { stepMs: STEP_MS, longestMs: 10 * DAY });
    if (looks.at(-1)?.status !== 'FAILED') {
      return [unknown('ses.giveUpMs', 'it did not give up in ten days'), unknown('ses.failedIsFinal', 'it did not give up in ten days')];
    }
    for (const token of Tokens) {
      await records.publish(`${token}._domainkey.${domain}`, 'CNAME', `${token}.${SigningHostedZone}`);
    }
    const failedAt = looks.at(-1)!.at;
    const more = await identities.looks(domain, (all) => all.some(({ status }) => status === 'SUCCESS'), { stepMs: STEP_MS, longestMs: 4 * HOUR });
    // SES looks once an hour, so that the hour is all that can be seen.
    const lasted = Math.floor((failedAt - LastKeyGenerationTimestamp.getTime()) / HOUR) * HOUR;
    return [known('ses.giveUpMs', lasted), known('ses.failedIsFinal', !more.some(({ status }) => status === 'SUCCESS'))];
  },
};

export const lostRecord: Experiment = {
  id: 'lost-record',
  question: 'How often does SES look at a verified domain, and how long may its record be gone?',
  settles: ['ses.recheckIntervalMs', 'ses.graceMs'],
  minutes: 8 * 24 * 60,
  long: true,
  run: async ({ identities, records }) => {
    const key = identities.newKey();
    const domain = await identities.verifiedByo(key);
    const verified = await identities.looks(domain, ({ length }) => length >= 3, { stepMs: STEP_MS, longestMs: 4 * DAY });
    const [, one, other] = verified;
    await records.remove(`${key.selector}._domainkey.${domain}`, 'TXT', key.record);
    const looks = await identities.looks(domain, (all) => all.at(-1)?.status === 'FAILED', { stepMs: STEP_MS, longestMs: 15 * DAY });
    const missing = looks.find(({ status }) => status !== 'SUCCESS');
    const failed = looks.find(({ status }) => status === 'FAILED');
    return [
      one && other ? known('ses.recheckIntervalMs', other.at - one.at) : unknown('ses.recheckIntervalMs', 'SES does not look, or does not tell'),
      missing && failed ? known('ses.graceMs', failed.at - missing.at) : unknown('ses.graceMs', 'it was not lost in fifteen days'),
    ];
  },
};
