import { type Experiment, known, unknown } from '../experiment';
import { originOf } from '../origin';

export const replica: Experiment = {
  id: 'replica',
  question: 'How long does a replica take to follow its parent?',
  settles: ['ses.replicationDelayMs'],
  minutes: 15,
  run: async ({ clock, identities, records, newDomain, otherRegion: parentRegion }) => {
    const domain = newDomain();
    const { DkimAttributes } = await identities.create(domain, undefined, { region: parentRegion });
    const { Tokens = [], SigningHostedZone = 'dkim.amazonses.com', LastKeyGenerationTimestamp: sesTime } = DkimAttributes ?? {};
    const ahead = (sesTime ?? clock.now()).getTime() - clock.now().getTime();
    for (const token of Tokens) {
      await records.publish(`${token}._domainkey.${domain}`, 'CNAME', `${token}.${SigningHostedZone}`);
    }
    if (!await identities.isVerified(domain, parentRegion)) {
      return [unknown('ses.replicationDelayMs', 'SES does not verify the parent')];
    }
    try {
      await identities.create(domain, { DomainSigningAttributesOrigin: originOf(parentRegion) });
    } catch (error) {
      return [unknown('ses.replicationDelayMs', `SES refuses the replica: ${(error as Error).message}`)];
    }
    const start = clock.now().getTime() + ahead;
    const [first] = await identities.looks(domain, ({ length }) => length > 0);
    return [first ? known('ses.replicationDelayMs', first.at - start) : unknown('ses.replicationDelayMs', 'SES did not look in two hours, or does not tell')];
  },
};
