import { createPrivateKey, createPublicKey } from 'node:crypto';
import {
  GetSecretValueCommand, ListSecretVersionIdsCommand, type ListSecretVersionIdsResponse, ResourceNotFoundException, RotateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import * as ses from 'aws-cdk-lib/aws-ses';
import { TestKey } from './keys';
import { DOMAIN, REGION, World } from './world';
import { Dkim, DkimKey, DomainIdentity, type DomainIdentityProps, ExistingIdentity, type GeneratedDkimKeyOptions } from '../../src';
import type { GeneratedSecret } from '../../src/contract/dkim-key';

const DAY = 24 * 60 * 60_000;
let world: World;

beforeEach(async () => {
  world = await World.start();
});
afterEach(async () => {
  const { denials } = world.aws.iam;
  await world.stop();
  expect(denials).toEqual([]);
});

const record = (selector: string, domainName = DOMAIN) => `${selector}._domainkey.${domainName}`;
const generated = (options?: GeneratedDkimKeyOptions, props: Partial<DomainIdentityProps> = {}) => (stack: Stack) => (
  new DomainIdentity(stack, 'Identity', { domainName: DOMAIN, dkim: Dkim.byoDkim({ key: DkimKey.generate(options) }), dns: world.zone(stack), ...props })
);

/** The secret that the latest deployment has. */
let secretArn: string;

async function deploy(define: (stack: Stack) => void): Promise<GeneratedSecret> {
  const outcome = await world.deploy(define);
  expect(`${outcome.status} ${JSON.stringify(world.failures(outcome))}`).toMatch(/^(CREATE|UPDATE)_COMPLETE /);
  secretArn = Object.values(outcome.resources).find(({ type }) => type === 'AWS::SecretsManager::Secret')!.physicalId!;
  return held();
}

async function held(SecretId = secretArn): Promise<GeneratedSecret> {
  return JSON.parse((await world.secrets.send(new GetSecretValueCommand({ SecretId }))).SecretString!);
}

async function versions(): Promise<NonNullable<ListSecretVersionIdsResponse['Versions']>> {
  return (await world.secrets.send(new ListSecretVersionIdsCommand({ SecretId: secretArn, IncludeDeprecated: true }))).Versions!;
}

/** A resource that comes after the identity, and fails. */
function failLate(stack: Stack, identity: DomainIdentity): void {
  new ses.CfnEmailIdentity(stack, 'Late', { emailIdentity: DOMAIN }).node.addDependency(identity);
}

test('one deployment from nothing to signed mail, and nothing is left of it', async () => {
  const { code, output } = await world.deployByCli(generated());
  expect(`${code} ${output}`).toMatch(/^0 /);
  const [{ input }] = world.aws.requests.all({ operation: 'PutSecretValue' });
  secretArn = input.SecretId as string;
  const { selector, publicKey } = await held();
  expect(await world.dig(record(selector))).toEqual([`v=DKIM1; k=rsa; p=${publicKey}`]);
  expect(await world.verdict()).toEqual({ selector, dkim: 'pass', dmarc: 'none' });
  expect(world.selector()).toBe(selector);

  expect((await world.destroyByCli(generated())).code).toBe(0);
  await expect(held()).rejects.toThrow(ResourceNotFoundException);
  expect(await world.identity()).toBeUndefined();
  expect(await world.records()).toEqual([]);
});

test('the secret has what others need, and SES was given the key that it has', async () => {
  const secret = await deploy(generated());
  expect(secret).toEqual({
    domainName: DOMAIN,
    selector: expect.stringMatching(/^s[0-9a-f]{16}$/),
    privateKey: createPrivateKey(secret.privateKey).export({ type: 'pkcs8', format: 'pem' }),
    publicKey: createPublicKey(secret.privateKey).export({ type: 'spki', format: 'der' }).toString('base64'),
    keyLength: 2048,
  });
  expect(await versions()).toHaveLength(1);
});

test('the key is in its secret, and its record visible, before SES is told', async () => {
  const { selector } = await deploy(generated());
  const at = (operation: string) => world.aws.requests.all({ operation }).at(-1)!;
  const put = at('PutEmailIdentityDkimSigningAttributes');
  expect(at('PutSecretValue').sequence).toBeLessThan(put.sequence);
  expect(world.aws.route53.servedAt(record(selector), 'TXT', put.time)).toHaveLength(1);
});

test('a change of anything else leaves the key alone', async () => {
  const before = await deploy(generated());
  expect(await deploy(generated({}, { feedbackForwarding: false }))).toEqual(before);
  expect(await versions()).toHaveLength(1);
  expect(world.aws.requests.all({ operation: 'PutEmailIdentityDkimSigningAttributes' })).toHaveLength(1);
});

test('another length is another key under another selector, both published when SES is told', async () => {
  const before = await deploy(generated());
  await world.verdict();
  const inTransit = await world.send();
  const after = await deploy(generated({ keyLength: 1024 }));
  expect(after.keyLength).toBe(1024);
  expect(after.selector).not.toBe(before.selector);
  const { time } = world.aws.requests.all({ operation: 'PutEmailIdentityDkimSigningAttributes' }).at(-1)!;
  expect([before, after].map(({ selector }) => world.aws.route53.servedAt(record(selector), 'TXT', time).length)).toEqual([1, 1]);
  expect((await world.records()).sort()).toEqual([`TXT ${record(after.selector)}.`, `TXT ${record(before.selector)}. (retired)`].sort());
  expect(await world.verdict()).toMatchObject({ selector: after.selector, dkim: 'pass' });
  expect(await world.judge(inTransit)).toMatchObject({ selector: before.selector, dkim: 'pass' });

  // The way back takes the former key, whose record is still there.
  expect(await deploy(generated())).toEqual(before);
  expect(await versions()).toHaveLength(2);
  expect((await world.records()).sort()).toEqual([`TXT ${record(before.selector)}.`, `TXT ${record(after.selector)}. (retired)`].sort());
  expect(await world.verdict()).toMatchObject({ selector: before.selector, dkim: 'pass' });
  await world.pass(30 * DAY);
  expect(await world.records()).toEqual([`TXT ${record(before.selector)}.`]);
  expect(await world.verdictNow()).toMatchObject({ selector: before.selector, dkim: 'pass' });
});

test.each([
  ['before the switch', () => world.aws.faults.add({
    operation: 'PutEmailIdentityDkimSigningAttributes', role: 'CdkSesDkimDeployRole', fault: { kind: 'error', code: 'BadRequestException' },
  }), 1],
  ['after the switch', (stack: Stack, identity: DomainIdentity) => failLate(stack, identity), 3],
])('a change of the length that fails %s goes back to the key that was, also for others', async (_, fail, puts) => {
  world.aws.ses.assume({ byoTokens: 'selector' }); // where SES tells none, it is given the key once more
  const before = await deploy(generated());
  const outcome = await world.deploy((stack) => fail(stack, generated({ keyLength: 1024 })(stack)));
  expect(outcome.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.aws.faults.remaining()).toEqual([]);
  expect(await held()).toEqual(before);
  expect(await versions()).toHaveLength(2);
  expect((await world.records()).filter((name) => !/ \((new|retired)\)$/.test(name))).toEqual([`TXT ${record(before.selector)}.`]);
  const given = world.aws.requests.all({ operation: 'PutEmailIdentityDkimSigningAttributes' }).filter(({ outcome: end }) => end === 'ok');
  expect(given.map(({ operation }) => operation)).toHaveLength(puts);
  expect(await world.verdict()).toMatchObject({ selector: before.selector, dkim: 'pass' });

  // And forwards once more: the key that the failed attempt made.
  expect(await deploy(generated({ keyLength: 1024 }))).toMatchObject({ keyLength: 1024 });
  expect(await versions()).toHaveLength(2);
  expect(await world.verdict()).toMatchObject({ dkim: 'pass' });
});

test('another domain has another key', async () => {
  const before = await deploy(generated());
  await world.createZone('example.org');
  const after = await deploy((stack) => generated({}, { domainName: 'example.org', dns: world.zone(stack, 'example.org') })(stack));
  expect(after.domainName).toBe('example.org');
  expect(after.selector).not.toBe(before.selector);
  expect(await world.verdict('info@example.org')).toMatchObject({ selector: after.selector, dkim: 'pass' });
});

test('from a key of one\'s own to a generated one and back, each published beside the other', async () => {
  const own = new TestKey();
  await world.createSecret('dkim/own', own.pem());
  const sign = (choose: (own: DkimKey, made: DkimKey) => Dkim) => (stack: Stack) => generated({}, {
    dkim: choose(world.key(stack, 'own'), DkimKey.generate()),
  })(stack);
  const { selector } = await deploy(sign((key, made) => Dkim.byoDkim({ key, alsoPublish: [made] })));
  expect(await world.verdict()).toMatchObject({ selector: 'own', dkim: 'pass' });
  expect(await deploy(sign((key, made) => Dkim.byoDkim({ key: made, alsoPublish: [key] })))).toMatchObject({ selector });
  expect((await world.records()).sort()).toEqual([`TXT ${record('own')}.`, `TXT ${record(selector)}.`].sort());
  expect(await world.verdict()).toMatchObject({ selector, dkim: 'pass' });
  const inTransit = await world.send();
  const outcome = await world.deploy(generated({}, { dkim: undefined }));
  expect(outcome.status).toBe('UPDATE_COMPLETE');
  expect(await world.judge(inTransit)).toMatchObject({ selector, dkim: 'pass' });
  await expect(held()).rejects.toThrow(ResourceNotFoundException);
});

test('another stack can sign with the key, by its secret', async () => {
  const { selector } = await deploy(generated());
  const arn = secretArn;
  const outcome = await world.deploy((stack) => {
    const key = DkimKey.fromSecret(Secret.fromSecretCompleteArn(stack, 'Secret', arn), { selector, jsonField: 'privateKey' });
    new DomainIdentity(stack, 'Identity', { domainName: `news.${DOMAIN}`, dkim: Dkim.byoDkim({ key }), dns: world.zone(stack) });
  }, 'Second');
  expect(outcome.status).toBe('CREATE_COMPLETE');
  expect(await world.verdict(`info@news.${DOMAIN}`)).toMatchObject({ selector, dkim: 'pass' });
});

test('a secret under a KMS key is written and read with it, by deployments and by rotations', async () => {
  const encryptionKey = (stack: Stack) => kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:${REGION}:111122223333:key/1`);
  const rotated = (stack: Stack) => Dkim.byoDkim({ key: DkimKey.generate({ encryptionKey: encryptionKey(stack) }), rotation: {} });
  await deploy((stack) => generated({}, { dkim: rotated(stack) })(stack));
  await world.settled();
  expect(await world.verdict()).toMatchObject({ dkim: 'pass' });
  await world.secrets.send(new RotateSecretCommand({ SecretId: secretArn }));
  await world.settled();
  expect(await world.verdict()).toMatchObject({ selector: (await held()).selector, dkim: 'pass' });
  const unused = world.aws.iam.unusedGrants().filter(({ action }) => action.startsWith('kms:'));
  expect(unused).toEqual([]);
});

describe('what happens to the secret', () => {
  test.each<[string, GeneratedDkimKeyOptions, Partial<DomainIdentityProps>, 'stays' | 'goes']>([
    ['by default', {}, {}, 'goes'],
    ['where the identity is retained', {}, { removalPolicy: RemovalPolicy.RETAIN }, 'stays'],
    ['where the identity is adopted', {}, { existingIdentity: ExistingIdentity.ADOPT }, 'stays'],
    ['where it is to be retained itself', { removalPolicy: RemovalPolicy.RETAIN }, {}, 'stays'],
    ['where it is to be removed, and the identity is not', { removalPolicy: RemovalPolicy.DESTROY }, { removalPolicy: RemovalPolicy.RETAIN }, 'goes'],
  ])('%s', async (_, options, props, ends) => {
    const before = await deploy(generated(options, props));
    expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
    expect(await held().catch((error: Error) => error.name)).toEqual(ends === 'stays' ? before : 'ResourceNotFoundException');
  });

  test('a stack that is made again over a retained identity makes a new key beside the old record', async () => {
    const retained = generated({}, { removalPolicy: RemovalPolicy.RETAIN });
    const before = await deploy(retained);
    await world.destroy();
    expect(await world.verdict()).toMatchObject({ selector: before.selector, dkim: 'pass' });
    const formerArn = secretArn;
    const after = await deploy(retained);
    expect(after.selector).not.toBe(before.selector);
    expect(await held(formerArn)).toEqual(before);
    expect((await world.records()).map((line) => line.replace(' (retired)', '')).sort()).toEqual([before, after].map(({ selector }) => `TXT ${record(selector)}.`).sort());
    expect(await world.verdict()).toMatchObject({ selector: after.selector, dkim: 'pass' });
  });
});
