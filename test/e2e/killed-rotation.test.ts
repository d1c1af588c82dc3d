import { RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import type { Stack } from 'aws-cdk-lib';
import { RotatingStack } from './rotating-stack';
import { DOMAIN, World } from './world';
import { Dkim, DkimKey, DomainIdentity } from '../../src';

/*
 * A rotation function that dies after any of the calls that change something, and is left to Secrets Manager's retries and
 * to the clock, comes to one new key. A call that only reads leaves what the one before it left.
 */

const ROLE = 'Watch';
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
let world: World;
let mail: RotatingStack;

beforeAll(async () => {
  // So that each rotation makes the same calls.
  world = await World.start({ ses: { checkDelayMs: MINUTE, readLagMs: 0 } });
  world.aws.secretsManager.readLagMs = 0;
  mail = new RotatingStack(world);
  await mail.deploy((stack: Stack) => {
    new DomainIdentity(stack, 'Identity', {
      domainName: DOMAIN, dkim: Dkim.byoDkim({ key: DkimKey.generate({ keyLength: 1024 }), rotation: {} }), dns: world.zone(stack),
    });
  });
  await mail.settled();
});
afterAll(async () => {
  const { denials } = world.aws.iam;
  await world.stop();
  expect(denials).toEqual([]);
});

/** Without the clock, whose calls would be counted. */
async function rotate(): Promise<void> {
  const release = world.holdHourly();
  await world.secrets.send(new RotateSecretCommand({ SecretId: mail.secretArn }));
  await mail.settled();
  release();
  await mail.settled();
}

const writes = (operation: string) => /^(Put|Update|Change|Tag)/.test(operation);

test('killed after each of its calls in turn', async () => {
  const calls = world.aws.requests.since();
  await rotate();
  const operations = calls().filter(({ principal }) => principal.roleName?.includes(ROLE)).map(({ operation }) => operation).filter(writes);
  expect(operations.length).toBeGreaterThan(5);

  for (const [index, operation] of operations.entries()) {
    const nth = operations.slice(0, index + 1).filter((other) => other === operation).length;
    const at = `${operation} ${nth}`;
    const former = await mail.key();
    const made = world.aws.requests.since();
    world.aws.faults.add({ operation, nth, role: ROLE, fault: { kind: 'kill-after' } });
    await rotate();
    expect([at, world.aws.faults.remaining()]).toEqual([at, []]);
    expect([at, await world.verdictNow()]).toMatchObject([at, { dkim: expect.stringMatching(/pass|none/) }]);

    await mail.advance(2 * MINUTE);
    await mail.advance(DAY);
    const { selector } = await mail.key();
    expect([at, selector !== former.selector, mail.inUse(), await mail.hasPending()]).toEqual([at, true, selector, false]);
    expect([at, made({ operation: 'PutSecretValue' }).filter(({ outcome }) => outcome === 'ok').length]).toEqual([at, 1]);
    expect([at, await mail.published()]).toEqual([at, await mail.remembered()]);
    expect([at, await world.verdictNow()]).toMatchObject([at, { selector, dkim: 'pass' }]);
  }

  await mail.advance(15 * DAY);
  await mail.advance(15 * DAY);
  expect(await mail.published()).toEqual([(await mail.key()).selector]);
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(await world.records()).toEqual([]);
}, 240_000);
