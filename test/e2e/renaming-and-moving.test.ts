import type { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as ses from 'aws-cdk-lib/aws-ses';
import { TestKey } from './keys';
import { ACCOUNT, DOMAIN, World } from './world';
import type { StackOutcome } from '../../local-aws/cloudformation';
import { Dkim, DomainDns, DomainDnsRole, DomainIdentity, type DomainIdentityProps, ExistingIdentity } from '../../src';

/*
 * The walks of docs/adopting-and-moving.md, "Rename and move": the step that is right by the real CDK CLI, and before it each
 * step that is wrong, which has to be refused while mail stays signed.
 */
const DNS_ACCOUNT = '444455556666';
const RECORD = `TXT mail._domainkey.${DOMAIN}.`;
const DAY_MS = 24 * 60 * 60_000;

let world: World;

beforeEach(async () => {
  world = await World.start();
  await world.createSecret('dkim/mail', new TestKey().pem());
});
afterEach(() => world.stop());

const define = (id: string, props: Partial<DomainIdentityProps> = {}, dns = (stack: Stack) => world.zone(stack)) => (stack: Stack) => {
  new DomainIdentity(stack, id, { domainName: DOMAIN, dns: dns(stack), dkim: Dkim.byoDkim({ key: world.key(stack, 'mail') }), ...props });
};
const adopt = { existingIdentity: ExistingIdentity.ADOPT };

/** Mail is signed at this moment. */
async function expectSigned(): Promise<void> {
  expect(await world.verdictNow()).toMatchObject({ selector: 'mail', dkim: 'pass' });
}

async function expectRefused(outcome: Promise<StackOutcome>, status: string, reason: RegExp): Promise<void> {
  const refused = await outcome;
  expect([refused.status, world.failures(refused).at(-1)?.reason]).toEqual([status, expect.stringMatching(reason)]);
  await expectSigned();
  expect(await world.records()).toEqual([RECORD]);
}

async function expectNothingLeft(): Promise<void> {
  expect(await world.identity()).toBeUndefined();
  expect(await world.records()).toEqual([]);
}

/** Signed mail from a stack `Mail`. */
async function begin(): Promise<void> {
  expect((await world.deploy(define('Identity'))).status).toBe('CREATE_COMPLETE');
  expect(await world.verdict()).toMatchObject({ selector: 'mail', dkim: 'pass' });
}

test('another construct id in the same stack takes one deployment', async () => {
  await begin();
  await expectRefused(world.deploy(define('Renamed')), 'UPDATE_ROLLBACK_COMPLETE', /example\.com: SES has this identity already, made by .*Identity/);
  expect(await world.deployByCli(define('Renamed', adopt))).toMatchObject({ code: 0 });
  await expectSigned();
  expect((await world.deploy(define('Renamed'))).status).toBe('UPDATE_COMPLETE'); // `ADOPT` is not needed any more
  expect(await world.records()).toEqual([RECORD]);
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  await expectNothingLeft();
}, 300_000);

test('another stack takes one deployment, before the first stack goes', async () => {
  await begin();
  await expectRefused(world.deploy(define('Identity'), 'Other'), 'ROLLBACK_COMPLETE', /example\.com: SES has this identity already, made by .*Mail/);
  await world.destroy('Other');
  expect(await world.deployByCli(define('Identity', adopt), 'Other')).toMatchObject({ code: 0 });
  await expectSigned();
  expect(await world.destroyByCli(define('Identity'))).toMatchObject({ code: 0 });
  await expectSigned();
  expect(await world.records()).toEqual([RECORD]);
  expect((await world.deploy(define('Identity'), 'Other')).status).toBe('UPDATE_COMPLETE');
  expect((await world.destroy('Other')).status).toBe('DELETE_COMPLETE');
  await expectNothingLeft();
}, 300_000);

test('a take-over that fails gives the identity back to the first stack, with its tags', async () => {
  await begin();
  const tags = async () => (await world.identity())!.Tags!.map(({ Key, Value }) => `${Key}=${Value}`).sort();
  const before = await tags();
  const outcome = await world.deploy((stack) => {
    define('Identity', adopt)(stack);
    new ses.CfnEmailIdentity(stack, 'Late', { emailIdentity: DOMAIN }).node.addDependency(stack.node.findChild('Identity')); // exists, so that it fails
  }, 'Other');
  expect(outcome.status).toBe('ROLLBACK_COMPLETE');
  expect(await tags()).toEqual(before);
  await expectSigned();
  expect(await world.records()).toEqual([RECORD]);
  await world.pass(DAY_MS);
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  await expectNothingLeft();
}, 300_000);

test('a zone in another account takes one deployment, after its role and its delegation', async () => {
  await begin();
  const there = world.in(DNS_ACCOUNT);
  await there.createZone(DOMAIN);
  const moved = define('Identity', {}, (stack) => DomainDns.crossAccountHostedZone({
    hostedZoneId: there.zoneId(),
    zoneName: DOMAIN,
    role: iam.Role.fromRoleArn(stack, 'DnsRole', `arn:aws:iam::${DNS_ACCOUNT}:role/cdk-ses-dkim-${DOMAIN}`),
  }));
  await expectRefused(world.deploy(moved), 'UPDATE_ROLLBACK_COMPLETE', /the role may not exist yet/);
  expect((await there.deploy((stack) => {
    const zone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: there.zoneId(), zoneName: DOMAIN });
    new DomainDnsRole(stack, 'MailDns', { zone, domainName: DOMAIN, trusted: new iam.AccountPrincipal(ACCOUNT) });
  }, 'Dns')).status).toBe('CREATE_COMPLETE');
  await expectRefused(world.deploy(moved), 'UPDATE_ROLLBACK_COMPLETE', /example\.com is not delegated to the hosted zone/);
  there.delegate();
  expect(await world.deployByCli(moved)).toMatchObject({ code: 0 });
  await expectSigned();
  expect(await there.records()).toEqual([RECORD]);
  await world.pass(30 * DAY_MS);
  expect(await world.records()).toEqual([]); // those of the old zone are removed after the overlap
  await expectSigned();
}, 300_000);
