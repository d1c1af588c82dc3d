import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { Clock } from '../../../local-aws/kernel/clock';
import { Credentials } from '../../../local-aws/kernel/credentials';
import { FaultInjector } from '../../../local-aws/kernel/fault-injector';
import { HttpServer } from '../../../local-aws/kernel/http-server';
import { RateLimits } from '../../../local-aws/kernel/rate-limit';
import { RequestLog } from '../../../local-aws/kernel/request-log';
import { Sts } from '../../../local-aws/sts';
import { ACCOUNT, AccountUnderTest, document } from '../iam/account-under-test';

/*
 * Who may be which role: the caller's policies and the role's trust, both.
 */

const account = new AccountUnderTest();
const clock = new Clock();
const credentials = new Credentials();
const server = new HttpServer({
  clock,
  credentials,
  authorizer: account.iam,
  faults: new FaultInjector(),
  requests: new RequestLog(),
  rateLimits: new RateLimits(clock, {}),
  kill: () => {},
});
const sts = new Sts(clock, account.iam, credentials);

beforeAll(async () => {
  credentials.registerAdministrator(ACCOUNT, 'ADMIN');
  sts.apis.forEach((api) => server.serveApi(api));
  await server.start();
});
afterAll(() => server.stop());

type Keys = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
const ADMIN: Keys = { accessKeyId: 'ADMIN', secretAccessKey: 'x' };
const client = (keys = ADMIN) => new STSClient({ endpoint: server.endpoint, region: 'eu-west-1', credentials: keys, maxAttempts: 1 });

async function role(logicalId: string, ...trust: object[]): Promise<string> {
  const { attributes } = await account.create('AWS::IAM::Role', logicalId, {
    AssumeRolePolicyDocument: { Statement: trust.map((statement) => ({ Effect: 'Allow', Action: 'sts:AssumeRole', ...statement })) },
    Policies: [{ PolicyName: 'p', PolicyDocument: document({ Action: 'sts:AssumeRole' }) }],
  });
  return attributes.Arn as string;
}

async function assume(RoleArn: string, keys = ADMIN, more: { ExternalId?: string; DurationSeconds?: number } = {}) {
  const { Credentials: issued, AssumedRoleUser } = await client(keys).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'session', ...more }));
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = issued!;
  return {
    keys: { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken },
    arn: AssumedRoleUser!.Arn,
    Expiration,
  };
}

const account111 = { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } };

test('who the administrator is', async () => {
  expect(await client().send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:user/administrator` });
});

test('a session is somebody else, for as long as was asked', async () => {
  const { keys, arn, Expiration } = await assume(await role('Deploy', account111), ADMIN, { DurationSeconds: 900 });
  expect(arn).toMatch(new RegExp(`^arn:aws:sts::${ACCOUNT}:assumed-role/Mail-Deploy-[A-Z0-9]+/session$`));
  expect(await client(keys).send(new GetCallerIdentityCommand({}))).toMatchObject({ Arn: arn });
  expect(Expiration).toEqual(new Date(clock.now().getTime() + 900_000));
});

test('a role that is not there is refused as one that trusts others, so that the CDK CLI goes on without it', async () => {
  const missing = `arn:aws:iam::${ACCOUNT}:role/cdk-hnb659fds-deploy-role-${ACCOUNT}-eu-west-1`;
  for (const arn of [missing, await role('Other', { Principal: { Service: 'lambda.amazonaws.com' } })]) {
    await expect(assume(arn)).rejects.toMatchObject({
      name: 'AccessDenied', message: `User: arn:aws:iam::${ACCOUNT}:user/administrator is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
    });
  }
});

test('a role trusts another by the other\'s name, and only with the external id', async () => {
  const handler = await role('Handler', account111);
  const dns = await role('Dns', { Principal: { AWS: handler }, Condition: { StringEquals: { 'sts:ExternalId': 'mail' } } });
  const { keys } = await assume(handler);
  await expect(assume(dns, keys)).rejects.toThrow('is not authorized to perform: sts:AssumeRole');
  await expect(assume(dns, keys, { ExternalId: 'mail' })).resolves.toMatchObject({ arn: expect.stringContaining('Mail-Dns-') });
  await expect(assume(dns, ADMIN, { ExternalId: 'mail' })).rejects.toThrow('is not authorized to perform: sts:AssumeRole');
});

