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

test('a function that dies after any of its calls', async () => {
  const calls = world.aws.requests.since();
  const release = world.holdHourly(); // what Lambda delivers again is enough
  await change();
  await expectChanged();
  const operations = calls({}).filter(({ principal }) => principal.roleName?.includes(WATCH)).map(({ operation }) => operation);
  expect(operations).toEqual(expect.arrayContaining(['ListResourceRecordSets', 'ChangeResourceRecordSets', 'PutEmailIdentityDkimSigningAttributes']));

  // Of looks that follow one another the first says as much as the others.
  const steps = [...operations.entries()].filter(([index, operation]) => operation !== operations[index - 1] || !/^(Get|Describe|List)/.test(operation));
  for (const [index, operation] of steps) {
    const nth = operations.slice(0, index + 1).filter((other) => other === operation).length;
    const at = `${operation} ${nth}`;
    world.aws.faults.add({ operation, role: WATCH, nth, fault: { kind: 'kill-after' } });
    await change();
    expect([at, world.aws.faults.remaining()]).toEqual([at, []]);
    await world.aws.clock.advance(2 * MINUTE); // Lambda tries again
    await world.settled();
    await expectChanged();
  }
  expect(world.aws.lambda.discardedEvents).toEqual([]);

  release();
  await world.settled();
  await expectChanged();
  expect(world.aws.lambda.discardedEvents).toEqual([]);
});
