import { RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { EVERY, isLook } from './depth';
import { TestKey } from './keys';
import { RotatingStack } from './rotating-stack';
import { wholeIdentity } from './whole-identity';
import { World } from './world';
import type { Fault } from '../../local-aws/kernel/fault-injector';

/*
 * Calls that are never answered, and answers that are lost after the effect: a stack is made, goes back, and goes all the same.
 */

const HOUR = 60 * 60_000;
const DEPLOY = 'DeployRole';
const WATCH = 'WatchRole';

/**
 * A function waits ten of the host's seconds for an answer. So the gate has those that never come for a few calls of a deployment, and lost
 * answers for calls with an effect. `npm run sweep` has all of them for each call.
 */
const KINDS: ReadonlyArray<readonly [Fault['kind'], (operation: string) => boolean]> = [
  ['drop-after', (operation) => EVERY || !isLook(operation)],
  ['silence-after', (operation) => EVERY || /^(PutEmailIdentityDkim|DeleteEmailIdentity$)/.test(operation)],
  ['silence', (operation) => EVERY || /^(ListResourceRecordSets)/.test(operation)],
];

let world: World;
beforeEach(async () => {
  world = await World.start();
  await world.createSecret('dkim/a', new TestKey().pem());
});
afterEach(() => world.stop());

const { define, generated, stored } = wholeIdentity(() => world);

/** The calls of a function in the meantime, each once. */
function operationsSince(role: string, isMeant: (operation: string) => boolean): () => string[] {
  const since = world.aws.requests.since();
  return () => [...new Set(since().filter(({ principal }) => principal.roleName?.includes(role)).map(({ operation }) => operation).filter(isMeant))];
}

async function withFault(kind: Fault['kind'], operation: string, role: string, run: () => Promise<unknown>): Promise<void> {
  world.aws.faults.add({ operation, role, fault: { kind } as Fault });
  await run();
  expect([kind, operation, world.aws.faults.remaining()]).toEqual([kind, operation, []]);
}

async function nothingIsLeft(): Promise<void> {
  expect([await world.identity(), await world.records(), await world.memories()]).toEqual([undefined, [], []]);
}

test.each(KINDS)('%s', async (kind, isMeant) => {
  const record = async (run: () => Promise<unknown>) => {
    const operations = operationsSince(DEPLOY, isMeant);
    await run();
    return operations();
  };
  const make = async () => expect((await world.deploy(define(stored))).status).toBe('CREATE_COMPLETE');
  const goBack = async () => expect((await world.deploy(define(generated, true))).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  const go = async () => expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  const [making, goingBack, going] = [await record(make), await record(goBack), await record(go)];
  expect(making.length * goingBack.length * going.length).toBeGreaterThan(0);
  for (const operation of making) {
    await withFault(kind, operation, DEPLOY, make);
    await go();
  }
  await make();
  for (const operation of goingBack) {
    await withFault(kind, operation, DEPLOY, goBack);
    expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass' });
  }
  await go();
  for (const operation of going) {
    await make();
    await withFault(kind, operation, DEPLOY, go);
    await nothingIsLeft();
  }
}, 600_000);

test.each(KINDS.filter(([kind]) => EVERY || kind === 'drop-after'))('%s in a rotation', async (kind, isMeant) => {
  const stack = new RotatingStack(world);
  await stack.deploy(define(generated));
  await world.settled();
  const rotate = async () => {
    const { selector } = await stack.key();
    await world.secrets.send(new RotateSecretCommand({ SecretId: stack.secretArn }));
    await world.settled();
    await world.pass(HOUR, HOUR / 4);
    expect((await stack.key()).selector).not.toBe(selector);
    expect(await world.verdict()).toMatchObject({ selector: stack.inUse(), dkim: 'pass' });
  };
  const operations = operationsSince(WATCH, isMeant);
  await rotate();
  for (const operation of operations()) {
    await withFault(kind, operation, WATCH, rotate);
  }
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  await nothingIsLeft();
}, 600_000);
