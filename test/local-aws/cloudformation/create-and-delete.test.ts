import { parameter, startWorld, story, until, World } from './fake-service';

let world: World;

beforeEach(async () => {
  world = await startWorld();
});

afterEach(() => world.cfn.stop());

const CHAIN = {
  Resources: {
    C: parameter({ 'Fn::Sub': 'c-${B.Value}' }),
    B: parameter({ 'Fn::Join': ['-', ['b', { Ref: 'A' }]] }),
    A: parameter('a'),
  },
  Outputs: { Last: { Value: { 'Fn::GetAtt': ['C', 'Value'] } } },
};

test('resources are created in the order of their references, and deleted in the opposite one', async () => {
  const created = await world.cfn.deploy({ stackName: 'Chain', template: CHAIN });
  expect(created.status).toBe('CREATE_COMPLETE');
  expect(created.outputs).toEqual({ Last: 'c-b-a-1' });
  expect(story(created.events)).toEqual([
    '* REVIEW_IN_PROGRESS: User Initiated',
    '* CREATE_IN_PROGRESS: User Initiated',
    'A CREATE_IN_PROGRESS',
    'A CREATE_IN_PROGRESS: Resource creation Initiated',
    'A CREATE_COMPLETE',
    'B CREATE_IN_PROGRESS',
    'B CREATE_IN_PROGRESS: Resource creation Initiated',
    'B CREATE_COMPLETE',
    'C CREATE_IN_PROGRESS',
    'C CREATE_IN_PROGRESS: Resource creation Initiated',
    'C CREATE_COMPLETE',
    '* CREATE_COMPLETE',
  ]);

  const deleted = await world.cfn.destroy('Chain');
  expect(deleted.status).toBe('DELETE_COMPLETE');
  expect(world.service.calls.slice(3)).toEqual(['delete C c-3', 'delete B b-2', 'delete A a-1']);
  expect(() => world.cfn.stack('Chain')).toThrow('Stack [Chain] does not exist');
  expect(world.cfn.stack(deleted.stackId).status).toBe('DELETE_COMPLETE');
});

test('independent resources are created at the same time', async () => {
  const [openA, openB] = [world.service.hold('A', 'create'), world.service.hold('B', 'create')];
  const deployed = world.cfn.deploy({
    stackName: 'Parallel',
    template: { Resources: { A: parameter('a'), B: parameter('b'), After: parameter('x', { DependsOn: ['A', 'B'] }) } },
  });
  await until(() => world.service.calls.length === 2);
  expect(world.service.calls).toEqual(['create A a', 'create B b']);
  openB();
  openA();
  expect((await deployed).status).toBe('CREATE_COMPLETE');
  expect(world.service.calls[2]).toBe('create After x');
});

test('a failed creation cancels what is under way and deletes what was made, dependants first', async () => {
  const open = world.service.hold('Slow', 'create');
  world.service.failOn('Bad', 'create', 'no such luck');
  const deployed = world.cfn.deploy({
    stackName: 'Failing',
    template: {
      Resources: {
        First: parameter('1'),
        Second: parameter({ Ref: 'First' }),
        Bad: parameter({ Ref: 'Second' }),
        Slow: parameter({ Ref: 'First' }),
        Never: parameter({ Ref: 'Slow' }),
      },
    },
  });
  await until(() => world.cfn.stack('Failing').resources.Bad?.status === 'CREATE_FAILED');
  open();
  const failed = await deployed;
  expect(story(failed.events).slice(-12)).toEqual([
    'Bad CREATE_IN_PROGRESS',
    'Bad CREATE_FAILED: no such luck',
    'Slow CREATE_FAILED: Resource creation cancelled',
    '* ROLLBACK_IN_PROGRESS: The following resource(s) failed to create: [Bad, Slow]. Rollback requested by user.',
    'Bad DELETE_COMPLETE',
    'Second DELETE_IN_PROGRESS',
    'Slow DELETE_IN_PROGRESS',
    'Second DELETE_COMPLETE',
    'Slow DELETE_COMPLETE',
    'First DELETE_IN_PROGRESS',
    'First DELETE_COMPLETE',
    '* ROLLBACK_COMPLETE',
  ]);
  expect(world.service.live.size).toBe(0);
  expect(world.service.calls.some((call) => call.includes('Never'))).toBe(false);

  // The CLI deletes what a failed creation left before it tries again.
  world.service.heal();
  expect((await world.cfn.deploy({ stackName: 'Failing', template: { Resources: { First: parameter('1') } } })).status).toBe('CREATE_COMPLETE');
});

