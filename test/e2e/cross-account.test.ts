import { type Stack, Tags } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as ses from 'aws-cdk-lib/aws-ses';
import { TestKey } from './keys';
import { roleArn, session, take } from './roles';
import { ACCOUNT, DOMAIN, World } from './world';
import {
  type CrossAccountHostedZoneOptions, Dkim, DomainDns, DomainDnsRole, DomainIdentity, type DomainIdentityProps, ExistingRecords,
  type HostedZoneDnsOptions,
} from '../../src';

/** The domain's zone is in an account of its own, as the identity is: two stacks, of which the zone's comes first. */

const DNS_ACCOUNT = '444455556666';
const ROLE = `arn:aws:iam::${DNS_ACCOUNT}:role/cdk-ses-dkim-${DOMAIN}`;
const keys = { a: new TestKey(), b: new TestKey() };
const name = (selector: string) => `${selector}._domainkey.${DOMAIN}`;
const THEIRS = `x._domainkey.${DOMAIN}`;
let world: World;
let dns: World;

beforeEach(async () => {
  world = await World.start();
  dns = world.in(DNS_ACCOUNT);
  await dns.createZone(DOMAIN);
  dns.delegate();
  await dns.createForeignRecords([THEIRS]);
  for (const [selector, key] of Object.entries(keys)) {
    await world.createSecret(`dkim/${selector}`, key.pem());
  }
  expect((await dns.deploy(letIn(), 'Dns')).status).toBe('CREATE_COMPLETE');
});
afterEach(() => world.stop());

const letIn = (trusted: iam.IPrincipal = new iam.AccountPrincipal(ACCOUNT)) => (stack: Stack) => {
  const zone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: dns.zoneId(), zoneName: DOMAIN });
  new DomainDnsRole(stack, 'MailDns', { zone, domainName: DOMAIN, trusted });
};
const elsewhere = (stack: Stack, options: Partial<CrossAccountHostedZoneOptions> = {}, role = ROLE) => DomainDns.crossAccountHostedZone({
  hostedZoneId: dns.zoneId(), zoneName: DOMAIN, role: iam.Role.fromRoleArn(stack, 'DnsRole', role), ...options,
});
const define = (
  selector: 'a' | 'b', props: Partial<DomainIdentityProps> = {}, late = false, options?: Partial<CrossAccountHostedZoneOptions>,
) => (stack: Stack) => {
  const identity = new DomainIdentity(stack, 'Identity', {
    domainName: DOMAIN, dkim: Dkim.byoDkim({ key: world.key(stack, selector) }), dns: props.dns ?? elsewhere(stack, options), ...props,
  });
  if (late) {
    new ses.CfnEmailIdentity(stack, 'Late', { emailIdentity: DOMAIN }).node.addDependency(identity); // exists, so that it fails
  }
};
const records = async () => (await dns.records()).filter((record) => record !== `TXT ${THEIRS}.`);

test('records are served before the switch, mail passes, and nothing of ours is left', async () => {
  const outcome = await world.deploy(define('a'));
  expect([outcome.status, world.failures(outcome)]).toEqual(['CREATE_COMPLETE', []]);
  const put = world.aws.requests.all({ operation: 'PutEmailIdentityDkimSigningAttributes' })[0];
  expect(world.aws.route53.servedAt(name('a'), 'TXT', put.time)).toHaveLength(1);
  expect(await records()).toEqual([`TXT ${name('a')}.`]);
  expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass' });
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(await dns.records()).toEqual([`TXT ${THEIRS}.`]);
  expect(world.aws.iam.denials).toEqual([]);
});

test('another selector has its record before the former one goes, and after a failure the former one is still there', async () => {
  await world.deploy(define('a'));
  expect((await world.deploy(define('b', {}, true))).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await records()).toEqual([`TXT ${name('a')}.`]);
  expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass' });
  expect((await world.deploy(define('b'))).status).toBe('UPDATE_COMPLETE');
  expect(await records()).toEqual([`TXT ${name('b')}.`]);
  expect(await world.verdict()).toMatchObject({ selector: 'b', dkim: 'pass' });
});

test('an identity that leaves a stack takes its records along, though nothing of it is left in the template', async () => {
  await world.deploy((stack) => {
    define('a', { dkim: undefined })(stack);
    new DomainIdentity(stack, 'Other', { domainName: 'other.example' });
  });
  expect(await records()).toHaveLength(3);
  expect((await world.deploy((stack) => new DomainIdentity(stack, 'Other', { domainName: 'other.example' }))).status).toBe('UPDATE_COMPLETE');
  expect(await records()).toEqual([]);
  expect(world.aws.iam.denials).toEqual([]);
});

