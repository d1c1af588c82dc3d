import {
  ListEmailIdentitiesCommand, PutEmailIdentityFeedbackAttributesCommand, TagResourceCommand, UntagResourceCommand,
} from '@aws-sdk/client-sesv2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { SES_PAUSE_MS } from '../clients';
import { type Experiment, known, unknown } from '../experiment';
import type { Laboratory } from '../laboratory';
import { policyOf, ROLE, sessionOf } from '../roles';
import { outputOf } from '../stacks';

const QUIET_MS = 120_000;
const LONGEST_MS = 300_000;
const Condition = { StringEquals: { 'aws:ResourceTag/probe': 'one' } };
const STATEMENTS = [
  { Effect: 'Allow', Action: ['ses:UntagResource', 'ses:PutEmailIdentityFeedbackAttributes'], Resource: '*', Condition },
  { Effect: 'Allow', Action: 'ses:ListEmailIdentities', Resource: '*' },
];

export const conditionsOnTags: Experiment = {
  id: 'conditions-on-tags',
  question: 'Does `ses:UntagResource` respect `aws:ResourceTag`, and how fast do conditions see a new tag?',
  settles: ['ses.resourceTagsWhenTagging', 'ses.tagLagMs'],
  minutes: 10,
  run: async (laboratory) => {
    const { clients, clock, identities, stacks, newDomain, region } = laboratory;
    const { Account, Arn } = await clients.sts.send(new GetCallerIdentityCommand({}));
    const arnOf = (domain: string) => `arn:${Arn!.split(':')[1]}:ses:${region}:${Account}:identity/${domain}`;
    const [tagged, untagged] = [newDomain(), newDomain()];
    await identities.create(tagged, undefined, { tags: [{ Key: 'probe', Value: 'one' }, { Key: 'other', Value: 'one' }] });
    await identities.create(untagged);
    const stack = await stacks.create({ Role: ROLE, Policy: policyOf(STATEMENTS) }, { RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] } });
    const asRole = clients.hastySes(await sessionOf(laboratory, outputOf(stack, 'RoleArn')));
    await untilAllowed(laboratory, () => asRole.send(new ListEmailIdentitiesCommand({})));
    await clock.sleep(QUIET_MS);

    const mayUntag = await isAllowed(() => asRole.send(new UntagResourceCommand({ ResourceArn: arnOf(tagged), TagKeys: ['other'] })));
    await clock.sleep(QUIET_MS);
    await clients.ses().send(new TagResourceCommand({ ResourceArn: arnOf(untagged), Tags: [{ Key: 'probe', Value: 'one' }] }));
    const put = new PutEmailIdentityFeedbackAttributesCommand({ EmailIdentity: untagged, EmailForwardingEnabled: false });
    const delay = await untilAllowed(laboratory, () => asRole.send(put));
    return [
      mayUntag === 'too early to ask'
        ? unknown('ses.resourceTagsWhenTagging', 'SES had no time for the call')
        : known('ses.resourceTagsWhenTagging', mayUntag),
      delay === undefined ? unknown('ses.tagLagMs', 'it is refused for five minutes') : known('ses.tagLagMs', delay),
    ];
  },
};

/** How long it takes until a call is allowed. */
function untilAllowed(laboratory: Laboratory, call: () => Promise<unknown>): Promise<number | undefined> {
  return laboratory.delayUntil(() => isAllowed(call), SES_PAUSE_MS, LONGEST_MS);
}

async function isAllowed(call: () => Promise<unknown>): Promise<boolean | 'too early to ask'> {
  try {
    await call();
    return true;
  } catch (error) {
    const { name } = error as Error;
    if (name === 'TooManyRequestsException') {
      return 'too early to ask';
    }
    if (/^AccessDenied/.test(name)) {
      return false;
    }
    throw error;
  }
}
