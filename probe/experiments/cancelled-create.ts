import { type Experiment, known, unknown } from '../experiment';
import { functionWith } from '../roles';

const ANSWERED = 'probe-answered';

const HANDLER = `
  const { pause = '0', fails } = event.ResourceProperties;
  if (event.RequestType === 'Create') {
    await new Promise((resolve) => setTimeout(resolve, Number(pause)));
  }
  const { StackId, RequestId, LogicalResourceId, PhysicalResourceId = '${ANSWERED}' } = event;
  const Status = event.RequestType === 'Create' && fails === 'true' ? 'FAILED' : 'SUCCESS';
  const body = JSON.stringify({ Status, Reason: 'as asked', StackId, RequestId, LogicalResourceId, PhysicalResourceId });
  await fetch(event.ResponseURL, { method: 'PUT', body });
`;

const resource = (properties: object) => ({ Type: 'Custom::Probe', Properties: { ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] }, ...properties } });

/** Two custom resources are made at the same time: one fails, while the other one is not ready yet. */
export const cancelledCreate: Experiment = {
  id: 'cancelled-create',
  question: 'What id does the Delete have of a custom resource whose Create was cancelled?',
  settles: ['cloudFormation.cancelledCreateId'],
  minutes: 6,
  run: async ({ stacks }) => {
    const stack = await stacks.create({
      ...functionWith('', HANDLER), Slow: resource({ pause: '120000' }), Failing: resource({ pause: '30000', fails: 'true' }),
    });
    const events = (await stacks.events(stack)).filter(({ LogicalResourceId }) => LogicalResourceId === 'Slow');
    const isCancelled = events.some(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED');
    const deletion = events.find(({ ResourceStatus }) => ResourceStatus === 'DELETE_IN_PROGRESS');
    if (!isCancelled || !deletion) {
      return [unknown('cloudFormation.cancelledCreateId', 'its Create was not cancelled, or there was no Delete')];
    }
    return [known('cloudFormation.cancelledCreateId', deletion.PhysicalResourceId === ANSWERED ? 'answered' : 'invented')];
  },
};
