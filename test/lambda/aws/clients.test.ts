import { Clients } from '../../../lambda/aws/clients';

const clients = new Clients('eu-west-1');

beforeAll(() => Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' }));
afterAll(() => ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'].forEach((name) => delete process.env[name]));

const all = () => [
  clients.cloudFormation(), clients.secretsManager(), clients.ses(), clients.sesV2('eu-west-1'), clients.sts('us-east-1'), clients.route53(),
] as const;

test('no call of any service may last, and no client tries again by itself', async () => {
  for (const { config } of all()) {
    expect(await config.maxAttempts()).toBe(1);
    const handler = config.requestHandler as unknown as { readonly configProvider: Promise<object> };
    expect(await handler.configProvider).toMatchObject({ connectionTimeout: 3_000, socketTimeout: 7_000 });
  }
});

test('the credentials are those that Lambda gives the function', async () => {
  for (const { config } of all()) {
    expect(await config.credentials()).toMatchObject({ accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'token' });
  }
});

test('each service, Region and role has one client', async () => {
  expect(clients.sesV2('eu-west-1')).toBe(clients.sesV2('eu-west-1'));
  expect(clients.sesV2('eu-west-1')).not.toBe(clients.sesV2('us-east-1'));
  expect(await clients.sesV2('us-east-1').config.region()).toBe('us-east-1');
  const role = (session: string) => ({ session, credentials: async () => ({ accessKeyId: session, secretAccessKey: 'x' }) });
  expect(clients.route53(role('a'))).toBe(clients.route53(role('a')));
  expect(clients.route53(role('a'))).not.toBe(clients.route53(role('b')));
  expect(await clients.route53(role('b')).config.credentials()).toMatchObject({ accessKeyId: 'b' });
  expect(clients.route53(role('a'))).not.toBe(clients.route53());
});
