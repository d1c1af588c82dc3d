import { ListHostedZonesCommand, Route53Client } from '@aws-sdk/client-route-53';
import { type Experiment, known, unknown } from '../experiment';
import { policyOf, ROLE, sessionOf } from '../roles';
import { outputOf } from '../stacks';

const LOOK_MS = 2_000;
const LONGEST_MS = 600_000;
const ROLE_ARN = { RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] } };

/** A role that is known everywhere gets a policy, and tries at once. */
export const lateGrant: Experiment = {
  id: 'late-grant',
  question: 'How long does a new grant take?',
  settles: ['iam.propagationMs'],
  minutes: 5,
  run: async (laboratory) => {
    const { stacks, clock, region, delayUntil } = laboratory;
    const stack = await stacks.create({ Role: ROLE }, ROLE_ARN);
    const credentials = await sessionOf(laboratory, outputOf(stack, 'RoleArn'));
    const route53 = new Route53Client({ region, credentials, maxAttempts: 1 });
    await stacks.update(stack, { Role: ROLE, Policy: policyOf([{ Effect: 'Allow', Action: 'route53:ListHostedZones', Resource: '*' }]) }, ROLE_ARN);
    const delay = await delayUntil(async () => {
      try {
        await route53.send(new ListHostedZonesCommand({}));
        return true;
      } catch (error) {
        if (/^AccessDenied/.test((error as Error).name)) {
          return false;
        }
        throw error;
      }
    }, LOOK_MS, LONGEST_MS);
    if (delay === undefined) {
      return [unknown('iam.propagationMs', 'it is refused for ten minutes')];
    }
    const granted = (await stacks.events(stack)).find(({ LogicalResourceId, ResourceStatus }) => LogicalResourceId === 'Policy' && ResourceStatus === 'CREATE_COMPLETE');
    const passed = clock.now().getTime() - granted!.Timestamp!.getTime();
    return [known('iam.propagationMs', delay === 0 ? 0 : Math.floor(passed / LOOK_MS) * LOOK_MS)];
  },
};
