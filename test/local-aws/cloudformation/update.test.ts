import { parameter, startWorld, storySince, until, World } from './fake-service';

let world: World;

beforeEach(async () => {
  world = await startWorld();
});

afterEach(() => world.cfn.stop());

const stackName = 'S';
const deploy = (Resources: Record<string, unknown>, more = {}) => world.cfn.deploy({ stackName, template: { Resources }, ...more });

test('the same template again changes nothing', async () => {
  const before = await deploy({ A: parameter('1') });
  const again = await deploy({ A: parameter('1') });
  expect([again.changed, again.status, again.events.length]).toEqual([false, 'CREATE_COMPLETE', before.events.length]);
});

test('an update reaches only what changed, directly or by reference', async () => {
  const before = await deploy({ A: parameter('1'), B: parameter({ 'Fn::GetAtt': ['A', 'Value'] }), C: parameter({ Ref: 'A' }) });
  const after = await deploy({ A: parameter('2'), B: parameter({ 'Fn::GetAtt': ['A', 'Value'] }), C: parameter({ Ref: 'A' }) });
  expect(world.service.calls.slice(3)).toEqual(['update A 1->2', 'update B 1->2']);
  expect(storySince(before, after)).toEqual([
    '* UPDATE_IN_PROGRESS: User Initiated',
    'A UPDATE_IN_PROGRESS',
    'A UPDATE_COMPLETE',
    'B UPDATE_IN_PROGRESS',
    'B UPDATE_COMPLETE',
    '* UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    '* UPDATE_COMPLETE',
  ]);
});

test('a replacement is created first; the old and the removed resources go in the cleanup, dependants first', async () => {
  const before = await deploy({ A: parameter('1', {}, 'old'), B: parameter({ Ref: 'A' }), Gone: parameter({ Ref: 'B' }) });
  const after = await deploy({ A: parameter('1', {}, 'new'), B: parameter({ Ref: 'A' }) });
  expect(storySince(before, after)).toEqual([
    '* UPDATE_IN_PROGRESS: User Initiated',
    'A UPDATE_IN_PROGRESS: Requested update requires the creation of a new physical resource; hence creating one.',
    'A UPDATE_IN_PROGRESS: Resource creation Initiated',
    'A UPDATE_COMPLETE',
    'B UPDATE_IN_PROGRESS',
    'B UPDATE_COMPLETE',
    '* UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'Gone DELETE_IN_PROGRESS',
    'Gone DELETE_COMPLETE',
    'A DELETE_IN_PROGRESS',
    'A DELETE_COMPLETE',
    '* UPDATE_COMPLETE',
  ]);
  expect(world.service.calls.slice(3)).toEqual(['create A 1', 'update B old->new', 'delete Gone gone-2', 'delete A old']);
  expect(after.resources.A).toMatchObject({ physicalId: 'new', status: 'UPDATE_COMPLETE' });
  expect(Object.keys(after.resources)).toEqual(['A', 'B']);
});

test('UpdateReplacePolicy and DeletionPolicy Retain leave the old behind', async () => {
  await deploy({ A: parameter('1', { UpdateReplacePolicy: 'Retain' }, 'old'), B: parameter('b', { DeletionPolicy: 'Retain' }) });
  const before = world.cfn.stack(stackName);
  const after = await deploy({ A: parameter('1', { UpdateReplacePolicy: 'Retain' }, 'new') });
  expect(storySince(before, after).slice(-4)).toEqual([
    '* UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'A DELETE_SKIPPED', 'B DELETE_SKIPPED', '* UPDATE_COMPLETE',
  ]);
  expect([...world.service.live.keys()]).toEqual(['old', 'b-1', 'new']);
});

