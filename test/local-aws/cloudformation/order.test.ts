import { custom, parameter, startWorld, until, type World } from './fake-service';
import type { StackEvent } from '../../../local-aws/cloudformation';

/*
 * The order of a stack's resources also holds through a resource that does not change: as through the function of a custom
 * resource, whose permissions are in a policy.
 */

let world: World;

beforeEach(async () => {
  world = await startWorld();
});

afterEach(() => world.cfn.stop());

const stackName = 'S';
const deploy = (Resources: Record<string, unknown>) => world.cfn.deploy({ stackName, template: { Resources } });

const FUNCTION = parameter('code', { DependsOn: 'Policy' });
const resources = (policy: string, thing: string) => ({
  Thing: custom({ Function: { 'Fn::GetAtt': ['Function', 'Value'] }, Value: thing }),
  Function: FUNCTION,
  Policy: parameter(policy),
});

/** `Thing DELETE_COMPLETE` comes before `Function DELETE_IN_PROGRESS`. */
function expectOrder(events: readonly StackEvent[], ...expected: string[]): void {
  const story = events.map(({ LogicalResourceId, ResourceStatus }) => `${LogicalResourceId} ${ResourceStatus}`);
  expect(expected.filter((event) => !story.includes(event))).toEqual([]);
  expect([...expected].sort((one, other) => story.indexOf(one) - story.indexOf(other))).toEqual(expected);
}

test.each([
  ['an Update', resources('1', '1'), 'Update Thing made-Thing'],
  ['a Create', { Function: FUNCTION, Policy: parameter('1') }, 'Create Thing'],
])('%s waits for what the unchanged one depends on', async (_, before, request) => {
  await deploy(before);
  const [calls, requests] = [world.service.calls.length, world.handler.requests.length];
  const open = world.service.hold('Policy', 'update');
  const deployed = deploy(resources('2', '2'));
  await until(() => world.service.calls.length > calls);
  for (let turn = 0; turn < 50; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(world.handler.requests.slice(requests)).toEqual([]);
  open();
  expect((await deployed).status).toBe('UPDATE_COMPLETE');
  expect(world.service.calls.slice(calls)).toEqual(['update Policy 1->2']);
  expect(world.handler.requests.slice(requests)).toEqual([request]);
});

test('the Update of a rollback comes after the policy is as it was', async () => {
  await deploy(resources('1', '1'));
  world.handler.answer = (event) => ({
    PhysicalResourceId: event.PhysicalResourceId,
    ...event.ResourceProperties.Value === '2' && { Status: 'FAILED', Reason: 'no' },
  });
  const { status, events } = await deploy(resources('2', '2'));
  expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
  const rollback = events.slice(events.findIndex(({ ResourceStatus }) => ResourceStatus === 'UPDATE_ROLLBACK_IN_PROGRESS'));
  expectOrder(rollback, 'Policy UPDATE_COMPLETE', 'Thing UPDATE_IN_PROGRESS');
});

test('deletes go the other way round', async () => {
  await deploy(resources('1', '1'));
  const { status, events } = await world.cfn.destroy(stackName);
  expect(status).toBe('DELETE_COMPLETE');
  expectOrder(events, 'Thing DELETE_COMPLETE', 'Function DELETE_IN_PROGRESS', 'Function DELETE_COMPLETE', 'Policy DELETE_IN_PROGRESS');
});

test('what leaves the template goes before what it needed, also through what stays', async () => {
  await deploy(resources('1', '1'));
  const { status, events } = await deploy({ Function: parameter('code') });
  expect(status).toBe('UPDATE_COMPLETE');
  expectOrder(events, 'Thing DELETE_COMPLETE', 'Policy DELETE_IN_PROGRESS');
});
