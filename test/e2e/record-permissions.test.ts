import {
  type ChangeAction, ChangeResourceRecordSetsCommand, CreateHostedZoneCommand, DeleteHostedZoneCommand, GetHostedZoneCommand, ListHostedZonesCommand,
  ListResourceRecordSetsCommand, Route53Client, type RRType,
} from '@aws-sdk/client-route-53';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DeleteEmailIdentityCommand, GetEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { TestKey } from './keys';
import { roleArn, type Session, session, take } from './roles';
import { ACCOUNT, DOMAIN, World } from './world';
import { Dkim, DomainDns, DomainDnsRole, DomainIdentity, ExistingIdentity, ExistingRecords } from '../../src';

/** What the code that writes records could do if it were somebody else's: every role that it has or may take, tried out. */

const OTHER = 'example.org';
const DNS_ACCOUNT = '444455556666';
let world: World;
let dns: World;
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
  const { resources } = await world.deploy((stack) => {
    const zone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: world.zoneId(), zoneName: DOMAIN });
    new DomainIdentity(stack, 'Identity', {
      domainName: DOMAIN,
      dkim: Dkim.byoDkim({ key: world.key(stack, 'a') }),
      dns: DomainDns.hostedZone(zone, { existingRecords: ExistingRecords.ACCEPT }),
    });
  }, 'Own');
  const elsewhere = await world.deploy((stack) => {
    const role = iam.Role.fromRoleArn(stack, 'DnsRole', `arn:aws:iam::${DNS_ACCOUNT}:role/dns`);
    new DomainIdentity(stack, 'Identity', {
      domainName: DOMAIN,
      existingIdentity: ExistingIdentity.ADOPT,
      dkim: Dkim.byoDkim({ key: world.key(stack, 'a') }),
      dns: DomainDns.crossAccountHostedZone({ hostedZoneId: dns.zoneId(), zoneName: DOMAIN, role }),
    });
  }, 'Elsewhere');
  roles.handler = session(world, roleArn(world, resources, /^CdkSesDkimRole/));
  roles.records = await take(world, roleArn(world, resources, /^IdentityRecordsRole/), roles.handler);
  const handler = session(world, roleArn(world, elsewhere.resources, /^CdkSesDkimRole/));
  roles['records elsewhere'] = await take(world, roleArn(world, elsewhere.resources, /^IdentityRecordsRole/), handler);
  roles.zone = await take(world, `arn:aws:iam::${DNS_ACCOUNT}:role/dns`, roles['records elsewhere']);
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

const ACTIONS: ChangeAction[] = ['CREATE', 'UPSERT', 'DELETE'];
const OURS = `probe._domainkey.${DOMAIN}`;
const FOREIGN = [
  DOMAIN, `www.${DOMAIN}`, `_dmarc.${DOMAIN}`, `_domainkey.${DOMAIN}`, `x_domainkey.${DOMAIN}`, `${OURS}.x.${DOMAIN}`, `probe._domainkey.news.${DOMAIN}`,
  `probe._domainkey.x${DOMAIN}`, `*.${DOMAIN}`,
];

describe.each([['records', () => world], ['zone', () => dns]] as const)('the role that writes: %s', (role, place) => {
  test.each(['TXT', 'CNAME'] as const)('may write a DKIM record of type %s', async (type) => {
    for (const action of ACTIONS) {
      expect([action, await change(role, place().zoneId(), [action, OURS.toUpperCase(), type])]).toEqual([action, 'allowed']);
    }
  });

  test.each(['A', 'MX', 'NS'] as const)('may not write one of type %s', async (type) => {
    for (const action of ACTIONS) {
      expect([action, await change(role, place().zoneId(), [action, OURS, type])]).toEqual([action, 'refused']);
    }
  });

  test.each(FOREIGN)('may not write to %s, not even beside a record that it may write', async (foreign) => {
    for (const action of ACTIONS) {
      expect([action, await change(role, place().zoneId(), [action, foreign, 'TXT'])]).toEqual([action, 'refused']);
      expect([action, await change(role, place().zoneId(), [action, OURS, 'TXT'], [action, foreign, 'TXT'])]).toEqual([action, 'refused']);
    }
  });

  test('may not look into another zone, nor change it', async () => {
    const zoneId = place().zoneId(OTHER);
    expect(await change(role, zoneId, ['CREATE', OURS, 'TXT'])).toBe('refused');
    expect(await outcome(() => client(role).send(new ListResourceRecordSetsCommand({ HostedZoneId: zoneId })))).toBe('refused');
  });
});

/** What else there is, tried as each role. */
const CALLS: Record<string, (role: string) => Promise<unknown>> = {
  'list zones': (role) => client(role).send(new ListHostedZonesCommand({})),
  'see a zone': (role) => client(role).send(new GetHostedZoneCommand({ Id: world.zoneId() })),
  'make a zone': (role) => client(role).send(new CreateHostedZoneCommand({ Name: 'new.example', CallerReference: role })),
  'delete a zone': (role) => client(role).send(new DeleteHostedZoneCommand({ Id: world.zoneId() })),
};
const OTHERS: Record<string, (role: string) => Promise<unknown>> = {
  'see an identity': (role) => ses(role).send(new GetEmailIdentityCommand({ EmailIdentity: DOMAIN })),
  'delete an identity': (role) => ses(role).send(new DeleteEmailIdentityCommand({ EmailIdentity: DOMAIN })),
  'read a key': (role) => new SecretsManagerClient({ ...world.aws.clientConfig(), credentials: roles[role] })
    .send(new GetSecretValueCommand({ SecretId: 'dkim/a' })),
};
const ses = (role: string) => new SESv2Client({ ...world.aws.clientConfig(), credentials: roles[role] });

test.each(['handler', 'records', 'records elsewhere', 'zone'])('no zone is seen, made or deleted by the role: %s', async (role) => {
  for (const [what, call] of Object.entries(CALLS)) {
    expect([what, await outcome(() => call(role))]).toEqual([what, 'refused']);
  }
});

test.each(['records', 'records elsewhere', 'zone'])('nothing but records is the business of the role: %s', async (role) => {
  for (const [what, call] of Object.entries(OTHERS)) {
    expect([what, await outcome(() => call(role))]).toEqual([what, 'refused']);
  }
});

test.each(['handler', 'records elsewhere'])('no record is written without going on to another role by: %s', async (role) => {
  for (const zoneId of [world.zoneId(), dns.zoneId()]) {
    expect(await change(role, zoneId, ['CREATE', OURS, 'TXT'])).toBe('refused');
    expect(await outcome(() => client(role).send(new ListResourceRecordSetsCommand({ HostedZoneId: zoneId })))).toBe('refused');
  }
});
