import { Duration, type Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as ses from 'aws-cdk-lib/aws-ses';
import { TestKey } from './keys';
import { roleArn, session, take } from './roles';
import { ACCOUNT, DOMAIN, World } from './world';
import { type CrossAccountHostedZoneOptions, Dkim, DkimKey, DomainDns, DomainDnsRole, DomainIdentity, DomainIdentityHandler, type DomainIdentityProps } from '../../src';

/** The domain's zone is in an account of its own, as the identity is: two stacks, of which the zone's comes first. */

const DNS_ACCOUNT = '444455556666';
const ROLE = `arn:aws:iam::${DNS_ACCOUNT}:role/cdk-ses-dkim-${DOMAIN}`;
const keys = { a: new TestKey(), b: new TestKey() };
const name = (selector: string) => `${selector}._domainkey.${DOMAIN}`;
const DAY_MS = 24 * 60 * 60_000;
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

const letIn = (trustedRolePath?: string) => (stack: Stack) => {
  const zone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: dns.zoneId(), zoneName: DOMAIN });
  new DomainDnsRole(stack, 'MailDns', { zone, domainName: DOMAIN, trusted: new iam.AccountPrincipal(ACCOUNT), trustedRolePath });
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

test('another selector has its record before the switch, and the former one is served for the overlap', async () => {
  await world.deploy(define('a'));
  expect((await world.deploy(define('b', {}, true))).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await records()).toEqual([`TXT ${name('a')}.`, `TXT ${name('b')}. (retired)`]);
  expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass' });
  const sent = await world.send();
  expect((await world.deploy(define('b'))).status).toBe('UPDATE_COMPLETE');
  expect(await records()).toEqual([`TXT ${name('a')}. (retired)`, `TXT ${name('b')}.`]);
  expect(await world.verdict()).toMatchObject({ selector: 'b', dkim: 'pass' });
  await world.pass(13 * DAY_MS);
  expect(await world.judge(sent)).toMatchObject({ selector: 'a', dkim: 'pass' });
  await world.pass(16 * DAY_MS);
  expect(await records()).toEqual([`TXT ${name('b')}.`]);
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
  const at = (place: (stack: Stack) => DomainDns, late = false) => (stack: Stack) => define('a', { dns: place(stack) }, late)(stack);
  const live = async () => [await world.records(), await records()].map((place) => place.filter((record) => !record.endsWith(')')));

  test('from the own account fails, succeeds, and goes back; each time the former records are retired', async () => {
    const home = (stack: Stack) => world.zone(stack);
    const expectIn = async (place: 'world' | 'dns') => {
      expect(await live()).toEqual([place === 'world', place === 'dns'].map((isThere) => isThere ? [`TXT ${name('a')}.`] : []));
      expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass' });
    };
    world.delegate();
    await world.deploy(at(home));
    await expectIn('world');
    expect((await world.deploy(at(elsewhere))).status).toBe('UPDATE_ROLLBACK_COMPLETE'); // the domain is not delegated to it
    await expectIn('world');
    dns.delegate();
    expect((await world.deploy(at(elsewhere, true))).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect((await world.deploy(at(elsewhere))).status).toBe('UPDATE_COMPLETE');
    await expectIn('dns');
    world.delegate();
    expect((await world.deploy(at(home))).status).toBe('UPDATE_COMPLETE');
    await expectIn('world');
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
    third.delegate();
    const role = 'arn:aws:iam::777788889999:role/mail';
    const outcome = await world.deploy(at((stack) => elsewhere(stack, { hostedZoneId: third.zoneId() }, role)));
    expect([outcome.status, world.failures(outcome)]).toEqual(['UPDATE_COMPLETE', []]);
    await world.pass(2 * 60 * 60_000); // the clock retires it when SES has verified the domain
    expect([await third.records(), await records()]).toEqual([[`TXT ${name('a')}.`], [`TXT ${name('a')}. (retired)`]]);
    await world.pass(16 * DAY_MS);
    expect([await third.records(), await records()]).toEqual([[`TXT ${name('a')}.`], []]);
  });
});

test('a record that is there with the same key is accepted, and stays', async () => {
  await dns.createRecords([{ name: name('a'), type: 'TXT', value: keys.a.record.match(/.{1,255}/g)!.map((part) => `"${part}"`).join(' ') }]);
  expect((await world.deploy(define('a'))).status).toBe('CREATE_COMPLETE');
  expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass' });
  await world.destroy();
  expect(await records()).toEqual([`TXT ${name('a')}.`]);
});

test('the role of the zone\'s account lets in the functions of this library in a session of its domain, and nobody else', async () => {
  const { resources } = await world.deploy((stack) => {
    define('a')(stack);
    const role = new iam.Role(stack, 'Anybody', { assumedBy: new iam.AccountRootPrincipal() });
    role.addToPolicy(new iam.PolicyStatement({ actions: ['sts:AssumeRole'], resources: ['*'] }));
  });
  const arn = (logicalId: RegExp) => roleArn(world, resources, logicalId);
  const refused = { name: expect.stringMatching(/^AccessDenied/) };
  await expect(take(world, ROLE)).rejects.toMatchObject(refused);
  await expect(take(world, ROLE, await take(world, arn(/^Anybody/)), DOMAIN)).rejects.toMatchObject(refused);
  for (const id of [/^CdkSesDkimDeployRole/, /^CdkSesDkimWatchRole/]) {
    await expect(take(world, ROLE, session(world, arn(id)), 'other.example')).rejects.toMatchObject(refused);
    await expect(take(world, ROLE, session(world, arn(id)), DOMAIN)).resolves.toMatchObject({ accessKeyId: expect.any(String) });
  }
});

test('the functions work in a VPC, with roles that somebody has made beforehand in a path of their own, from the printed policies, and with the tags of the stack', async () => {
  const roles = ['deploy', 'watch'] as const;
  const policies = new Map<string, string>();
  const configured = (stack: Stack) => {
    const [deployRole, watchRole] = roles.map((of) => iam.Role.fromRoleArn(stack, `Role-${of}`, `arn:aws:iam::${ACCOUNT}:role/platform/${of}`, { mutable: false }));
    DomainIdentityHandler.configure(stack, {
      deployRole,
      watchRole,
      clockRate: Duration.hours(2),
      reservedConcurrentExecutions: 2,
      vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'], privateSubnetIds: ['subnet-1'] }),
      securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1')],
    });
    define('a')(stack);
    new DomainIdentity(stack, 'Other', { domainName: 'other.example', dkim: Dkim.byoDkim({ key: DkimKey.generate() }) });
    const { deployPolicyJson, watchPolicyJson } = DomainIdentityHandler.of(stack);
    policies.set('deploy', stack.resolve(deployPolicyJson)).set('watch', stack.resolve(watchPolicyJson));
  };
  world.assembly(configured);
  await world.deploy((stack) => roles.forEach((of) => new iam.Role(stack, of, {
    roleName: of,
    path: '/platform/',
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: { Handler: iam.PolicyDocument.fromJson(JSON.parse(policies.get(of)!)) },
  })), 'Platform');
  expect((await dns.deploy(letIn('/platform/'), 'Dns')).status).toBe('UPDATE_COMPLETE');
  const outcome = await world.deploy(configured, undefined, { tags: { team: 'mail' } }); // as `cdk deploy --tags team=mail` does
  expect([outcome.status, world.failures(outcome)]).toEqual(['CREATE_COMPLETE', []]);
  expect((await world.identity())!.Tags).toContainEqual({ Key: 'team', Value: 'mail' });
  expect(Object.values(outcome.resources).filter(({ type }) => type.startsWith('AWS::IAM::'))).toEqual([]);
  expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass' });
  await world.pass(3 * 60 * 60_000);
  expect(world.aws.lambda.functions.map(({ configuration: { isInVpc } }) => isInVpc)).toEqual([true, true]);
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect([await records(), world.aws.iam.denials]).toEqual([[], []]);
});

test('an error names the zone, and says what to do', async () => {
  const outcome = await world.deploy(define('a', {}, false, { hostedZoneId: world.zoneId() }));
  expect(outcome.status).toBe('ROLLBACK_COMPLETE');
  const { reason } = world.failures(outcome)[0];
  expect(reason).toContain(`the hosted zone ${world.zoneId()}`);
  expect(reason).toContain('AccessDenied: ');
  expect(reason).toContain('check what may take it away: a permissions boundary of the function\'s role');
});

test('a boundary without sts:AssumeRole fails the deployment, and the error says where to look', async () => {
  const services = ['cloudformation', 'logs', 'route53', 'secretsmanager', 'ses'];
  const outcome = await world.deploy((stack) => {
    define('a')(stack);
    iam.PermissionsBoundary.of(stack).apply(new iam.ManagedPolicy(stack, 'Boundary', {
      statements: [new iam.PolicyStatement({ actions: services.map((service) => `${service}:*`), resources: ['*'] })],
    }));
  });
  expect(outcome.status).toBe('ROLLBACK_COMPLETE');
  expect(world.failures(outcome)[0].reason).toMatch(new RegExp(`${ROLE}.*AccessDenied.*permissions boundary`, 's'));
});
