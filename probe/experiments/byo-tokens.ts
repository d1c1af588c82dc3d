import { type Experiment, known, unknown } from '../experiment';

export const byoTokens: Experiment = {
  id: 'byo-tokens',
  question: 'What are the `Tokens` of BYODKIM, and does SES tell its `SigningHostedZone`?',
  settles: ['ses.byoTokens', 'ses.tellsSigningHostedZone'],
  minutes: 1,
  run: async ({ identities, newDomain }) => {
    const [domain, key] = [newDomain(), identities.newKey()];
    await identities.createByo(domain, key);
    const { DkimAttributes: { Tokens = [], SigningHostedZone } = {} } = await identities.get(domain);
    const { SigningHostedZone: ofEasyDkim } = (await identities.put(domain, 'AWS_SES'));
    return [
      Tokens.length === 0 ? known('ses.byoTokens', 'none')
        : Tokens.length === 1 && Tokens[0] === key.selector ? known('ses.byoTokens', 'selector')
          : unknown('ses.byoTokens', `neither nothing nor the selector: ${Tokens.join(', ')}`),
      known('ses.tellsSigningHostedZone', SigningHostedZone !== undefined || ofEasyDkim !== undefined),
    ];
  },
};
