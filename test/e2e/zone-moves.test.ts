import type { Stack } from 'aws-cdk-lib';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as ses from 'aws-cdk-lib/aws-ses';
import { TestKey } from './keys';
import { ACCOUNT, DOMAIN, World } from './world';
import { Dkim, DomainDns, DomainIdentity } from '../../src';

/** Records move from one zone to another, or to another domain, and back if the move fails. */

const DAY_MS = 24 * 60 * 60_000;
const key = new TestKey();
const RECORD = `TXT a._domainkey.${DOMAIN}.`;
let world: World;
/** Another zone of the same name in the same account, as after a change of the registrar. */
let second: World;

beforeEach(async () => {
  world = await World.start();
  second = world.in(ACCOUNT);
  await second.createZone(DOMAIN);
  await world.createSecret('dkim/a', key.pem());
});
afterEach(async () => {
  expect(world.aws.iam.denials).toEqual([]);
  await world.stop();
});

const define = (place: World, { domainName = DOMAIN, late = false } = {}) => (stack: Stack) => {
  const zone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: place.zoneId(), zoneName: DOMAIN });
  const identity = new DomainIdentity(stack, 'Identity', {
    domainName,
    dkim: Dkim.byoDkim({ key: world.key(stack, 'a') }),
    dns: DomainDns.hostedZone(zone),
  });
  if (late) {
    new ses.CfnEmailIdentity(stack, 'Late', { emailIdentity: domainName }).node.addDependency(identity); // exists, so that it fails
  }
};
const publish = (place: World) => place.createRecords([
  { name: `a._domainkey.${DOMAIN}`, type: 'TXT', value: key.record.match(/.{1,255}/g)!.map((part) => `"${part}"`).join(' ') },
]);
/** A mail in transit, signed with the key of before the move. */
async function signed() {
  expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass' });
  return world.send();
}
const everywhere = async () => [await world.records(), await second.records()];

const RETIRED = `${RECORD} (retired)`;

test('the domain moves to a zone that it is delegated to: the former record is retired, and removed after the overlap', async () => {
  await world.deploy(define(world));
  const sent = await signed();
  second.delegate();
  expect((await world.deploy(define(second))).status).toBe('UPDATE_COMPLETE');
  expect(await everywhere()).toEqual([[RETIRED], [RECORD]]);
  expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass' });
  await world.pass(13 * DAY_MS);
  expect(await world.judge(sent)).toMatchObject({ selector: 'a', dkim: 'pass' });
  expect(await everywhere()).toEqual([[RETIRED], [RECORD]]);
  await world.pass(2 * DAY_MS);
  expect(await everywhere()).toEqual([[], [RECORD]]);
  await world.destroy();
  expect(await everywhere()).toEqual([[], []]);
});

test('a live domain does not move to a zone that it is not delegated to, and nothing is lost', async () => {
  await world.deploy(define(world));
  const sent = await signed();
  const outcome = await world.deploy(define(second));
  expect(outcome.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.failures(outcome)[0].reason).toContain(`example.com is not delegated to the hosted zone ${second.zoneId()}`);
  expect((await world.records())).toEqual([RECORD]);
  expect(await world.judge(sent)).toMatchObject({ dkim: 'pass' });
  expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass' });
  await world.pass(15 * DAY_MS);
  expect(await everywhere()).toEqual([[RECORD], []]);
  await world.destroy();
  expect(await everywhere()).toEqual([[], []]);
});

test('a move that fails elsewhere goes back, and the new zone\'s record is removed later', async () => {
  await world.deploy(define(world));
  await signed();
  second.delegate();
  expect((await world.deploy(define(second, { late: true }))).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect((await world.records())).toEqual([RECORD]);
  world.delegate();
  expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass' });
  await world.pass(16 * DAY_MS);
  expect(await everywhere()).toEqual([[RECORD], []]);
  await world.destroy();
  expect(await everywhere()).toEqual([[], []]);
});

test.each([['the former', () => world], ['the new', () => second]] as const)('what somebody had in %s zone is theirs after every move', async (_, theirs) => {
  await publish(theirs());
  const has = async (place: World) => (await place.records()).map((record) => record.replace(' (retired)', ''));
  await world.deploy(define(world));
  await signed();
  second.delegate();
  await world.deploy(define(second));
  expect(await has(second)).toEqual([RECORD]);
  world.delegate();
  await world.deploy(define(world));
  expect(await has(world)).toEqual([RECORD]);
  await world.pass(16 * DAY_MS);
  await world.destroy();
  expect([await has(world), await has(second)]).toEqual([world, second].map((place) => place === theirs() ? [RECORD] : []));
});

test('the former domain\'s record goes when the identity has become another domain\'s', async () => {
  await world.deploy(define(world));
  const news = { domainName: `news.${DOMAIN}` };
  expect((await world.deploy(define(world, { ...news, late: true }))).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await world.records()).toEqual([RECORD]);
  expect((await world.deploy(define(world, news))).status).toBe('UPDATE_COMPLETE');
  expect(await world.records()).toEqual([`TXT a._domainkey.news.${DOMAIN}.`]);
  expect(await world.verdict(`info@news.${DOMAIN}`)).toMatchObject({ selector: 'a', dkim: 'pass' });
});
