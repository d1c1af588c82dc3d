import { createPrivateKey } from 'node:crypto';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { CreateEmailIdentityCommand } from '@aws-sdk/client-sesv2';
import type { Stack } from 'aws-cdk-lib';
import { Tags } from 'aws-cdk-lib';
import * as ses from 'aws-cdk-lib/aws-ses';
import { TestKey } from './keys';
import { DOMAIN, World } from './world';
import { Dkim, DkimKey, DomainIdentity, type DomainIdentityProps, ExistingIdentity } from '../../src';

/*
 * One stack goes through everything that the handler can be asked for, by the real CLI and by CloudFormation alone; then
 * everything that anybody saw is searched for the keys, and every permission for its use.
 */

const given = { a: new TestKey(), b: new TestKey() };
/** Those that the handler makes are known when it has made them. */
const keys: typeof given & { made?: TestKey; madeAnew?: TestKey } = { ...given };
let world: World;
/** All that was written, sent or shown, but what has to carry the key. */
const seen: Array<{ readonly where: string; readonly text: string }> = [];

const define = (props: (stack: Stack) => Partial<DomainIdentityProps>, tag?: string) => (stack: Stack) => {
  const identity = new DomainIdentity(stack, 'Identity', { domainName: DOMAIN, dns: world.zone(stack), ...props(stack) });
  if (tag) {
    Tags.of(identity).add('team', tag);
  }
};
const byo = (selector: string) => (stack: Stack) => ({ dkim: Dkim.byoDkim({ key: world.key(stack, selector) }) });

const make = (keyLength?: number) => () => ({ dkim: Dkim.byoDkim({ key: DkimKey.generate({ keyLength }) }) });

/** A key that the handler made, as a reader of its secret gets it. */
async function made(VersionStage?: string): Promise<TestKey> {
  const SecretId = world.aws.requests.all({ operation: 'PutSecretValue' })[0].input.SecretId as string;
  const { SecretString } = await world.secrets.send(new GetSecretValueCommand({ SecretId, VersionStage }));
  return new TestKey(0, createPrivateKey(JSON.parse(SecretString!).privateKey));
}

async function byCli(stack: (stack: Stack) => void, ends: 'well' | 'badly' = 'well'): Promise<void> {
  seen.push({ where: 'template', text: world.assembly(stack).template });
  const { code, output } = await world.deployByCli(stack);
  seen.push({ where: 'output of the CLI', text: output });
  expect(`${code === 0 ? 'well' : 'badly'} ${output}`).toMatch(new RegExp(`^${ends}`));
}

async function byCloudFormation(stack: (stack: Stack) => void, status: string): Promise<void> {
  const outcome = await world.deploy(stack);
  seen.push({ where: 'stack', text: JSON.stringify(outcome) });
  expect(outcome.status).toBe(status);
}

beforeAll(async () => {
  world = await World.start();
  await world.createConfigurationSet('tracking');
  for (const [selector, key] of Object.entries(given)) {
    await world.createSecret(`dkim/${selector}`, key.pem());
  }
  // Something that quotes the key where SES refuses it, and a text that holds it where it does not belong.
  await world.createSecret('dkim/field', JSON.stringify({ [keys.a.pem()]: keys.a.pem() }));
  world.aws.faults.add({
    operation: 'PutEmailIdentityDkimSigningAttributes',
    nth: 2,
    fault: { kind: 'error', code: 'BadRequestException', message: `Invalid key: '${keys.b.der('pkcs1').toString('base64')}'` },
  });

  const tracking = (stack: Stack) => ({ configurationSet: ses.ConfigurationSet.fromConfigurationSetName(stack, 'Set', 'tracking') });
  await byCli(define((stack) => ({ ...byo('a')(stack), ...tracking(stack) }), 'mail'));
  await byCli(define(byo('b'), 'mail'), 'badly'); // SES refuses, and quotes
  await byCloudFormation(define((stack) => ({
    ...byo('b')(stack),
    signingEnabled: false,
    feedbackForwarding: false,
    mailFrom: { subdomain: 'bounce' },
    ...tracking(stack),
  })), 'UPDATE_COMPLETE');
  await byCloudFormation(define((stack) => ({ dkim: Dkim.byoDkim({ key: world.key(stack, 'field') }) })), 'UPDATE_ROLLBACK_COMPLETE');
  await byCloudFormation((stack) => {
    define(byo('b'), 'mail')(stack);
    new DomainIdentity(stack, 'Second', { domainName: `news.${DOMAIN}` });
  }, 'UPDATE_COMPLETE');
  // The second identity leaves after the policy that names it has been updated.
  await byCloudFormation(define((stack) => ({ ...byo('a')(stack), ...tracking(stack) }), 'mail'), 'UPDATE_COMPLETE');
  expect(await world.identity(`news.${DOMAIN}`)).toBeUndefined();

  // It comes back by somebody else's hand, and is taken over; and a key length is refused.
  await world.ses.send(new CreateEmailIdentityCommand({ EmailIdentity: `news.${DOMAIN}` }));
  await byCloudFormation((stack) => {
    define((scope) => ({ ...byo('a')(scope), ...tracking(scope) }), 'mail')(stack);
    new DomainIdentity(stack, 'Second', {
      domainName: `news.${DOMAIN}`,
      existingIdentity: ExistingIdentity.ADOPT,
      dns: world.zone(stack),
      signingEnabled: false,
      feedbackForwarding: false,
      mailFrom: { subdomain: 'bounce' },
      ...byo('b')(stack),
      configurationSet: ses.ConfigurationSet.fromConfigurationSetName(stack, 'Theirs', 'tracking'),
    });
  }, 'UPDATE_COMPLETE');
  // It leaves after the policy that names it has been updated, and is given back all the same.
  await byCloudFormation(define((stack) => ({ ...byo('a')(stack), ...tracking(stack) }), 'mail'), 'UPDATE_COMPLETE');
  expect(await world.identity(`news.${DOMAIN}`)).toMatchObject({
    DkimAttributes: { SigningAttributesOrigin: 'AWS_SES', SigningEnabled: true }, FeedbackForwardingStatus: true, Tags: [],
  });
  expect((await world.identity(`news.${DOMAIN}`))!.ConfigurationSetName).toBeUndefined();
  expect((await world.identity(`news.${DOMAIN}`))!.MailFromAttributes!.MailFromDomain).toBeUndefined();
  world.aws.faults.add({ operation: 'PutEmailIdentityDkimSigningAttributes', fault: { kind: 'error', code: 'BadRequestException', message: 'no' } });
  await byCloudFormation(define((stack) => ({
    dkim: Dkim.easyDkim({ signingKeyLength: ses.EasyDkimSigningKeyLength.RSA_1024_BIT }), ...tracking(stack),
  }), 'mail'), 'UPDATE_ROLLBACK_COMPLETE');

  // A key that the handler makes; another length, which first the secret and then SES refuses; and away from it.
  await byCli(define(make()));
  keys.made = await made();
  const lines = keys.made.pem().trim().split('\n').slice(1, -1);
  world.aws.faults.add({
    operation: 'PutSecretValue', fault: { kind: 'error', code: 'ValidationException', message: `Value '${JSON.stringify(lines.join('\n'))}' at 'secretString'` },
  });
  await byCli(define(make(1024)), 'badly');
  world.aws.faults.add({ operation: 'PutEmailIdentityDkimSigningAttributes', fault: { kind: 'error', code: 'BadRequestException', message: lines.join('\n') } });
  await byCli(define(make(1024)), 'badly');
  keys.madeAnew = await made('AWSPREVIOUS');
  expect(world.aws.faults.remaining()).toEqual([]);
  await byCloudFormation(define((stack) => ({ ...byo('a')(stack), ...tracking(stack) }), 'mail'), 'UPDATE_COMPLETE');

  seen.push(...world.aws.logs.everything().map((text) => ({ where: 'log', text })));
  for (const { service, operation, requestBody, responseBody = '' } of world.aws.requests.all()) {
    seen.push({ where: `request ${service}:${operation}`, text: requestBody }, { where: `response ${service}:${operation}`, text: responseBody });
  }
}, 240_000);
afterAll(() => world.stop());

