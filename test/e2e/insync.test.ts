import { TestKey } from './keys';
import { wholeIdentity } from './whole-identity';
import { DOMAIN, World } from './world';

/*
 * There are days on which Route 53 takes changes and carries them out much later. The library asks DNS, and not Route 53, whether a record is
 * served.
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let world: World;
afterEach(() => world.stop());

async function start(options?: Parameters<typeof World.start>[0]): Promise<void> {
  world = await World.start(options);
  await world.createSecret('dkim/a', new TestKey().pem());
}

const { define, stored } = wholeIdentity(() => world);
const easy = () => ({});

test('a change that stays PENDING and is served holds nothing up', async () => {
  await start();
  world.aws.route53.changes.stall = 'status';
  expect((await world.deploy(define(easy))).status).toBe('CREATE_COMPLETE');
  expect(await world.verdict()).toMatchObject({ dkim: 'pass', spf: 'pass' });
  expect((await world.deploy(define(stored))).status).toBe('UPDATE_COMPLETE');
  expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass' });
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect([await world.identity(), await world.records()]).toEqual([undefined, []]);
});

test('changes that are served after 40 minutes: a new domain is verified then, and a live one keeps its way of signing until another deployment', async () => {
  await start({ propagationMs: 40 * MINUTE });
  expect((await world.deploy(define(easy))).status).toBe('CREATE_COMPLETE');
  await world.pass(3 * HOUR, HOUR);
  expect(await world.verdict()).toMatchObject({ dkim: 'pass', spf: 'pass' });
  const outcome = await world.deploy(define(stored));
  expect(outcome.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.failures(outcome)[0].reason).toContain(`do not serve the record of a._domainkey.${DOMAIN}`);
  expect(await world.verdict()).toMatchObject({ dkim: 'pass', selector: expect.not.stringMatching(/^a$/) });
  await world.aws.clock.advance(40 * MINUTE); // the record of the next key stays for an hour
  expect((await world.deploy(define(stored))).status).toBe('UPDATE_COMPLETE');
  expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass' });
});
