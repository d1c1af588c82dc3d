import { CloudFormationClient, ContinueUpdateRollbackCommand, RollbackStackCommand } from '@aws-sdk/client-cloudformation';
import type { StackOutcome } from '../../../local-aws/cloudformation';
import { bareFunction, bareResource, BareStack } from '../bare-resource';

/*
 * Deployments that do not go as usual, as a custom resource sees them.
 */

/** Fails what its property says: `Update two`. */
const HANDLER = bareFunction({
  handler: `const { Fails, Value } = event.ResourceProperties;
    tell({ what: event.RequestType, value: Value, id: event.PhysicalResourceId, at: Date.now() });
    await answer(event, Fails === event.RequestType ? { Status: 'FAILED', Reason: 'told to' } : {});`,
});
const thing = (Value: string, more: object = {}) => ({ ...HANDLER, Thing: bareResource({ Value, ...more }) });

let stack: BareStack;
beforeEach(async () => {
  stack = await BareStack.start();
});
afterEach(() => stack.stop());

const told = () => stack.told().map(({ what, value }) => `${what} ${value}`);
const statusOf = ({ resources }: StackOutcome, id: string) => resources[id].status;
const client = () => new CloudFormationClient(stack.aws.clientConfig());

async function settled(work: () => Promise<unknown>): Promise<StackOutcome> {
  await stack.flowing(async () => {
    await work();
    await stack.aws.cloudFormation.settled();
  });
  return stack.aws.cloudFormation.stack(stack.stackName);
}

describe('without rollback', () => {
  test('a failed Create stays as it is, and the next deployment goes on from there', async () => {
    const failed = await stack.deploy(thing('one', { Fails: 'Create' }), { disableRollback: true });
    expect([failed.status, statusOf(failed, 'Thing'), told()]).toEqual(['CREATE_FAILED', 'CREATE_FAILED', ['Create one']]);
    const next = await stack.deploy(thing('two'), { disableRollback: true });
    expect(next.status).toBe('UPDATE_COMPLETE');
    // What the failed Create may have left is removed in the end.
    expect(told()).toEqual(['Create one', 'Create two', 'Delete one']);
  });

  test('a failed Update is either gone on from, or rolled back by a request of its own', async () => {
    await stack.deploy(thing('one'));
    const failed = await stack.deploy(thing('two', { Fails: 'Update' }), { disableRollback: true });
    expect([failed.status, told()]).toEqual(['UPDATE_FAILED', ['Create one', 'Update two']]);
    const after = await settled(() => client().send(new RollbackStackCommand({ StackName: stack.stackName })));
    expect([after.status, told()]).toEqual(['UPDATE_ROLLBACK_COMPLETE', ['Create one', 'Update two', 'Update one']]);
  });
});

describe('a rollback that fails', () => {
  const failing = async () => {
    await stack.deploy(thing('one', { Fails: 'Update' }));
    const failed = await stack.deploy(thing('two', { Fails: 'Update' }));
    expect([failed.status, statusOf(failed, 'Thing')]).toEqual(['UPDATE_ROLLBACK_FAILED', 'UPDATE_FAILED']);
    await expect(stack.deploy(thing('three'))).rejects.toThrow('is in UPDATE_ROLLBACK_FAILED state and can not be updated');
  };

  test('fails again when it is continued, until what failed is skipped', async () => {
    await failing();
    const again = await settled(() => client().send(new ContinueUpdateRollbackCommand({ StackName: stack.stackName })));
    expect([again.status, told()]).toEqual(['UPDATE_ROLLBACK_FAILED', ['Create one', 'Update two', 'Update one', 'Update one']]);
    const skipped = await settled(() => client().send(new ContinueUpdateRollbackCommand({ StackName: stack.stackName, ResourcesToSkip: ['Thing'] })));
    expect([skipped.status, told()]).toEqual(['UPDATE_ROLLBACK_COMPLETE', ['Create one', 'Update two', 'Update one', 'Update one']]);
    expect((await stack.deploy(thing('four'))).status).toBe('UPDATE_COMPLETE');
  });

  test('does not keep the stack from being deleted', async () => {
    await failing();
    expect((await stack.destroy()).status).toBe('DELETE_COMPLETE');
    expect(told().at(-1)).toBe('Delete one');
  });
});

test('new tags of the stack change a secret, and a custom resource hears nothing', async () => {
  const resources = { ...thing('one'), Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'dkim' } } };
  await stack.deploy(resources, { tags: { team: 'mail' } });
  const { status, changed } = await stack.deploy(resources, { tags: { team: 'shop' } });
  expect([status, changed, told()]).toEqual(['UPDATE_COMPLETE', true, ['Create one']]);
  const secret = stack.aws.secretsManager.find('dkim', { account: '111122223333', region: 'eu-west-1' });
  expect(secret.tags).toMatchObject({ 'team': 'shop', 'aws:cloudformation:stack-name': 'Bare', 'aws:cloudformation:logical-id': 'Secret' });
});

describe('express mode', () => {
  const zone = { Zone: { Type: 'AWS::Route53::HostedZone', Properties: { Name: 'example.com' } } };
  const record = (value: string, more: object = {}) => ({
    Record: {
      Type: 'AWS::Route53::RecordSet',
      Properties: { HostedZoneId: { Ref: 'Zone' }, Name: 'a.example.com', Type: 'TXT', TTL: 60, ResourceRecords: [`"${value}"`] },
      ...more,
    },
  });
  const after = { Thing: bareResource({ Value: 'one' }, { DependsOn: 'Record' }) };
  /** How long after the deployment began the custom resource heard of it: the engine's clock stands still but for waits. */
  const served = () => stack.aws.route53.servedAt('a.example.com', 'TXT', new Date(stack.told().at(-1).at));

  test('a record set is complete before it is served; in the standard mode after', async () => {
    await stack.deploy({ ...HANDLER, ...zone, ...record('one'), ...after });
    expect(served()).toEqual(['"one"']);
    await stack.destroy();
    expect((await stack.deploy({ ...HANDLER, ...zone, ...record('one'), ...after }, { express: true, pace: 5 })).status).toBe('CREATE_COMPLETE');
    expect(served()).toEqual([]);
  });

  test('the same by a switch, for the standard mode', async () => {
    stack.aws.route53.waitsForInsync = false;
    await stack.deploy({ ...HANDLER, ...zone, ...record('one'), ...after }, { pace: 5 });
    expect(served()).toEqual([]);
  });

  test('rolls back only if it is told to, and what failed is gone on from without a rollback only', async () => {
    await stack.deploy(thing('one'), { express: true });
    const failed = await stack.deploy(thing('two', { Fails: 'Update' }), { express: true });
    expect([failed.status, told()]).toEqual(['UPDATE_FAILED', ['Create one', 'Update two']]);
    await expect(client().send(new RollbackStackCommand({ StackName: stack.stackName }))).rejects.toThrow('can not be rolled back');
    await expect(stack.deploy(thing('three'), { express: true, disableRollback: false })).rejects.toThrow('only be updated with rollback disabled');
    expect((await stack.deploy(thing('three'), { express: true })).status).toBe('UPDATE_COMPLETE');
    const rolledBack = await stack.deploy(thing('four', { Fails: 'Update' }), { express: true, disableRollback: false });
    expect([rolledBack.status, told().slice(-2)]).toEqual(['UPDATE_ROLLBACK_COMPLETE', ['Update four', 'Update three']]);
  });
});