describe('a move', () => {
  const accepting = { existingRecords: ExistingRecords.ACCEPT };
  const own = (options?: HostedZoneDnsOptions) => (stack: Stack) => DomainDns.hostedZone(
    route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: world.zoneId(), zoneName: DOMAIN }), options,
  );
  const at = (place: (stack: Stack) => DomainDns, late = false) => (stack: Stack) => define('a', { dns: place(stack) }, late)(stack);

  test.each([
    ['from record sets of the own account', own()],
    ['from accepted records of the own account', own(accepting)],
  ])('%s, which fails, succeeds, and goes back', async (_, home) => {
    const expectOnlyIn = async (place: World, other: World) => {
      expect(await place.records()).toContain(`TXT ${name('a')}.`);
      expect(await other.records()).not.toContain(`TXT ${name('a')}.`);
      place.delegate();
      expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass' });
    };
    world.delegate();
    await world.deploy(at(home));
    await expectOnlyIn(world, dns);
    expect((await world.deploy(at(elsewhere, true))).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    await expectOnlyIn(world, dns);
    expect((await world.deploy(at(elsewhere))).status).toBe('UPDATE_COMPLETE');
    await expectOnlyIn(dns, world);
    expect((await world.deploy(at(home, true))).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    await expectOnlyIn(dns, world);
    expect((await world.deploy(at(home))).status).toBe('UPDATE_COMPLETE');
    await expectOnlyIn(world, dns);
    expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
    expect([await world.records(), await records()]).toEqual([[], []]);
    expect(world.aws.iam.denials).toEqual([]);
  });

  test('from one account to another', async () => {
    const third = world.in('777788889999');
    await third.createZone(DOMAIN);
    await third.deploy((stack) => {
      const zone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: third.zoneId(), zoneName: DOMAIN });
      new DomainDnsRole(stack, 'MailDns', { zone, domainName: DOMAIN, trusted: new iam.AccountPrincipal(ACCOUNT), roleName: 'mail' });
    });
    await world.deploy(define('a'));
    const role = 'arn:aws:iam::777788889999:role/mail';
    const outcome = await world.deploy(at((stack) => elsewhere(stack, { hostedZoneId: third.zoneId() }, role)));
    expect([outcome.status, world.failures(outcome)]).toEqual(['UPDATE_COMPLETE', []]);
    expect([await third.records(), await records()]).toEqual([[`TXT ${name('a')}.`], []]);
  });
});

describe('records that are there', () => {
  beforeEach(() => dns.createRecords([{ name: name('a'), type: 'TXT', value: keys.a.record.match(/.{1,255}/g)!.map((part) => `"${part}"`).join(' ') }]));

  test('are refused, with a word on how to accept them', async () => {
    const outcome = await world.deploy(define('a'));
    expect(outcome.status).toBe('ROLLBACK_COMPLETE');
    expect(world.failures(outcome)[0].reason).toMatch(new RegExp(`has a record at ${name('a')} already: TXT .*; it is as it should be: accept it`));
    expect(await records()).toEqual([`TXT ${name('a')}.`]);
  });

  test('are accepted, and stay', async () => {
    const accepting = (stack: Stack) => define('a', { dns: elsewhere(stack, { existingRecords: ExistingRecords.ACCEPT }) })(stack);
    expect((await world.deploy(accepting)).status).toBe('CREATE_COMPLETE');
    expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass' });
    await world.destroy();
    expect(await records()).toEqual([`TXT ${name('a')}.`]);
  });
});

test('the role of the zone\'s account lets in the writer of its domain, and nobody else, whatever they may do in their own account', async () => {
  const { resources } = await world.deploy((stack) => {
    define('a')(stack);
    for (const [id, domainName] of [['Anybody'], ['Other', 'other.example']]) {
      const role = new iam.Role(stack, id, { assumedBy: new iam.AccountRootPrincipal() });
      role.addToPolicy(new iam.PolicyStatement({ actions: ['sts:AssumeRole'], resources: ['*'] }));
      if (domainName) {
        Tags.of(role).add('cdk-ses-dkim:writes-records-of', domainName);
      }
    }
  });
  const arn = (logicalId: RegExp) => roleArn(world, resources, logicalId);
  const handler = session(world, arn(/^CdkSesDkimRole/));
  const refused = { name: 'AccessDenied' };
  await expect(take(world, ROLE)).rejects.toMatchObject(refused);
  await expect(take(world, ROLE, await take(world, arn(/^Anybody/)))).rejects.toMatchObject(refused);
  await expect(take(world, ROLE, await take(world, arn(/^Other/)))).rejects.toMatchObject(refused);
  await expect(take(world, ROLE, handler)).rejects.toMatchObject({ name: expect.stringMatching(/^AccessDenied/) });
  const writer = await take(world, arn(/^IdentityRecordsRole/), handler);
  await expect(take(world, ROLE, writer)).resolves.toMatchObject({ accessKeyId: expect.any(String) });
});

test('an error names the record, the zone and the role, and says what to do', async () => {
  const outcome = await world.deploy(define('a', {}, false, { hostedZoneId: world.zoneId() }));
  expect(outcome.status).toBe('ROLLBACK_COMPLETE');
  const { reason } = world.failures(outcome)[0];
  expect(reason).toContain(`the record TXT ${name('a')} in the hosted zone ${world.zoneId()}, by the role ${ROLE}: AccessDenied: User: `);
  expect(reason).toContain('; check that the role may write this name and type in this zone');
});
