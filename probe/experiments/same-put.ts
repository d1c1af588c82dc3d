import { type Experiment, known } from '../experiment';

const LOOKS = 10;
const LOOK_MS = 5_000;

export const samePut: Experiment = {
  id: 'same-put',
  question: 'Does a Put of the BYODKIM key that an identity has reset its status?',
  settles: ['ses.samePutResets'],
  minutes: 10,
  run: async ({ clock, identities }) => {
    const key = identities.newKey();
    const domain = await identities.verifiedByo(key);
    const { DkimStatus } = await identities.putByo(domain, key);
    const statuses = [DkimStatus];
    for (let look = 0; look < LOOKS; look++) {
      await clock.sleep(LOOK_MS);
      statuses.push((await identities.get(domain)).DkimAttributes?.Status);
    }
    return [known('ses.samePutResets', statuses.some((status) => status !== 'SUCCESS'))];
  },
};