test('what cannot be deleted in a cleanup is abandoned', async () => {
  const before = await deploy({ A: parameter('1'), B: parameter('2') });
  world.service.failOn('B', 'delete', 'in use');
  const after = await deploy({ A: parameter('1') });
  expect(storySince(before, after).slice(-3)).toEqual(['B DELETE_IN_PROGRESS', 'B DELETE_FAILED: in use', '* UPDATE_COMPLETE']);
  world.service.heal();
  expect((await world.cfn.destroy(stackName)).status).toBe('DELETE_COMPLETE');
  expect([...world.service.live.keys()]).toEqual(['b-2']);
});

test('a failed update is rolled back: updated and failed resources get their properties back, old ones stand again, new ones go', async () => {
  const before = await deploy({
    Updated: parameter('1'),
    Replaced: parameter('r', {}, 'old'),
    Bad: parameter('1', { DependsOn: ['Updated', 'Replaced'] }),
    Untouched: parameter('u', { DependsOn: 'Bad' }),
    Removed: parameter('x'),
  });
  world.service.failOn('Bad', 'update', 'not like that');
  const open = world.service.hold('Slow', 'create');
  const deployed = deploy({
    Updated: parameter('2'),
    Replaced: parameter('r', {}, 'new'),
    New: parameter('n'),
    Bad: parameter('2', { DependsOn: ['Updated', 'Replaced', 'New'] }),
    Slow: parameter('s'),
    Untouched: parameter('v', { DependsOn: 'Bad' }),
  });
  await until(() => world.cfn.stack(stackName).resources.Bad.status === 'UPDATE_FAILED');
  world.service.heal();
  open();
  const after = await deployed;
  const lines = storySince(before, after);
  expect(lines.slice(lines.indexOf('Bad UPDATE_IN_PROGRESS'))).toEqual([
    'Bad UPDATE_IN_PROGRESS',
    'Bad UPDATE_FAILED: not like that',
    'Slow CREATE_FAILED: Resource creation cancelled',
    '* UPDATE_ROLLBACK_IN_PROGRESS: The following resource(s) failed to create: [Slow]. The following resource(s) failed to update: [Bad]. ',
    'Updated UPDATE_IN_PROGRESS',
    'Replaced UPDATE_IN_PROGRESS',
    'Replaced UPDATE_COMPLETE',
    'Updated UPDATE_COMPLETE',
    'Bad UPDATE_IN_PROGRESS',
    'Bad UPDATE_COMPLETE',
    '* UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    'Replaced DELETE_IN_PROGRESS',
    'Slow DELETE_IN_PROGRESS',
    'New DELETE_IN_PROGRESS',
    'Replaced DELETE_COMPLETE',
    'Slow DELETE_COMPLETE',
    'New DELETE_COMPLETE',
    '* UPDATE_ROLLBACK_COMPLETE',
  ]);
  expect(world.service.calls.filter((call) => call.startsWith('update'))).toEqual([
    'update Updated 1->2', 'update Bad 1->2', 'update Updated 2->1', 'update Bad 2->1',
  ]);
  expect(Object.fromEntries(world.service.live)).toEqual({ 'updated-1': '1', 'old': 'r', 'bad-3': '1', 'untouched-4': 'u', 'removed-2': 'x' });
  expect(Object.keys(after.resources).sort()).toEqual(['Bad', 'Removed', 'Replaced', 'Untouched', 'Updated']);

  // The stack is as it was: the same template changes nothing, another one starts from the old properties.
  expect((await deploy({
    Updated: parameter('1'),
    Replaced: parameter('r', {}, 'old'),
    Bad: parameter('1', { DependsOn: ['Updated', 'Replaced'] }),
    Untouched: parameter('u', { DependsOn: 'Bad' }),
    Removed: parameter('x'),
  })).changed).toBe(false);
});

