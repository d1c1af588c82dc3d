import { type Experiment, known } from '../experiment';

export const tokensComeBack: Experiment = {
  id: 'tokens-come-back',
  question: 'Does an identity have its tokens of Easy DKIM again when it comes back from BYODKIM, and how many are there?',
  settles: ['ses.keepsTokens', 'ses.tokenCount'],
  minutes: 1,
  run: async ({ identities, newDomain }) => {
    const domain = newDomain();
    const { DkimAttributes: { Tokens: before = [] } = {} } = await identities.create(domain);
    await identities.putByo(domain, identities.newKey());
    const { DkimTokens: after = [] } = await identities.put(domain, 'AWS_SES');
    return [known('ses.keepsTokens', after.join() === before.join()), known('ses.tokenCount', before.length)];
  },
};