test('a role that another account\'s role is known to by its tag', async () => {
  const tagged = await role('Tagged', account111);
  const dns = await role('Dns', { ...account111, Condition: { StringEquals: { 'aws:PrincipalTag/writes': 'example.com' } } });
  const { keys } = await assume(tagged);
  await expect(assume(dns, keys)).rejects.toThrow('is not authorized to perform: sts:AssumeRole');
  account.iam.role(ACCOUNT, tagged.split('/')[1]).tags = { writes: 'example.com' };
  await expect(assume(dns, keys)).resolves.toMatchObject({ arn: expect.stringContaining('Mail-Dns-') });
  await expect(assume(dns)).rejects.toThrow('is not authorized to perform: sts:AssumeRole');
});

test('a role with a path is known by it, and a session of it only by its name', async () => {
  const { attributes } = await account.create('AWS::IAM::Role', 'Zone', {
    Path: '/cdk-ses-dkim/', AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', ...account111 }] },
  });
  const arn = attributes.Arn as string;
  expect(arn).toMatch(/:role\/cdk-ses-dkim\/Mail-Zone-/);
  expect((await assume(arn)).arn).toMatch(/:assumed-role\/Mail-Zone-[A-Z0-9]+\/session$/);
  await expect(assume(arn.replace('/cdk-ses-dkim/', '/'))).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('a role trusts whoever has a path in the role\'s ARN, and a session of one name only', async () => {
  const trusting = await role('Trusting', {
    ...account111,
    Condition: {
      ArnLike: { 'aws:PrincipalArn': `arn:*:iam::${ACCOUNT}:role/cdk-ses-dkim/*` }, StringEquals: { 'sts:RoleSessionName': 'session' },
    },
  });
  const inPath = (Path: string) => account.create('AWS::IAM::Role', 'Handler', {
    Path,
    AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', ...account111 }] },
    Policies: [{ PolicyName: 'p', PolicyDocument: document({ Action: 'sts:AssumeRole' }) }],
  }).then(({ attributes }) => assume(attributes.Arn as string));
  const [{ keys }, { keys: others }] = [await inPath('/cdk-ses-dkim/'), await inPath('/other/')];
  await expect(assume(trusting, keys)).resolves.toBeDefined();
  await expect(assume(trusting, others)).rejects.toMatchObject({ name: 'AccessDenied' });
  await expect(client(keys).send(new AssumeRoleCommand({ RoleArn: trusting, RoleSessionName: 'other' }))).rejects.toMatchObject({ name: 'AccessDenied' });
});

test.each(['a', 'x'.repeat(65), 'with blank'])('a session cannot be called %j', async (RoleSessionName) => {
  await expect(client().send(new AssumeRoleCommand({ RoleArn: await role('Named', account111), RoleSessionName }))).rejects.toThrow(/at 'roleSessionName'/);
});

test('a permissions boundary has to allow it, also where the trust policy names the caller', async () => {
  const { physicalId: boundary } = await account.create('AWS::IAM::ManagedPolicy', 'Boundary', { PolicyDocument: document({ Action: 'ses:*' }) });
  const { attributes } = await account.create('AWS::IAM::Role', 'Bounded', {
    AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', ...account111 }] }, PermissionsBoundary: boundary,
  });
  const bounded = attributes.Arn as string;
  const trusting = await role('Trusting', { Principal: { AWS: bounded } });
  const { keys } = await assume(bounded);
  await expect(assume(trusting, keys)).rejects.toThrow('because no permissions boundary allows the sts:AssumeRole action');
  account.iam.role(ACCOUNT, bounded.split('/')[1]).permissionsBoundaryArn = undefined;
  await expect(assume(trusting, keys)).resolves.toBeDefined();
});

test('a deny in the trust policy', async () => {
  await expect(assume(await role('Closed', account111, { ...account111, Effect: 'Deny' }))).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('a service gets the roles that trust it', async () => {
  const arn = await role('Function', { Principal: { Service: 'lambda.amazonaws.com' } });
  const { accessKeyId } = sts.sessionFor('lambda.amazonaws.com', arn, 'fn');
  expect(credentials.principal(accessKeyId)).toMatchObject({ account: ACCOUNT, roleName: arn.split('/')[1] });
  expect(() => sts.sessionFor('states.amazonaws.com', arn, 'fn')).toThrow('cannot be assumed by states.amazonaws.com');
});