test('Retain keeps a resource in a rollback and in a delete, RetainExceptOnCreate only in a delete', async () => {
  const resources = {
    Kept: parameter('k', { DeletionPolicy: 'Retain' }),
    Tried: parameter('t', { DeletionPolicy: 'RetainExceptOnCreate' }),
  };
  world.service.failOn('Bad', 'create', 'no');
  const failed = await world.cfn.deploy({
    stackName: 'S', template: { Resources: { ...resources, Bad: parameter('b', { DependsOn: ['Kept', 'Tried'] }) } },
  });
  expect(failed.status).toBe('ROLLBACK_COMPLETE');
  expect(story(failed.events)).toContain('Kept DELETE_SKIPPED');
  expect([...world.service.live.keys()]).toEqual(['kept-1']);

  await world.cfn.deploy({ stackName: 'T', template: { Resources: resources } });
  const deleted = await world.cfn.destroy('T');
  expect(story(deleted.events).slice(-4)).toEqual([
    '* DELETE_IN_PROGRESS: User Initiated', 'Kept DELETE_SKIPPED', 'Tried DELETE_SKIPPED', '* DELETE_COMPLETE',
  ]);
});

test('what cannot be deleted keeps the stack and what it depends on; the next attempt goes on from there', async () => {
  await world.cfn.deploy({ stackName: 'Chain', template: CHAIN });
  world.service.failOn('B', 'delete', 'B is in use');
  const stuck = await world.cfn.destroy('Chain');
  expect([stuck.status, stuck.statusReason]).toEqual(['DELETE_FAILED', 'The following resource(s) failed to delete: [B]. ']);
  expect([...world.service.live.keys()]).toEqual(['a-1', 'b-2']);
  world.service.heal();
  expect((await world.cfn.destroy('Chain')).status).toBe('DELETE_COMPLETE');
});

test('with rollback disabled independent resources come to their end; the next update goes on, or the stack is rolled back', async () => {
  const template = { Resources: { Bad: parameter('b'), Good: parameter('g'), After: parameter({ Ref: 'Good' }) } };
  world.service.failOn('Bad', 'create', 'no');
  const paused = await world.cfn.deploy({ stackName: 'P', disableRollback: true, template });
  expect([paused.status, paused.statusReason]).toEqual(['CREATE_FAILED', 'The following resource(s) failed to create: [Bad]. ']);
  expect([...world.service.live.keys()]).toEqual(['good-1', 'after-2']);
  await world.cfn.deploy({ stackName: 'Q', disableRollback: true, template });

  world.service.heal();
  expect((await world.cfn.deploy({ stackName: 'P', disableRollback: true, template })).status).toBe('UPDATE_COMPLETE');
  expect([...world.service.live.values()]).toEqual(['g', 'good-1', 'g', 'good-3', 'b']);

  const stack = world.cfn.stacks.get('Q', { account: '123456789012', region: 'us-east-1' });
  world.cfn.control.rollbackStack(stack, { retainExceptOnCreate: true });
  await world.cfn.settled();
  expect(story(stack.events.all).slice(-7)).toEqual([
    '* ROLLBACK_IN_PROGRESS: User Initiated',
    'Bad DELETE_COMPLETE',
    'After DELETE_IN_PROGRESS',
    'After DELETE_COMPLETE',
    'Good DELETE_IN_PROGRESS',
    'Good DELETE_COMPLETE',
    '* ROLLBACK_COMPLETE',
  ]);
});

test('stacks of different accounts and Regions do not see each other', async () => {
  await world.cfn.deploy({ stackName: 'S', region: 'eu-west-1', template: { Resources: { A: parameter({ Ref: 'AWS::Region' }) } } });
  expect(() => world.cfn.stack('S')).toThrow('does not exist');
  expect(world.cfn.stack('S', { region: 'eu-west-1' }).stackId).toMatch(/^arn:aws:cloudformation:eu-west-1:123456789012:stack\/S\/[0-9a-f-]{36}$/);
});