/** Where a text was seen. */
const places = (text: string) => [...new Set(seen.filter((one) => one.text.includes(text)).map(({ where }) => where))].sort();

/** By the tests themselves, when they make the secrets. */
const GIVEN = 'request secretsmanager:CreateSecret';
const MADE = 'request secretsmanager:PutSecretValue';
const READ = 'response secretsmanager:GetSecretValue';
const PUT = 'request ses:PutEmailIdentityDkimSigningAttributes';
/** By the errors that these tests make AWS answer. */
const QUOTED = ['response ses:PutEmailIdentityDkimSigningAttributes', 'response secretsmanager:PutSecretValue'];

test('the keys were read and put, so that finding them nowhere else means something', () => {
  const put = keys.a.der('pkcs1').toString('base64');
  expect(places(put)).toEqual([PUT]);
  const line = keys.a.pem().split('\n')[5];
  expect(places(line)).toEqual([GIVEN, READ]);
  expect(places(keys.made!.der('pkcs1').toString('base64'))).toEqual([PUT]);
  expect(places(keys.made!.pem().split('\n')[5])).toEqual(expect.arrayContaining([MADE, READ, ...QUOTED]));
  expect(places(keys.madeAnew!.pem().split('\n')[5])).toEqual([MADE, READ]);
});

test.each(['a', 'b', 'made', 'madeAnew'] as const)('no piece of the key %s is anywhere but in the secret and in the request to SES', (name) => {
  const all = keys[name]!.traces.flatMap(places);
  expect([...new Set(all)].filter((place) => ![GIVEN, MADE, READ, PUT, ...QUOTED].includes(place))).toEqual([]);
});

test('nothing that is called a private key is anywhere but in the secret', () => {
  const ofTheBundle = 'request s3:PutObject'; // the handler knows what a PEM file looks like
  expect(places('PRIVATE KEY').filter((place) => ![GIVEN, MADE, READ, ofTheBundle].includes(place))).toEqual([]);
});

test('no environment of a function holds a secret', () => {
  const { template } = world.assembly(define(byo('a')));
  expect(template).not.toContain('{{resolve:');
  expect(JSON.stringify(Object.values(JSON.parse(template).Resources as Record<string, { Properties?: { Environment?: object } }>)
    .map(({ Properties }) => Properties?.Environment ?? {}))).not.toContain('ecret');
});

test('the handler was refused nothing', () => {
  expect(world.aws.iam.denials).toEqual([]);
});

test('the handler has no permission that it did not use', () => {
  const unused = world.aws.iam.unusedGrants().filter(({ role }) => role.includes('CdkSesDkimDeployRole'));
  // The second identity only came and went.
  expect(unused.filter(({ resource }) => !resource.endsWith(`identity/news.${DOMAIN}`)).map(({ action }) => action)).toEqual([
    'cloudformation:DescribeStackResource', // only a deployment that takes long looks since when CloudFormation waits
    'sts:AssumeRole', // only for zones of other accounts
  ]);
});
