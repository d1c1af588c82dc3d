import { type Experiment, known, unknown } from '../experiment';

export const pkcs8: Experiment = {
  id: 'pkcs8',
  question: 'Is a key in PKCS#8 verified?',
  settles: ['ses.pkcs8Verifies'],
  minutes: 15,
  run: async ({ identities, records, newDomain }) => {
    const [domain, key] = [newDomain(), identities.newKey()];
    await records.publish(`${key.selector}._domainkey.${domain}`, 'TXT', key.record);
    await identities.create(domain, { DomainSigningSelector: key.selector, DomainSigningPrivateKey: key.pkcs8 });
    const isVerified = await identities.isVerified(domain);
    return [isVerified === undefined ? unknown('ses.pkcs8Verifies', 'SES did not look in two hours') : known('ses.pkcs8Verifies', isVerified)];
  },
};
