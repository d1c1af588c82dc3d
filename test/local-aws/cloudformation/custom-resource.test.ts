import { custom, FakeHandler, HandlerEvent, parameter, startWorld, story, storySince, until, World } from './fake-service';

let world: World;

beforeEach(async () => {
  world = await startWorld();
});

afterEach(() => world.cfn.stop());

const stackName = 'S';
const deploy = (Resources: Record<string, unknown>, more = {}) => world.cfn.deploy({ stackName, template: { Resources }, ...more });

test('the request carries what the protocol says, and every scalar as a string', async () => {
  const { stackId } = await deploy({ C: custom({ Deep: [{ Number: 1, Yes: true }], ServiceTimeout: 60 }) });
  const [event] = world.handler.events;
  expect(event).toEqual({
    RequestType: 'Create',
    ServiceToken: FakeHandler.ARN,
    ResponseURL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\//),
    StackId: stackId,
    RequestId: expect.any(String),
    LogicalResourceId: 'C',
    ResourceType: 'Custom::Thing',
    ResourceProperties: { ServiceToken: FakeHandler.ARN, Deep: [{ Number: '1', Yes: 'true' }], ServiceTimeout: '60' },
  });

  await deploy({ C: custom({ Deep: [{ Number: 2, Yes: true }], ServiceTimeout: 60 }) });
  expect(world.handler.events[1]).toMatchObject({
    RequestType: 'Update',
    PhysicalResourceId: 'made-C',
    ResourceProperties: { Deep: [{ Number: '2', Yes: 'true' }] },
    OldResourceProperties: { Deep: [{ Number: '1', Yes: 'true' }] },
  });
  expect(world.handler.events[1].RequestId).not.toBe(event.RequestId);

  await world.cfn.destroy(stackName);
  expect(world.handler.requests).toEqual(['Create C', 'Update C made-C', 'Delete C made-C']);
});

test('its data are attributes; one that it did not answer fails the resource that asks for it', async () => {
  world.handler.answer = () => ({ PhysicalResourceId: 'id', Data: { Key: 'value' } });
  const failed = await deploy({ C: custom(), P: parameter({ 'Fn::GetAtt': ['C', 'Other'] }) });
  expect(failed.status).toBe('ROLLBACK_COMPLETE');
  expect(story(failed.events)).toContain(
    `P CREATE_FAILED: CustomResource attribute error: Vendor response doesn't contain Other attribute in object ${failed.stackId}|C|${world.handler.events[0].RequestId}`);
  expect((await deploy({ C: custom(), P: parameter({ 'Fn::GetAtt': ['C', 'Key'] }) })).resources.P.attributes).toEqual({ Value: 'value' });
});

test.each<[string, (event: HandlerEvent) => Record<string, unknown> | string, RegExp | string]>([
  ['4,097 bytes', () => 'x'.repeat(4097), 'Response object is too long.'],
  ['no physical id', () => ({}), 'Invalid PhysicalResourceId'],
  ['an empty physical id in a failure', () => ({ Status: 'FAILED', PhysicalResourceId: '', Reason: 'lost' }), 'Invalid PhysicalResourceId'],
  ['another request\'s id', () => ({ PhysicalResourceId: 'id', RequestId: 'other' }), 'Invalid RequestId'],
  ['something that is no JSON', () => 'ok', /^Invalid response object/],
  ['a failure', () => ({ Status: 'FAILED', PhysicalResourceId: 'id', Reason: 'lost' }),
    /^Received response status \[FAILED\] from custom resource\. Message returned: lost \(RequestId: [0-9a-f-]{36}\)$/],
])('%s fails the resource', async (_what, answer, reason) => {
  world.handler.answer = (event) => event.RequestType === 'Create' ? answer(event) : { PhysicalResourceId: event.PhysicalResourceId };
  const failed = await deploy({ C: custom() });
  expect(failed.status).toBe('ROLLBACK_COMPLETE');
  const { ResourceStatusReason, PhysicalResourceId } = failed.events.find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED')!;
  expect(ResourceStatusReason).toMatch(reason);
  // A failed Create gets a Delete: with the id that was answered, or an invented one.
  expect(world.handler.events[1]).toMatchObject({ RequestType: 'Delete', PhysicalResourceId });
  expect(PhysicalResourceId).toMatch(reason instanceof RegExp && reason.source.startsWith('^Received') ? /^id$/ : /^S-C-[A-Z0-9]{12}$/);
});

