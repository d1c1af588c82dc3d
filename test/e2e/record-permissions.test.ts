import {
  type ChangeAction, ChangeResourceRecordSetsCommand, CreateHostedZoneCommand, DeleteHostedZoneCommand, GetHostedZoneCommand, ListHostedZonesCommand,
  ListResourceRecordSetsCommand, Route53Client, type RRType,
} from '@aws-sdk/client-route-53';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateEmailIdentityCommand, DeleteEmailIdentityCommand, GetEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { TestKey } from './keys';
import { roleArn, type Session, session, take } from './roles';
import { ACCOUNT, DOMAIN, World } from './world';
import { Dkim, DomainDns, DomainDnsRole, DomainIdentity, ExistingIdentity } from '../../src';

/** What the code of the functions could do if it were somebody else's: every role that it has or may take, tried out. */

const OTHER = 'example.org';
const DNS_ACCOUNT = '444455556666';
let world: World;
let dns: World;
let stackId: string;
const roles: Record<string, Session> = {};

beforeAll(async () => {
  world = await World.start();
  await world.createZone(OTHER);
  dns = world.in(DNS_ACCOUNT);
  await dns.createZone(DOMAIN);
  await dns.createZone(OTHER);
  await world.createSecret('dkim/a', new TestKey().pem());
  await dns.deploy((stack) => {
    const zone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: dns.zoneId(), zoneName: DOMAIN });
    new DomainDnsRole(stack, 'MailDns', { zone, domainName: DOMAIN, trusted: new iam.AccountPrincipal(ACCOUNT), roleName: 'dns' });
  });
  const own = await world.deploy((stack) => {
    const zone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: world.zoneId(), zoneName: DOMAIN });
    new DomainIdentity(stack, 'Identity', {
      domainName: DOMAIN,
      dkim: Dkim.byoDkim({ key: world.key(stack, 'a') }),
      dns: DomainDns.hostedZone(zone),
      mailFrom: { subdomain: 'bounce' },
    });
  }, 'Own');
  const { resources } = own;
  stackId = own.stackId;
  const elsewhere = await world.deploy((stack) => {
    const role = iam.Role.fromRoleArn(stack, 'DnsRole', `arn:aws:iam::${DNS_ACCOUNT}:role/dns`);
    new DomainIdentity(stack, 'Identity', {
      domainName: DOMAIN,
      existingIdentity: ExistingIdentity.ADOPT,
      dkim: Dkim.byoDkim({ key: world.key(stack, 'a') }),
      dns: DomainDns.crossAccountHostedZone({ hostedZoneId: dns.zoneId(), zoneName: DOMAIN, role }),
    });
  }, 'Elsewhere');
  roles.deploy = session(world, roleArn(world, resources, /^CdkSesDkimDeployRole/));
  roles.watch = session(world, roleArn(world, resources, /^CdkSesDkimWatchRole/));
  roles.zone = await take(
    world, `arn:aws:iam::${DNS_ACCOUNT}:role/dns`, session(world, roleArn(world, elsewhere.resources, /^CdkSesDkimDeployRole/)), DOMAIN,
  );
});
afterAll(() => world.stop());

const VALUES: Partial<Record<RRType, string>> = { A: '192.0.2.1', MX: '10 mx.example.net', NS: 'ns.example.net', TXT: '"text"', CNAME: 'target.example.net' };
const client = (role: string) => new Route53Client({ ...world.aws.clientConfig(), credentials: roles[role], maxAttempts: 1 });

/** `allowed`, for whatever Route 53 then says of it, or `refused`. */
async function outcome(run: () => Promise<unknown>): Promise<'allowed' | 'refused'> {
  return run().then(() => 'allowed' as const, (error: Error) => error.name.startsWith('AccessDenied') ? 'refused' : 'allowed');
}

function change(role: string, zoneId: string, ...changes: ReadonlyArray<readonly [ChangeAction, string, RRType]>) {
  return outcome(() => client(role).send(new ChangeResourceRecordSetsCommand({
    HostedZoneId: zoneId,
    ChangeBatch: {
      Changes: changes.map(([Action, Name, Type]) => (
        { Action, ResourceRecordSet: { Name, Type, TTL: 60, ResourceRecords: [{ Value: VALUES[Type]! }] } }
      )),
    },
  })));
}

const OURS = `probe._domainkey.${DOMAIN}`;

