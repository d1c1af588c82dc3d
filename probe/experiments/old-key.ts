import { type Experiment, known, unknown } from '../experiment';

export const oldKey: Experiment = {
  id: 'old-key',
  question: 'Is mail signed with the old BYODKIM key while the new one is pending?',
  settles: ['ses.oldKeySignsMeanwhile'],
  minutes: 15,
  run: async ({ identities, mailbox }) => {
    if (!mailbox) {
      return [unknown('ses.oldKeySignsMeanwhile', 'it takes somebody who gets mail: --to and --mail')];
    }
    const [before, after] = [identities.newKey(), identities.newKey()];
    const domain = await identities.verifiedByo(before);
    await identities.putByo(domain, after); // its record is never published
    const selector = await mailbox.selectorOf(domain);
    return [
      selector === before.selector || selector === undefined ? known('ses.oldKeySignsMeanwhile', selector !== undefined)
        : unknown('ses.oldKeySignsMeanwhile', `it is signed with ${selector}`),
    ];
  },
};