test('4,096 bytes are not too long', async () => {
  const pad = (event: HandlerEvent) => {
    const answer = (padding: string) => JSON.stringify({
      Status: 'SUCCESS', PhysicalResourceId: 'id', StackId: event.StackId, RequestId: event.RequestId, LogicalResourceId: 'C', Data: { padding },
    });
    return answer('x'.repeat(4096 - answer('').length));
  };
  world.handler.answer = (event) => event.RequestType === 'Create' ? pad(event) : { PhysicalResourceId: 'id' };
  expect((await deploy({ C: custom() })).status).toBe('CREATE_COMPLETE');
});

test('only the first answer counts, and only a URL that was given out takes one', async () => {
  world.handler.answer = () => ({ PhysicalResourceId: 'first' });
  const created = await deploy({ C: custom() });
  expect(await world.handler.respond(world.handler.events[0], { PhysicalResourceId: 'second' })).toBe(200);
  expect(created.resources.C.physicalId).toBe('first');
  expect(await world.handler.respond({ ...world.handler.events[0], ResponseURL: `${world.handler.events[0].ResponseURL}0` }, {})).toBe(403);
});

test('another physical id on Update is a replacement: the old one gets its Delete in the cleanup', async () => {
  world.handler.answer = ({ RequestType, PhysicalResourceId, ResourceProperties }) =>
    ({ PhysicalResourceId: RequestType === 'Delete' ? PhysicalResourceId : ResourceProperties.Name });
  const before = await deploy({ C: custom({ Name: 'one' }), P: parameter({ Ref: 'C' }) });
  const after = await deploy({ C: custom({ Name: 'two' }), P: parameter({ Ref: 'C' }) });
  expect(storySince(before, after)).toEqual([
    '* UPDATE_IN_PROGRESS: User Initiated',
    'C UPDATE_IN_PROGRESS',
    'C UPDATE_IN_PROGRESS: Requested update required the provider to create a new physical resource',
    'C UPDATE_COMPLETE',
    'P UPDATE_IN_PROGRESS',
    'P UPDATE_COMPLETE',
    '* UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'C DELETE_IN_PROGRESS',
    'C DELETE_COMPLETE',
    '* UPDATE_COMPLETE',
  ]);
  expect(world.handler.requests).toEqual(['Create C', 'Update C one', 'Delete C one']);
  expect(world.handler.events[2].ResourceProperties.Name).toBe('one');
});

test('a rollback sends the Update with the properties swapped, and deletes the id that came in between', async () => {
  world.handler.answer = ({ RequestType, PhysicalResourceId, ResourceProperties }) =>
    ({ PhysicalResourceId: RequestType === 'Delete' ? PhysicalResourceId : ResourceProperties.Name });
  await deploy({ C: custom({ Name: 'one' }), P: parameter('1', { DependsOn: 'C' }) });
  world.service.failOn('P', 'update', 'no');
  const deployed = deploy({ C: custom({ Name: 'two' }), P: parameter('2', { DependsOn: 'C' }) });
  await until(() => world.cfn.stack(stackName).resources.P.status === 'UPDATE_FAILED');
  world.service.heal();
  const after = await deployed;
  expect(after.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.handler.requests).toEqual(['Create C', 'Update C one', 'Update C two', 'Delete C two']);
  expect(world.handler.events[2]).toMatchObject({ ResourceProperties: { Name: 'one' }, OldResourceProperties: { Name: 'two' } });
  expect(after.resources.C.physicalId).toBe('one');

  await world.cfn.destroy(stackName);
  expect(world.handler.requests.slice(4)).toEqual(['Delete C one']);
});

