import { CloudFormationClient, DescribeStackResourceCommand, DescribeStacksCommand, ListStackResourcesCommand, StackStatus } from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { awsError, impatient } from './impatient';
import { Stack, stateOf } from '../../../lambda/aws/stack';
import type { StackState } from '../../../lambda/ports';

const ID = 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Mail/1';
const client = new CloudFormationClient({ region: 'eu-west-1' });
const cloudFormation = mockClient(client);
const stack = () => new Stack(client, impatient().attempts, ID);

beforeEach(() => cloudFormation.reset());

const STATES: Record<StackStatus, StackState> = {
  CREATE_IN_PROGRESS: 'in progress',
  UPDATE_IN_PROGRESS: 'in progress',
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: 'in progress',
  IMPORT_IN_PROGRESS: 'in progress',
  REVIEW_IN_PROGRESS: 'in progress',
  ROLLBACK_IN_PROGRESS: 'rolling back',
  UPDATE_ROLLBACK_IN_PROGRESS: 'rolling back',
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: 'rolling back',
  IMPORT_ROLLBACK_IN_PROGRESS: 'rolling back',
  DELETE_IN_PROGRESS: 'deleting',
  DELETE_COMPLETE: 'gone',
  CREATE_COMPLETE: 'settled',
  UPDATE_COMPLETE: 'settled',
  ROLLBACK_COMPLETE: 'settled',
  UPDATE_ROLLBACK_COMPLETE: 'settled',
  IMPORT_COMPLETE: 'settled',
  IMPORT_ROLLBACK_COMPLETE: 'settled',
  CREATE_FAILED: 'failed',
  UPDATE_FAILED: 'failed',
  DELETE_FAILED: 'failed',
  ROLLBACK_FAILED: 'failed',
  UPDATE_ROLLBACK_FAILED: 'failed',
  IMPORT_ROLLBACK_FAILED: 'failed',
};

test.each(Object.values(StackStatus))('%s', async (status) => {
  cloudFormation.on(DescribeStacksCommand).resolves({ Stacks: [{ StackName: 'Mail', CreationTime: new Date(0), StackStatus: status }] });
  expect(await stack().state()).toBe(STATES[status]);
  expect(cloudFormation.call(0).args[0].input).toEqual({ StackName: ID });
});

test('its tags are those of the last look', async () => {
  const one = stack();
  expect(one.tags()).toEqual({});
  cloudFormation.on(DescribeStacksCommand).resolves({
    Stacks: [{ StackName: 'Mail', CreationTime: new Date(0), StackStatus: 'CREATE_IN_PROGRESS', Tags: [{ Key: 'team', Value: 'mail' }] }],
  });
  await one.state();
  expect(one.tags()).toEqual({ team: 'mail' });
});

test('a status of the future is what it ends with', () => {
  expect([stateOf('EXPRESS_ROLLBACK_IN_PROGRESS'), stateOf('EXPRESS_COMPLETE')]).toEqual(['rolling back', 'settled']);
});

test('a stack that is not there is gone, and any other refusal is an error', async () => {
  cloudFormation.on(DescribeStacksCommand).rejects(awsError('ValidationError', 400, `Stack with id ${ID} does not exist`));
  expect(await stack().state()).toBe('gone');
  cloudFormation.on(DescribeStacksCommand).rejects(awsError('ValidationError', 400, 'another'));
  await expect(stack().state()).rejects.toThrow(`cannot read the stack ${ID}: ValidationError: another`);
});

test('what the stack has is found on any page and in any case, unless it is gone', async () => {
  const summary = (PhysicalResourceId: string | undefined, ResourceStatus = 'CREATE_COMPLETE') => (
    { ResourceType: 'T', PhysicalResourceId, ResourceStatus, LogicalResourceId: `L${PhysicalResourceId}`, LastUpdatedTimestamp: new Date(0) }
  ) as never;
  cloudFormation.on(ListStackResourcesCommand).callsFake(async ({ NextToken }) => NextToken === 'more'
    ? { StackResourceSummaries: [summary('Three')] }
    : { StackResourceSummaries: [summary('one'), summary('two', 'DELETE_COMPLETE'), summary(undefined)], NextToken: 'more' });
  expect(await stack().has('T', 'three')).toBe(true);
  expect(await stack().has('T', 'two')).toBe(false);
  expect(await stack().has('Other', 'three')).toBe(false);
  expect(await stack().resources('T')).toEqual([
    { physicalId: 'one', logicalId: 'Lone', deployedAt: 0 }, { physicalId: 'Three', logicalId: 'LThree', deployedAt: 0 },
  ]);
});

test('CloudFormation tells since when it waits for a resource, if it does', async () => {
  const detail = (ResourceStatus: string) => cloudFormation.on(DescribeStackResourceCommand).resolves({
    StackResourceDetail: { ResourceStatus, LastUpdatedTimestamp: new Date(5_000), ResourceType: 'T', LogicalResourceId: 'L' } as never,
  });
  detail('UPDATE_IN_PROGRESS');
  expect(await stack().waitingSince('L')).toBe(5_000);
  detail('UPDATE_COMPLETE');
  expect(await stack().waitingSince('L')).toBeUndefined();
  cloudFormation.on(DescribeStackResourceCommand).rejects(awsError('ValidationError'));
  expect(await stack().waitingSince('L')).toBeUndefined();
});
