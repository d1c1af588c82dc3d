import { ChangeResourceRecordSetsCommand } from '@aws-sdk/client-route-53';
import { CreateEmailIdentityCommand, DeleteEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import type { Stack } from 'aws-cdk-lib';
import { TestKey } from './keys';
import { DOMAIN, World } from './world';
import { Dkim, DomainIdentity } from '../../src';

/** The domain signs in a second Region with the keys that it has in the first. */

const PARENT_REGION = 'us-east-1';
let world: World;
let parent: SESv2Client;
let tokens: string[];

beforeAll(async () => {
  world = await World.start();
  await world.createSecret('dkim/mail', new TestKey().pem());
  parent = world.patient(new SESv2Client(world.aws.clientConfig({ region: PARENT_REGION })));
  const { DkimAttributes } = await parent.send(new CreateEmailIdentityCommand({ EmailIdentity: DOMAIN }));
  tokens = DkimAttributes!.Tokens!;
  await world.route53.send(new ChangeResourceRecordSetsCommand({
    HostedZoneId: world.zoneId(),
    ChangeBatch: {
      Changes: tokens.map((token) => ({
        Action: 'CREATE',
        ResourceRecordSet: {
          Name: `${token}._domainkey.${DOMAIN}`, Type: 'CNAME', TTL: 300, ResourceRecords: [{ Value: `${token}.${DkimAttributes!.SigningHostedZone}` }],
        },
      })),
    },
  }));
});
afterEach(() => expect(world.aws.iam.denials).toEqual([]));
afterAll(() => world.stop());

const define = (dkim: (stack: Stack) => Dkim) => (stack: Stack) => {
  new DomainIdentity(stack, 'Identity', { domainName: DOMAIN, dns: world.zone(stack), dkim: dkim(stack) });
};
const replica = define(() => Dkim.deterministicEasyDkim({ parentRegion: PARENT_REGION }));
const byo = define((stack) => Dkim.byoDkim({ key: world.key(stack, 'mail') }));

const sesCalls = () => {
  const since = world.aws.requests.since();
  return () => since({ service: 'ses' }).filter(({ principal }) => principal.roleName).map(({ operation }) => operation);
};

test('a replica signs with the parent\'s keys, without a record of its own', async () => {
  const before = await world.records();
  const calls = sesCalls();
  expect((await world.deploy(replica)).status).toBe('CREATE_COMPLETE');
  expect(calls()).toEqual(['CreateEmailIdentity']);
  expect(await world.records()).toEqual(before);
  expect((await world.identity())!.DkimAttributes).toMatchObject({ SigningAttributesOrigin: 'AWS_SES_US_EAST_1', Tokens: tokens });
  expect(await world.verdict()).toMatchObject({ selector: tokens[0], dkim: 'pass' });
});

test('it becomes an identity with a key of ours, and a replica again, by one Put each', async () => {
  for (const [define_, selector] of [[byo, 'mail'], [replica, tokens[0]]] as const) {
    const calls = sesCalls();
    expect((await world.deploy(define_)).status).toBe('UPDATE_COMPLETE');
    expect(calls()).toEqual(['GetEmailIdentity', 'TagResource', 'PutEmailIdentityDkimSigningAttributes']);
    expect(await world.verdict()).toMatchObject({ selector, dkim: 'pass' });
  }
});

test('the parent cannot go before it', async () => {
  const deleted = parent.send(new DeleteEmailIdentityCommand({ EmailIdentity: DOMAIN }));
  await expect(deleted).rejects.toThrow(/eu-west-1/);
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  await parent.send(new DeleteEmailIdentityCommand({ EmailIdentity: DOMAIN }));
});
