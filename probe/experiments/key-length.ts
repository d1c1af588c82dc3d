import type { DkimSigningKeyLength } from '@aws-sdk/client-sesv2';
import { type Experiment, known, unknown, type Verdict } from '../experiment';

export const keyLength: Experiment = {
  id: 'key-length',
  question: 'What does SES say to the key length that an identity has, and to a second change in a day?',
  settles: ['ses.sameLengthError', 'ses.secondLengthError'],
  minutes: 1,
  run: async ({ identities, newDomain }) => {
    const domain = newDomain();
    await identities.create(domain, { NextSigningKeyLength: 'RSA_2048_BIT' });
    const put = (NextSigningKeyLength: DkimSigningKeyLength) => identities.put(domain, 'AWS_SES', { NextSigningKeyLength });
    const refusal = async (assumption: string, length: DkimSigningKeyLength): Promise<Verdict> => {
      try {
        await put(length);
        return unknown(assumption, 'SES does not refuse it');
      } catch (error) {
        return known(assumption, (error as Error).message.replace(length, '{length}'));
      }
    };
    const same = await refusal('ses.sameLengthError', 'RSA_2048_BIT');
    await put('RSA_1024_BIT');
    return [same, await refusal('ses.secondLengthError', 'RSA_2048_BIT')];
  },
};