test('a failed Update gets an Update back', async () => {
  world.handler.answer = (event) => ({
    PhysicalResourceId: 'id', ...event.ResourceProperties.Name === 'bad' && event.RequestType === 'Update' ? { Status: 'FAILED', Reason: 'bad name' } : {},
  });
  await deploy({ C: custom({ Name: 'good' }) });
  expect((await deploy({ C: custom({ Name: 'bad' }) })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.handler.events.map((event) => [event.RequestType, event.ResourceProperties.Name, event.OldResourceProperties?.Name]))
    .toEqual([['Create', 'good', undefined], ['Update', 'bad', 'good'], ['Update', 'good', 'bad']]);
});

test('a failed Update that answers with another id gets no Update back, but a Delete of that id', async () => {
  world.handler.answer = ({ RequestType, PhysicalResourceId }) => (
    RequestType === 'Update' ? { Status: 'FAILED', PhysicalResourceId: 'successor', Reason: 'half made' } : { PhysicalResourceId: PhysicalResourceId ?? 'first' });
  await deploy({ C: custom({ Name: 'one' }) });
  const after = await deploy({ C: custom({ Name: 'two' }) });
  expect([after.status, after.resources.C.physicalId]).toEqual(['UPDATE_ROLLBACK_COMPLETE', 'first']);
  expect(world.handler.requests).toEqual(['Create C', 'Update C first', 'Delete C successor']);
});

test('a Create that is still running when a sibling fails gets a Delete with an invented id, and its late answer is ignored', async () => {
  world.handler.answer = ({ RequestType, PhysicalResourceId }) => RequestType === 'Create' ? 'silence' : { PhysicalResourceId };
  world.service.failOn('P', 'create', 'no');
  const open = world.service.hold('P', 'create');
  const deployed = deploy({ C: custom(), P: parameter('1') });
  await until(() => world.handler.events.length === 1 && world.service.calls.length === 1);
  open();
  const failed = await deployed;
  expect(failed.status).toBe('ROLLBACK_COMPLETE');
  expect(story(failed.events)).toContain('C CREATE_FAILED: Resource creation cancelled');
  expect(world.handler.requests[1]).toMatch(/^Delete C S-C-[A-Z0-9]{12}$/);
  expect(await world.handler.respond(world.handler.events[0], { PhysicalResourceId: 'late' })).toBe(200);
  expect(world.cfn.stack(stackName).events).toHaveLength(failed.events.length);
});

test('ServiceTimeout is measured on the engine\'s clock; without it an hour', async () => {
  world.handler.answer = ({ RequestType, PhysicalResourceId }) => RequestType === 'Create' ? 'silence' : { PhysicalResourceId };
  for (const [properties, seconds] of [[{ ServiceTimeout: 30 }, 30], [{}, 3600]] as const) {
    const deployed = deploy({ C: custom(properties) });
    await until(() => world.clock.pending().length === 1);
    await world.clock.advance(seconds * 1000 - 1);
    expect(world.cfn.stack(stackName).status).toBe('CREATE_IN_PROGRESS');
    await world.clock.advance(1);
    const failed = await deployed;
    expect(failed.status).toBe('ROLLBACK_COMPLETE');
    expect(failed.events.find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED')?.ResourceStatusReason)
      .toMatch(/^CloudFormation did not receive a response from your Custom Resource\. Please check your logs for requestId \[/);
    expect(world.clock.pending()).toEqual([]);
  }
});

test('its service token cannot change, and a function that is not there fails it', async () => {
  await deploy({ C: custom() });
  const changed = await deploy({ C: custom({ ServiceToken: `${FakeHandler.ARN}2` }) });
  expect(story(changed.events)).toContain('C UPDATE_FAILED: Modifying service token is not allowed.');

  const other = await startWorld({
    invokeFunction: () => {
      throw new Error('Function not found');
    },
  });
  const failed = await other.cfn.deploy({ stackName, template: { Resources: { C: custom({}, { DeletionPolicy: 'Retain' }) } } });
  expect(story(failed.events)).toContain('C CREATE_FAILED: Function not found');
  await other.cfn.stop();
});

test('a failed Delete holds up the stack', async () => {
  world.handler.answer = ({ RequestType }) => ({ PhysicalResourceId: 'id', ...RequestType === 'Delete' ? { Status: 'FAILED', Reason: 'still used' } : {} });
  await deploy({ C: custom() });
  const stuck = await world.cfn.destroy(stackName);
  expect(stuck.status).toBe('DELETE_FAILED');
  expect(story(stuck.events).at(-2)).toMatch(/^C DELETE_FAILED: Received response status \[FAILED\] from custom resource\. Message returned: still used/);
});

test('what it hides with NoEcho is not shown in events', async () => {
  world.handler.answer = () => ({ PhysicalResourceId: 'id', NoEcho: true, Data: { Secret: 'hush' } });
  const created = await deploy({ C: custom(), P: parameter({ 'Fn::GetAtt': ['C', 'Secret'] }) });
  expect(created.resources.P.attributes).toEqual({ Value: 'hush' });
  expect(JSON.stringify(created.events)).not.toContain('hush');
});
