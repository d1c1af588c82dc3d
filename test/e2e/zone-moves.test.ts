import type { Stack } from 'aws-cdk-lib';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as ses from 'aws-cdk-lib/aws-ses';
import { TestKey } from './keys';
import { ACCOUNT, DOMAIN, World } from './world';
import { Dkim, DomainDns, DomainIdentity, ExistingRecords } from '../../src';

/** Records that our own resource writes move from one zone to another, or to another domain, and back where the move fails. */

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
    dns: DomainDns.hostedZone(zone, { existingRecords: ExistingRecords.ACCEPT }),
  });
  if (late) {
    new ses.CfnEmailIdentity(stack, 'Late', { emailIdentity: domainName }).node.addDependency(identity); // exists, so that it fails
  }
};
const publish = (place: World) => place.createRecords([
  { name: `a._domainkey.${DOMAIN}`, type: 'TXT', value: key.record.match(/.{1,255}/g)!.map((part) => `"${part}"`).join(' ') },
]);
const everywhere = async () => [await world.records(), await second.records()];

test('the record in the former zone goes when the one in the new zone is there', async () => {
  await world.deploy(define(world));
  expect((await world.deploy(define(second))).status).toBe('UPDATE_COMPLETE');
  expect(await everywhere()).toEqual([[], [RECORD]]);
  second.delegate();
  expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass' });
  await world.destroy();
  expect(await everywhere()).toEqual([[], []]);
});

test('a move that fails leaves the former record, which is still the stack\'s', async () => {
  await world.deploy(define(world));
  expect((await world.deploy(define(second, { late: true }))).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await everywhere()).toEqual([[RECORD], []]);
  expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass' });
  await world.destroy();
  expect(await everywhere()).toEqual([[], []]);
});

test.each([['the former', () => world], ['the new', () => second]] as const)('what somebody had in %s zone is theirs after every move', async (_, theirs) => {
  await publish(theirs());
  const expectIn = async (...places: World[]) => (
    expect(await everywhere()).toEqual([world, second].map((place) => places.includes(place) ? [RECORD] : []))
  );
  await world.deploy(define(world));
  await world.deploy(define(second, { late: true }));
  await expectIn(theirs(), world);
  await world.deploy(define(second));
  await expectIn(theirs(), second);
  await world.deploy(define(world, { late: true }));
  await expectIn(theirs(), second);
  await world.deploy(define(world));
  await expectIn(theirs(), world);
  await world.destroy();
  await expectIn(theirs());
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
