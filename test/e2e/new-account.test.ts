import type { Stack } from 'aws-cdk-lib';
import { TestKey } from './keys';
import { DOMAIN, World } from './world';
import { Dkim, DkimKey, DomainIdentity } from '../../src';

/*
 * A new account runs ten functions at the same time. Others of it may be busy.
 */

const CONCURRENCY = 2;
const COUNT = 6;
let world: World;

beforeAll(async () => {
  world = await World.start({ concurrency: CONCURRENCY });
  await world.createSecret('dkim/a', new TestKey().pem());
});
afterAll(() => world.stop());

const define = (broken?: number) => (stack: Stack) => {
  const key = world.key(stack, 'a');
  const dns = world.zone(stack);
  for (let index = 0; index < COUNT; index++) {
    const dkim = [Dkim.easyDkim(), Dkim.byoDkim({ key }), Dkim.byoDkim({ key: DkimKey.generate(), rotation: {} })][index % 3];
    new DomainIdentity(stack, `Identity${index}`, { domainName: `d${index}.${DOMAIN}`, dns, dkim, mailFrom: index === broken ? { subdomain: 'bounce' } : undefined });
  }
};

test(`a stack of ${COUNT} identities is made, goes back, and goes with ${CONCURRENCY} functions at a time`, async () => {
  await world.createRecords([{ name: `bounce.d0.${DOMAIN}`, type: 'MX', value: '10 mail.example.org' }]);
  const refused = await world.deploy(define(0));
  expect(refused.status).toBe('ROLLBACK_COMPLETE');
  const outcome = await world.deploy(define());
  expect([outcome.status, world.failures(outcome)]).toEqual(['CREATE_COMPLETE', []]);
  expect(await world.verdict(`info@d${COUNT - 1}.${DOMAIN}`)).toMatchObject({ dkim: 'pass' });
  const back = await world.deploy(define(0));
  expect(back.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(await world.records()).toEqual([`MX bounce.d0.${DOMAIN}.`]);
}, 300_000);
