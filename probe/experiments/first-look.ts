import { type Experiment, known, unknown } from '../experiment';

/** No record is published: SES looks, finds nothing, and looks again. */
export const firstLook: Experiment = {
  id: 'first-look',
  question: 'When does SES look at DNS first after new signing attributes, and when again?',
  settles: ['ses.checkDelayMs', 'ses.checkIntervalMs'],
  minutes: 30,
  run: async ({ clock, identities, newDomain }) => {
    const domain = newDomain();
    const start = clock.now().getTime();
    const { DkimAttributes } = await identities.create(domain);
    const looks = await identities.looks(domain, ({ length }) => length >= 2);
    // SES makes the key of Easy DKIM when the identity is made, and tells when by its own clock.
    const began = DkimAttributes?.LastKeyGenerationTimestamp?.getTime() ?? start;
    const [first, second] = looks;
    return [
      first ? known('ses.checkDelayMs', first.at - began) : unknown('ses.checkDelayMs', 'SES did not look in two hours, or does not tell'),
      second ? known('ses.checkIntervalMs', second.at - first.at) : unknown('ses.checkIntervalMs', 'SES did not look twice in two hours, or does not tell'),
    ];
  },
};