test('a rollback that fails leaves the stack for ContinueUpdateRollback, which tries again or skips', async () => {
  await deploy({ A: parameter('1'), B: parameter('1', { DependsOn: 'A' }) });
  world.service.failOn('B', 'update', 'no');
  const stuck = await deploy({ A: parameter('2'), B: parameter('2', { DependsOn: 'A' }) });
  expect([stuck.status, stuck.statusReason]).toEqual(['UPDATE_ROLLBACK_FAILED', 'The following resource(s) failed to update: [B]. ']);
  await expect(deploy({ A: parameter('3') })).rejects.toThrow(/is in UPDATE_ROLLBACK_FAILED state and can not be updated/);

  const stack = world.cfn.stacks.get(stackName, { account: '123456789012', region: 'us-east-1' });
  world.cfn.control.continueUpdateRollback(stack, ['B'], {});
  await world.cfn.settled();
  const after = world.cfn.stack(stackName);
  expect(after.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(storySince(stuck, after)).toEqual([
    '* UPDATE_ROLLBACK_IN_PROGRESS: User Initiated',
    'B UPDATE_COMPLETE: Resource skipped during UpdateRollback',
    '* UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    '* UPDATE_ROLLBACK_COMPLETE',
  ]);
});

test('an export that is in use neither changes nor goes, and the stack that tries is rolled back', async () => {
  const exporting = (value: string) => ({ Resources: { A: parameter(value) }, Outputs: { O: { Value: { 'Fn::GetAtt': ['A', 'Value'] }, Export: { Name: 'shared' } } } });
  await world.cfn.deploy({ stackName: 'Exporter', template: exporting('1') });
  const importer = await deploy({ B: parameter({ 'Fn::ImportValue': 'shared' }) });
  expect(importer.resources.B.attributes.Value).toBe('1');

  const changed = await world.cfn.deploy({ stackName: 'Exporter', template: exporting('2') });
  expect(changed.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(changed.events.find(({ ResourceStatus }) => ResourceStatus === 'UPDATE_ROLLBACK_IN_PROGRESS')?.ResourceStatusReason)
    .toBe('Export shared cannot be updated as it is in use by S');
  expect(changed.outputs).toEqual({ O: '1' });
  expect(await world.cfn.destroy('Exporter')).toMatchObject({ status: 'DELETE_FAILED', statusReason: 'Delete canceled. Cannot delete export shared as it is in use by S' });

  const lost = await world.cfn.deploy({ stackName: 'Lost', template: { Resources: { B: parameter({ 'Fn::ImportValue': 'nowhere' }) } } });
  expect(storySince({ ...lost, events: [] }, lost).slice(1)).toEqual([
    '* CREATE_IN_PROGRESS: User Initiated',
    '* ROLLBACK_IN_PROGRESS: No export named nowhere found. Rollback requested by user.',
    '* ROLLBACK_COMPLETE',
  ]);
});

test('an export has 1024 characters at most, and another output more', async () => {
  const template = (Output: object) => ({ Resources: { A: parameter('1') }, Outputs: { O: { Value: 'v'.repeat(1025), ...Output } } });
  expect((await world.cfn.deploy({ stackName: 'S', template: template({}) })).status).toBe('CREATE_COMPLETE');
  const { status, events } = await world.cfn.deploy({ stackName: 'S', template: template({ Export: { Name: 'long' } }) });
  expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(events.map(({ ResourceStatusReason = '' }) => ResourceStatusReason))
    .toContainEqual(expect.stringContaining('Cannot export output O with length 1025. Max length of 1024 exceeded.'));
});

test('a change of the stack\'s tags alone updates what takes tags', async () => {
  await deploy({ A: parameter('1') });
  const tagged = await deploy({ A: parameter('1') }, { tags: { team: 'mail' } });
  expect(tagged.status).toBe('UPDATE_COMPLETE');
  expect(world.service.calls).toEqual(['create A 1', 'update A 1->1']);
});

test('a logical id keeps its type', async () => {
  await deploy({ A: parameter('1') });
  await expect(deploy({ A: { Type: 'AWS::CDK::Metadata' } }))
    .rejects.toThrow('Update of resource type is not permitted. The new template modifies resource type of the following resources: [A]');
});
