import type { Stack } from 'aws-cdk-lib';
import { TestKey } from './keys';
import { DOMAIN, World } from './world';
import { Dkim, DomainIdentity } from '../../src';

/**
 * SES allows one identity call a second in an account and Region, and a stack may have many identities. That second is one
 * of the engine, and the handlers wait as fast as it goes: what is shown is that they wait, and that nothing is lost.
 */

const COUNT = 40;
const HOUR = 3_600_000;
let world: World;

beforeAll(async () => {
  world = await World.start({ sesRateLimit: true, propagationMs: 0 });
  await world.createSecret('dkim/mail', new TestKey().pem());
});
afterAll(() => world.stop());

const define = (signingEnabled: boolean) => (stack: Stack) => {
  const key = world.key(stack, 'mail');
  const dns = world.zone(stack);
  for (let index = 0; index < COUNT; index++) {
    const dkim = index % 2 === 0 ? Dkim.byoDkim({ key }) : Dkim.easyDkim();
    new DomainIdentity(stack, `Identity${index}`, { domainName: `d${index}.${DOMAIN}`, dns, dkim, signingEnabled });
  }
};

/** What the clock asks SES in an hour. */
async function callsInAnHour(): Promise<string[]> {
  const since = world.aws.requests.since();
  await world.pass(HOUR, HOUR);
  const calls = since({ service: 'ses' }).filter(({ principal, outcome }) => principal.roleName?.includes('WatchRole') && outcome === 'ok');
  return calls.map(({ operation }) => operation).sort();
}

const throttled = () => world.aws.requests.all({ service: 'ses' }).filter(({ outcome }) => outcome === 'TooManyRequestsException').length;

test(`a stack with ${COUNT} identities is deployed, looked after, updated and removed although SES throttles it`, async () => {
  expect((await world.deploy(define(true))).status).toBe('CREATE_COMPLETE');
  expect(throttled()).toBeGreaterThan(0);

  await world.aws.clock.advance(HOUR / 6); // SES has seen all records
  // Few domains have a look of their own, each in its turn: of the others SES tells in one answer, and DNS.
  expect(await callsInAnHour()).toEqual([
    ...Array(12).fill('GetEmailIdentity'), 'GetIdentityDkimAttributes', 'GetIdentityMailFromDomainAttributes',
  ]);
  // Each is noticed all the same.
  const present = await world.records();
  for (const index of [1, COUNT - 1]) {
    const record = present.find((line) => line.startsWith('CNAME ') && line.endsWith(`._domainkey.d${index}.${DOMAIN}.`))!;
    await world.destroyRecord(record.slice('CNAME '.length), 'CNAME');
  }
  expect(await world.records()).toHaveLength(present.length - 2);
  await world.pass(HOUR, HOUR);
  expect(await world.records()).toEqual(present);

  expect((await world.deploy(define(false))).status).toBe('UPDATE_COMPLETE');
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(world.aws.iam.denials).toEqual([]);
}, 300_000);
