import { DescribeSecretCommand, UpdateSecretVersionStageCommand } from '@aws-sdk/client-secrets-manager';
import type { Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { TestKey } from './keys';
import { DOMAIN, World } from './world';
import { Dkim, DkimKey, DomainIdentity, type DomainIdentityProps, type FollowedSecretOptions } from '../../src';

const SECRET = 'mail/dkim';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let world: World;
let versions: Map<string, string>;
const keys = { first: new TestKey(), second: new TestKey(), third: new TestKey() };

beforeEach(async () => {
  world = await World.start();
  versions = new Map();
});
afterEach(async () => {
  const { denials } = world.aws.iam;
  const writes = world.aws.requests.all({ service: 'secretsmanager' }).filter(({ principal, operation }) => principal.roleName && !/^(Get|Describe)/.test(operation));
  await world.stop();
  expect(denials).toEqual([]);
  expect(writes).toEqual([]); // the secret belongs to somebody else
});

const text = (selector: string, key: TestKey) => JSON.stringify({ selector, privateKey: key.pem() });
const record = (selector: string) => `${selector}._domainkey.${DOMAIN}`;
const imported = (stack: Stack) => Secret.fromSecretNameV2(stack, 'Secret', SECRET);
const following = (options?: FollowedSecretOptions, props: Partial<DomainIdentityProps> = {}) => (stack: Stack) => new DomainIdentity(stack, 'Identity', {
  domainName: DOMAIN, dkim: Dkim.byoDkim({ key: DkimKey.followSecret(imported(stack), options) }), dns: world.zone(stack), ...props,
});

async function deploy(define: (stack: Stack) => void = following()): Promise<void> {
  const outcome = await world.deploy(define);
  expect(`${outcome.status} ${JSON.stringify(world.failures(outcome))}`).toMatch(/^(CREATE|UPDATE)_COMPLETE /);
  await world.settled();
}

/** A first key, and an identity that signs with it. */
async function start(): Promise<void> {
  await world.createSecret(SECRET, text('first', keys.first));
  await deploy();
  expect(await world.verdict()).toMatchObject({ selector: 'first', dkim: 'pass' });
}

async function put(selector: string, key: TestKey): Promise<void> {
  versions.set(selector, await world.putSecret(SECRET, text(selector, key)));
  await world.settled();
  await world.deliveredAgain();
}

/** The errors of the events that came to nothing, when Lambda has retried them. */
async function givenUp(): Promise<string[]> {
  await world.pass(2 * MINUTE);
  await world.pass(3 * MINUTE);
  return world.aws.lambda.discardedEvents.map(({ reason }) => JSON.parse(reason).errorMessage);
}

async function state(): Promise<unknown> {
  const { DkimAttributes } = (await world.identity())!;
  return { dkim: DkimAttributes, records: await world.recordSets(), memory: await world.memories() };
}

test('a new version is published, given to SES, and signed with; the key before is served on, revoked, and removed', async () => {
  await start();
  const underWay = await world.send();

  await put('second', keys.second);
  expect(await world.verdict()).toMatchObject({ selector: 'second', dkim: 'pass' });
  expect(await world.judge(underWay)).toMatchObject({ selector: 'first', dkim: 'pass' });

  await world.pass(13 * DAY);
  expect(await world.judge(underWay)).toMatchObject({ dkim: 'pass' });
  await world.pass(2 * DAY);
  expect(await world.dig(record('first'))).toEqual(['v=DKIM1; k=rsa; p=']);
  await world.pass(14 * DAY);
  expect(await world.records()).toEqual([`TXT ${record('second')}.`]);

  expect(world.aws.lambda.discardedEvents).toEqual([]);

  const before = await world.secrets.send(new DescribeSecretCommand({ SecretId: SECRET }));
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(await world.records()).toEqual([]);
  expect(await world.memories()).toEqual([]);
  expect(await world.identity()).toBeUndefined();
  const after = await world.secrets.send(new DescribeSecretCommand({ SecretId: SECRET }));
  expect(after.VersionIdsToStages).toEqual(before.VersionIdsToStages);
});

test.each([
  ['a bare key', () => keys.second.pem(), /does not name a selector.*"selector".*"privateKey"/],
  ['no key', () => JSON.stringify({ selector: 'second', privateKey: 'x' }), /neither PEM nor base64 of a private key/],
  ['a key that is too short', () => text('second', new TestKey(512)), /the RSA key has 512 bits/],
  ['a selector that is none', () => text('second._domainkey', keys.second), /"selector" is no selector/],
  ['another key under the same selector', () => text('FIRST', keys.second), /the selector 'first' belongs to another key of this secret/],
])('%s leaves everything as it was, fails the function each hour, and lets a deployment pass', async (_, value, problem) => {
  await start();
  const before = await state();
  await world.putSecret(SECRET, value());
  await world.settled();
  expect(await givenUp()).toEqual([expect.stringMatching(problem)]);
  expect(await state()).toEqual(before);
  expect(await world.verdictNow()).toMatchObject({ selector: 'first', dkim: 'pass' });

  await deploy(following({}, { feedbackForwarding: false }));
  expect(await state()).toEqual(before);
  const known = (await givenUp()).length;
  await world.pass(HOUR);
  expect((await givenUp()).slice(known)).toContainEqual(expect.stringMatching(problem));

  await put('third', keys.third);
  expect(await world.verdict()).toMatchObject({ selector: 'third', dkim: 'pass' });
});

test('an event that got lost is made up for by the clock, and so is a version that went back', async () => {
  await start();
  await put('second', keys.second);
  const versionId = versions.get('second')!;
  const { VersionIdsToStages } = await world.secrets.send(new DescribeSecretCommand({ SecretId: SECRET }));
  const [former] = Object.entries(VersionIdsToStages!).find(([, stages]) => stages.includes('AWSPREVIOUS'))!;
  jest.spyOn(world.aws.events, 'publish').mockImplementationOnce(() => '');
  await world.secrets.send(new UpdateSecretVersionStageCommand({
    SecretId: SECRET, VersionStage: 'AWSCURRENT', MoveToVersionId: former, RemoveFromVersionId: versionId,
  }));
  await world.settled();
  expect(await world.verdict()).toMatchObject({ selector: 'second', dkim: 'pass' });
  await world.pass(HOUR);
  expect(await world.verdict()).toMatchObject({ selector: 'first', dkim: 'pass' });
});

test('versions that come while another is applied', async () => {
  await start();
  await world.putSecret(SECRET, text('second', keys.second));
  await world.putSecret(SECRET, text('third', keys.third));
  await world.settled();
  await world.pass(3 * MINUTE);
  await world.pass(3 * MINUTE);
  expect(await world.verdict()).toMatchObject({ selector: 'third', dkim: 'pass' });
  await world.pass(DAY);
  expect(await world.records()).toEqual(expect.arrayContaining([`TXT ${record('third')}.`, expect.stringMatching(`^TXT ${record('first')}. .retired`)]));
  expect(world.aws.lambda.discardedEvents).toEqual([]);
});

test('a first key that is refused fails the deployment and leaves nothing', async () => {
  await world.createSecret(SECRET, keys.first.pem());
  const outcome = await world.deploy(following());
  expect(outcome.status).toBe('ROLLBACK_COMPLETE');
  expect(world.failures(outcome)).toMatchObject([{ type: 'Custom::SesDomainIdentity', reason: expect.stringMatching(/does not name a selector/) }]);
  expect([await world.records(), await world.memories(), await world.identity()]).toEqual([[], [], undefined]);
});

test('a record that is there already stays as it is, in a deployment and after it', async () => {
  await world.createForeignRecords([record('first'), record('second')]);
  await world.createSecret(SECRET, text('first', keys.first));
  expect(world.failures(await world.deploy(following()))).toMatchObject([{ reason: expect.stringMatching(/has something else at first\._domainkey/) }]);
  await world.destroy();

  await world.putSecret(SECRET, text('free', keys.first));
  await deploy();
  expect(await world.verdict()).toMatchObject({ selector: 'free', dkim: 'pass' });
  const before = await state();
  await put('second', keys.second);
  expect((await givenUp()).at(-1)).toMatch(/has something else at second\._domainkey.* take another selector/);
  expect(await state()).toEqual(before);
});

test('the same key in another version changes nothing, and its record is not retired', async () => {
  await start();
  await world.putSecret(SECRET, JSON.stringify({ note: 'as before', selector: 'first', privateKey: keys.first.pem('pkcs1') }));
  await world.settled();
  await world.pass(DAY);
  expect(await world.records()).toEqual([`TXT ${record('first')}.`]);
  expect(await world.verdictNow()).toMatchObject({ selector: 'first', dkim: 'pass' });
});

test('from a stored key to a followed secret and on to Easy DKIM: mail under way passes, and no record stays', async () => {
  await world.createSecret('dkim/old', keys.third.pem());
  const signed = (dkim: (stack: Stack) => Dkim) => (stack: Stack) => new DomainIdentity(stack, 'Identity', {
    domainName: DOMAIN, dkim: dkim(stack), dns: world.zone(stack),
  });
  await deploy(signed((stack) => Dkim.byoDkim({ key: world.key(stack, 'old') })));
  expect(await world.verdict()).toMatchObject({ selector: 'old', dkim: 'pass' });
  const underWay = await world.send();

  await world.createSecret(SECRET, text('first', keys.first));
  await deploy(signed((stack) => Dkim.byoDkim({ key: DkimKey.followSecret(imported(stack)), alsoPublish: [world.key(stack, 'old')] })));
  expect(await world.verdict()).toMatchObject({ selector: 'first', dkim: 'pass' });
  expect(await world.judge(underWay)).toMatchObject({ selector: 'old', dkim: 'pass' });

  const followed = await world.send();
  await deploy(signed(() => Dkim.easyDkim()));
  expect(await world.verdict()).toMatchObject({ dkim: 'pass' });
  await world.pass(13 * DAY);
  expect(await world.judge(followed)).toMatchObject({ selector: 'first', dkim: 'pass' });
  await world.pass(16 * DAY);
  expect((await world.records()).filter((name) => name.startsWith('TXT'))).toEqual([]);
  expect(await world.verdictNow()).toMatchObject({ dkim: 'pass' });
});

test('to another secret and back: the key of the one that is left is served on, and taken up again', async () => {
  await start();
  await world.createSecret('mail/other', text('other', keys.third));
  await deploy((stack) => new DomainIdentity(stack, 'Identity', {
    domainName: DOMAIN, dkim: Dkim.byoDkim({ key: DkimKey.followSecret(Secret.fromSecretNameV2(stack, 'Other', 'mail/other')) }), dns: world.zone(stack),
  }));
  expect(await world.verdict()).toMatchObject({ selector: 'other', dkim: 'pass' });
  expect(await world.records()).toEqual([`TXT ${record('first')}. (retired)`, `TXT ${record('other')}.`]);

  await deploy();
  expect(await world.verdict()).toMatchObject({ selector: 'first', dkim: 'pass' });
  await world.pass(29 * DAY);
  expect(await world.records()).toEqual([`TXT ${record('first')}.`]);
});
