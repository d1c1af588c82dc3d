import { type Experiment, known, unknown } from '../experiment';

export const insync: Experiment = {
  id: 'insync',
  question: 'How long does a change in Route 53 take to be INSYNC?',
  settles: ['route53.propagationMs'],
  minutes: 2,
  run: async ({ records, newDomain }) => {
    const delay = await records.delayUntilInsync(await records.submit(newDomain(), 'TXT', 'probe'));
    return [delay === undefined ? unknown('route53.propagationMs', 'it is not INSYNC after ten minutes') : known('route53.propagationMs', delay)];
  },
};