describe.each(['deploy', 'watch'] as const)('the function %s', (role) => {
  test.each([
    ['TXT', OURS], ['CNAME', OURS.toUpperCase()], ['TXT', `_dmarc.${DOMAIN}`], ['MX', `bounce.${DOMAIN}`], ['TXT', `bounce.${DOMAIN}`],
  ] as const)('may make and remove a record %s %s in the zone of the template, and may not overwrite it', async (type, name) => {
    expect(await change(role, world.zoneId(), ['CREATE', name, type])).toBe('allowed');
    expect(await change(role, world.zoneId(), ['DELETE', name, type])).toBe('allowed');
    expect(await change(role, world.zoneId(), ['UPSERT', name, type])).toBe('refused');
  });

  test.each([
    ['A', OURS], ['NS', OURS], ['TXT', DOMAIN], ['MX', DOMAIN], ['CNAME', `www.${DOMAIN}`], ['TXT', `_domainkey.${DOMAIN}`], ['TXT', `x_domainkey.${DOMAIN}`],
    ['MX', `other.${DOMAIN}`],
  ] as const)('may not make a record %s %s, not even beside one that it may make', async (type, name) => {
    expect(await change(role, world.zoneId(), ['CREATE', name, type])).toBe('refused');
    expect(await change(role, world.zoneId(), ['CREATE', OURS, 'TXT'], ['CREATE', name, type])).toBe('refused');
  });

  test('makes nothing in a zone that the template does not name but the memory, and may remove there what the memory lists', async () => {
    const memory = `_cdk-ses-dkim._domainkey.${OTHER}`;
    expect(await change(role, world.zoneId(OTHER), ['CREATE', `probe._domainkey.${OTHER}`, 'TXT'])).toBe('refused');
    expect(await change(role, world.zoneId(OTHER), ['CREATE', memory, 'TXT'])).toBe('allowed');
    expect(await change(role, world.zoneId(OTHER), ['DELETE', memory, 'TXT'])).toBe('allowed');
    for (const type of ['TXT', 'CNAME', 'MX'] as const) {
      expect(await change(role, world.zoneId(OTHER), ['DELETE', `probe._domainkey.${OTHER}`, type])).toBe('allowed');
    }
    expect(await change(role, world.zoneId(OTHER), ['DELETE', `www.${OTHER}`, 'A'])).toBe('refused');
    expect(await change(role, world.zoneId(OTHER), ['CREATE', memory, 'TXT'], ['DELETE', `probe._domainkey.${OTHER}`, 'TXT'])).toBe('refused');
  });

  test('sees, makes and deletes no zone', async () => {
    for (const [what, call] of Object.entries(ZONES)) {
      expect([what, await outcome(() => call(role))]).toEqual([what, 'refused']);
    }
  });
});

describe('the role in the zone\'s account', () => {
  test.each(['TXT', 'CNAME'] as const)('makes and removes DKIM records of type %s', async (type) => {
    expect(await change('zone', dns.zoneId(), ['CREATE', OURS, type])).toBe('allowed');
    expect(await change('zone', dns.zoneId(), ['DELETE', OURS, type])).toBe('allowed');
  });

  test.each([
    DOMAIN, `www.${DOMAIN}`, `_dmarc.${DOMAIN}`, `_domainkey.${DOMAIN}`, `x_domainkey.${DOMAIN}`, `${OURS}.x.${DOMAIN}`, `probe._domainkey.news.${DOMAIN}`,
    `probe._domainkey.x${DOMAIN}`, `*.${DOMAIN}`,
  ])('may not write to %s, not even beside a record that it may write', async (foreign) => {
    for (const action of ['CREATE', 'UPSERT', 'DELETE'] as const) {
      expect([action, await change('zone', dns.zoneId(), [action, foreign, 'TXT'])]).toEqual([action, 'refused']);
      expect([action, await change('zone', dns.zoneId(), ['CREATE', OURS, 'TXT'], [action, foreign, 'TXT'])]).toEqual([action, 'refused']);
    }
  });

  test('looks into no other zone, and has no other business', async () => {
    expect(await change('zone', dns.zoneId(OTHER), ['CREATE', OURS, 'TXT'])).toBe('refused');
    expect(await outcome(() => client('zone').send(new ListResourceRecordSetsCommand({ HostedZoneId: dns.zoneId(OTHER) })))).toBe('refused');
    for (const [what, call] of Object.entries({ ...ZONES, ...OTHERS })) {
      expect([what, await outcome(() => call('zone'))]).toEqual([what, 'refused']);
    }
  });
});

/** What else there is, tried as each role. */
const ZONES: Record<string, (role: string) => Promise<unknown>> = {
  'list zones': (role) => client(role).send(new ListHostedZonesCommand({})),
  'see a zone': (role) => client(role).send(new GetHostedZoneCommand({ Id: world.zoneId() })),
  'make a zone': (role) => client(role).send(new CreateHostedZoneCommand({ Name: 'new.example', CallerReference: role })),
  'delete a zone': (role) => client(role).send(new DeleteHostedZoneCommand({ Id: world.zoneId() })),
};
const OTHERS: Record<string, (role: string) => Promise<unknown>> = {
  'see an identity': (role) => ses(role).send(new GetEmailIdentityCommand({ EmailIdentity: DOMAIN })),
  'delete an identity': (role) => ses(role).send(new DeleteEmailIdentityCommand({ EmailIdentity: DOMAIN })),
  'read a key': (role) => readKey(role),
};
const ses = (role: string) => new SESv2Client({ ...world.aws.clientConfig(), credentials: roles[role] });
const readKey = (role: string) => new SecretsManagerClient({ ...world.aws.clientConfig(), credentials: roles[role] })
  .send(new GetSecretValueCommand({ SecretId: 'dkim/a' }));

test('both functions read a stored key, and only the one that deploys creates or deletes identities', async () => {
  const make = (role: string) => ses(role).send(new CreateEmailIdentityCommand({
    EmailIdentity: 'made.example', Tags: [{ Key: 'cdk-ses-dkim:stack-id', Value: stackId }],
  }));
  const remove = (role: string, EmailIdentity: string) => ses(role).send(new DeleteEmailIdentityCommand({ EmailIdentity }));
  expect(await outcome(() => readKey('watch'))).toBe('allowed'); // to publish its record again, or to give SES the key again
  expect(await outcome(() => readKey('deploy'))).toBe('allowed');
  expect(await outcome(() => make('watch'))).toBe('refused');
  expect(await outcome(() => make('deploy'))).toBe('allowed');
  expect(await outcome(() => remove('watch', 'made.example'))).toBe('refused');
  expect(await outcome(() => remove('deploy', 'made.example'))).toBe('allowed');
  // It has the tags of the stack that adopted it, and existed before.
  expect(await outcome(() => remove('deploy', DOMAIN))).toBe('refused');
});
