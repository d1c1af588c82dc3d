import { type Experiment, known, unknown } from '../experiment';

export const byoCname: Experiment = {
  id: 'byo-cname',
  question: 'Does SES follow a CNAME to the TXT record of a BYODKIM key?',
  settles: ['ses.byoFollowsCname'],
  minutes: 15,
  run: async ({ identities, records, newDomain }) => {
    const [domain, key] = [newDomain(), identities.newKey()];
    await records.publish(`key.${domain}`, 'TXT', key.record);
    await records.publish(`${key.selector}._domainkey.${domain}`, 'CNAME', `key.${domain}`);
    await identities.createByo(domain, key);
    const isVerified = await identities.isVerified(domain);
    return [isVerified === undefined ? unknown('ses.byoFollowsCname', 'SES did not look in two hours') : known('ses.byoFollowsCname', isVerified)];
  },
};
