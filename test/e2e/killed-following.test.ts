import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import type { Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { TestKey } from './keys';
import { DOMAIN, World } from './world';
import { Dkim, DkimKey, DomainIdentity } from '../../src';

/*
 * The function that follows a secret dies after any of its calls, and is tried again by Lambda: it goes on from there. Two
 * keys take turns, so each change is also the way back to a key whose record is still there.
 */

const SECRET = 'mail/dkim';
const MINUTE = 60_000;
const FOLLOWER = 'FollowingRole';
/** The engine's time while a change waits for Route 53 and SES. */
const FAST = 240;

let world: World;
const keys: ReadonlyArray<readonly [string, TestKey]> = [['one', new TestKey()], ['two', new TestKey()]];
let turn = 0;

const text = (selector: string, key: TestKey) => JSON.stringify({ selector, privateKey: key.pem() });
const label = ([selector, { fingerprint }]: readonly [string, TestKey]) => `dkim:${selector}:${fingerprint.slice(0, 16)}`;

beforeAll(async () => {
  world = await World.start();
  await world.createSecret(SECRET, text(...keys[0]));
  const { status } = await world.deploy((stack: Stack) => new DomainIdentity(stack, 'Identity', {
    domainName: DOMAIN, dkim: Dkim.byoDkim({ key: DkimKey.followSecret(Secret.fromSecretNameV2(stack, 'Secret', SECRET)) }), dns: world.zone(stack),
  }));
  expect(status).toBe('CREATE_COMPLETE');
  await world.verdict();
  await change();
});
afterAll(() => world.stop());

async function settled(): Promise<void> {
  world.aws.clock.run(FAST);
  try {
    await world.aws.lambda.settled();
  } finally {
    world.aws.clock.pause();
  }
}

async function change(): Promise<void> {
  await world.putSecret(SECRET, text(...keys[++turn % 2]));
  await settled();
}

async function expectChanged(): Promise<void> {
  const [now, before] = [keys[turn % 2], keys[(turn + 1) % 2]];
  expect(await world.verdictNow()).toMatchObject({ selector: now[0], dkim: 'pass' });
  expect((await world.records()).sort()).toEqual(keys.map(([selector]) => `TXT ${selector}._domainkey.${DOMAIN}.`));
  const { VersionIdsToStages } = await world.secrets.send(new DescribeSecretCommand({ SecretId: SECRET }));
  const labels = Object.values(VersionIdsToStages!).flat().filter((stage) => !stage.startsWith('AWS')).sort();
  expect(labels.filter((one) => one.startsWith(label(now)))).toEqual([label(now)]);
  expect(labels.some((one) => one.startsWith(`${label(before)}:retired:`))).toBe(true);
}

test('a function that dies after any of its calls', async () => {
  const calls = world.aws.requests.since();
  await change();
  await expectChanged();
  const operations = calls({}).filter(({ principal }) => principal.roleName?.includes(FOLLOWER)).map(({ operation }) => operation);
  expect(operations).toEqual(expect.arrayContaining(['UpdateSecretVersionStage', 'PutEmailIdentityDkimSigningAttributes']));

  // Of looks that follow one another the first says as much as the others.
  const steps = [...operations.entries()].filter(([index, operation]) => operation !== operations[index - 1] || !/^(Get|Describe)/.test(operation));
  for (const [index, operation] of steps) {
    world.aws.faults.add({
      operation, role: FOLLOWER, nth: operations.slice(0, index + 1).filter((other) => other === operation).length, fault: { kind: 'kill-after' },
    });
    await change();
    expect(world.aws.faults.remaining()).toEqual([]);
    await world.aws.clock.advance(2 * MINUTE); // Lambda tries again
    await settled();
    await expectChanged();
  }
  expect(world.aws.lambda.discardedEvents).toEqual([]);
});

test('a function that dies while it writes to Route 53', async () => {
  await world.aws.clock.advance(MINUTE);
  for (const operation of ['ListResourceRecordSets', 'ChangeResourceRecordSets', 'GetChange']) {
    world.aws.faults.add({ operation, role: 'RecordsRole', fault: { kind: 'kill-after' } });
    await change();
    expect(world.aws.faults.remaining()).toEqual([]);
    await world.aws.clock.advance(2 * MINUTE);
    await settled();
    await expectChanged();
  }
});
