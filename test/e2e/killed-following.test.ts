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
const WATCH = 'Watch';

let world: World;
const keys: ReadonlyArray<readonly [string, TestKey]> = [['one', new TestKey()], ['two', new TestKey()]];
let turn = 0;

const text = (selector: string, key: TestKey) => JSON.stringify({ selector, privateKey: key.pem() });
const record = ([selector]: readonly [string, TestKey]) => `TXT ${selector}._domainkey.${DOMAIN}.`;

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

async function change(): Promise<void> {
  await world.putSecret(SECRET, text(...keys[++turn % 2]));
  await world.settled();
}

async function expectChanged(): Promise<void> {
  const [now, before] = [keys[turn % 2], keys[(turn + 1) % 2]];
  expect(await world.verdict()).toMatchObject({ selector: now[0], dkim: 'pass' });
  expect((await world.records()).sort()).toEqual([record(now), `${record(before)} (retired)`].sort());
}

/** Dies after its nth call; answers with the operation, and with none if it does not make as many. */
async function killedAt(nth: number): Promise<string | undefined> {
  const calls = world.aws.requests.since();
  world.aws.faults.add({ nth, role: WATCH, fault: { kind: 'kill-after' } });
  await change();
  const isKilled = world.aws.faults.remaining().length === 0;
  world.aws.faults.clear();
  return isKilled ? calls().filter(({ principal }) => principal.roleName?.includes(WATCH))[nth - 1].operation : undefined;
}

test('a function that dies after any of its calls', async () => {
  const release = world.holdHourly(); // what Lambda delivers again is enough
  const operations: string[] = [];
  for (let operation = await killedAt(1); operation !== undefined; operation = await killedAt(operations.length + 1)) {
    operations.push(operation);
    await world.aws.clock.advance(2 * MINUTE); // Lambda tries again
    await world.settled();
    expect([operations, world.aws.lambda.discardedEvents]).toEqual([operations, []]);
    await expectChanged();
  }
  expect(operations).toEqual(expect.arrayContaining([
    'DescribeStacks', 'GetEmailIdentity', 'GetSecretValue', 'ListResourceRecordSets', 'ChangeResourceRecordSets', 'PutEmailIdentityDkimSigningAttributes',
  ]));
  expect(operations.filter((operation) => operation === 'ChangeResourceRecordSets').length).toBeGreaterThan(1);

  await expectChanged();
  release();
  await world.settled();
  await expectChanged();
  expect(world.aws.lambda.discardedEvents).toEqual([]);
});
