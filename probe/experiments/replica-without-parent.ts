import type { DkimSigningAttributesOrigin } from '@aws-sdk/client-sesv2';
import { type Experiment, known, unknown } from '../experiment';
import { originOf } from '../origin';

export const replicaWithoutParent: Experiment = {
  id: 'replica-without-parent',
  question: 'What does SES say to a replica that has no parent, and to one of its own Region?',
  settles: ['ses.refusesReplicas', 'ses.ownRegionError'],
  minutes: 1,
  run: async ({ identities, newDomain, region, otherRegion }) => {
    const refusal = async (origin: DkimSigningAttributesOrigin) => {
      try {
        await identities.create(newDomain(), { DomainSigningAttributesOrigin: origin });
        return undefined;
      } catch (error) {
        return (error as Error).message;
      }
    };
    const withoutParent = await refusal(originOf(otherRegion));
    const own = await refusal(originOf(region));
    return [
      known('ses.refusesReplicas', withoutParent === undefined ? 'later' : 'at once'),
      own === undefined ? unknown('ses.ownRegionError', 'SES does not refuse it') : known('ses.ownRegionError', own.replace(region, '{region}')),
    ];
  },
};
