import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { Stacks } from '../../../lambda/aws/stacks';

const client = new CloudFormationClient({ region: 'eu-west-1' });
const send = jest.spyOn(client, 'send') as unknown as jest.Mock;
const stacks = new Stacks(client);
const STACK = 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Mail/1';

beforeAll(() => jest.spyOn(console, 'log').mockReturnValue());

test.each([
  ['ROLLBACK_IN_PROGRESS', true],
  ['UPDATE_ROLLBACK_IN_PROGRESS', true],
  ['UPDATE_IN_PROGRESS', false],
  ['CREATE_IN_PROGRESS', false],
  ['UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', false],
])('a stack in %s is rolling back: %s', async (StackStatus, expected) => {
  send.mockResolvedValueOnce({ Stacks: [{ StackStatus }] });
  expect(await stacks.isRollingBack(STACK)).toBe(expected);
});

test('a stack of which nothing can be seen is not rolling back', async () => {
  send.mockRejectedValueOnce(new Error('denied'));
  expect(await stacks.isRollingBack(STACK)).toBe(false);
});

test('what the stack has is found on any page, unless it is gone', async () => {
  const summary = (PhysicalResourceId: string, ResourceStatus = 'CREATE_COMPLETE') => ({ ResourceType: 'T', PhysicalResourceId, ResourceStatus });
  const pages = () => send
    .mockResolvedValueOnce({ StackResourceSummaries: [summary('one'), summary('two', 'DELETE_COMPLETE')], NextToken: 'more' })
    .mockResolvedValueOnce({ StackResourceSummaries: [summary('Three')] });
  expect(await pages() && await stacks.has(STACK, 'T', 'three')).toBe(true);
  expect(await pages() && await stacks.has(STACK, 'T', 'two')).toBe(false);
  expect(await pages() && await stacks.has(STACK, 'Other', 'three')).toBe(false);
});
