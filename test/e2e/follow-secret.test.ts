import { DescribeSecretCommand, UpdateSecretVersionStageCommand } from '@aws-sdk/client-secrets-manager';
import type { Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { TestKey } from './keys';
import { DOMAIN, World } from './world';
import { Dkim, DkimKey, DomainIdentity, type DomainIdentityProps, type FollowedSecretOptions } from '../../src';

const SECRET = 'mail/dkim';
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** The engine's time while a change waits for Route 53 and SES. */
const FAST = 240;

let world: World;
let versions: Map<string, string>;
const keys = { first: new TestKey(), second: new TestKey(), third: new TestKey() };

beforeEach(async () => {
  world = await World.start();
  versions = new Map();
});
afterEach(async () => {
  const { denials } = world.aws.iam;
  await world.stop();
  expect(denials).toEqual([]);
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
  await settled();
}

/** A first key, and an identity that signs with it. */
async function start(): Promise<void> {
  await world.createSecret(SECRET, text('first', keys.first));
  await deploy();
  expect(await world.verdict()).toMatchObject({ selector: 'first', dkim: 'pass' });
}

/** Until what runs in the background has ended, with the engine's clock going on. */
async function settled(): Promise<void> {
  world.aws.clock.run(FAST);
  try {
    await world.aws.lambda.settled();
  } finally {
    world.aws.clock.pause();
  }
}

async function later(milliseconds: number): Promise<void> {
  await world.aws.clock.advance(milliseconds);
  await settled();
}

async function put(selector: string, key: TestKey): Promise<void> {
  versions.set(selector, await world.putSecret(SECRET, text(selector, key)));
  await settled();
}

async function labels(): Promise<string[]> {
  const { VersionIdsToStages } = await world.secrets.send(new DescribeSecretCommand({ SecretId: SECRET }));
  return Object.values(VersionIdsToStages!).flat().filter((label) => !label.startsWith('AWS')).sort();
}

/** Without the retries that Lambda makes of itself, an error for each event that came to nothing. */
async function givenUp(): Promise<string[]> {
  await later(2 * MINUTE);
  await later(3 * MINUTE);
  return world.aws.lambda.discardedEvents.map(({ reason }) => JSON.parse(reason).errorMessage);
}

async function state(): Promise<unknown> {
  const { DkimAttributes } = (await world.identity())!;
  return { dkim: DkimAttributes, records: await world.recordSets(), labels: await labels() };
}

test('a new version is published, given to SES, and signed with; the key before is served on, revoked, and removed', async () => {
  await start();
  const underWay = await world.send();

  await put('second', keys.second);
  expect(await world.verdictNow()).toMatchObject({ selector: 'second', dkim: 'pass' });
  expect(await world.judge(underWay)).toMatchObject({ selector: 'first', dkim: 'pass' });

  await later(13 * DAY);
  expect(await world.judge(underWay)).toMatchObject({ dkim: 'pass' });
  await later(2 * DAY);
  expect(await world.dig(record('first'))).toEqual(['v=DKIM1; k=rsa; p=']);
  await later(14 * DAY);
  expect(await world.records()).toEqual([`TXT ${record('second')}.`]);
  expect(await labels()).toEqual([`dkim:second:${keys.second.fingerprint.slice(0, 16)}`]);

  expect(world.aws.lambda.discardedEvents).toEqual([]);

  const before = await world.secrets.send(new DescribeSecretCommand({ SecretId: SECRET }));
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(await world.records()).toEqual([]);
  expect(await world.identity()).toBeUndefined();
  expect(await labels()).toEqual([]);
  const after = await world.secrets.send(new DescribeSecretCommand({ SecretId: SECRET }));
  expect(Object.keys(after.VersionIdsToStages!).sort()).toEqual(Object.keys(before.VersionIdsToStages!).sort());
});

test.each([
  ['a bare key', () => keys.second.pem(), /does not name a selector.*"selector".*"privateKey"/],
  ['no key', () => JSON.stringify({ selector: 'second', privateKey: 'x' }), /neither PEM nor base64 of a private key/],
  ['a key that is too short', () => text('second', new TestKey(512)), /the RSA key has 512 bits/],
  ['a selector that is none', () => text('second._domainkey', keys.second), /"selector" is no selector/],
  ['another key under the same selector', () => text('FIRST', keys.second), /'first' is that of another key of this secret/],
])('%s leaves everything as it was, fails the function each day, and lets a deployment pass', async (_, value, problem) => {
  await start();
  const before = await state();
  await world.putSecret(SECRET, value());
  await settled();
  expect(await givenUp()).toEqual([expect.stringMatching(problem)]);
  expect(await state()).toEqual(before);
  expect(await world.verdictNow()).toMatchObject({ selector: 'first', dkim: 'pass' });

  await deploy(following({}, { feedbackForwarding: false }));
  expect(await state()).toEqual(before);
  await later(DAY);
  expect(await givenUp()).toHaveLength(2);

  await put('third', keys.third);
  expect(await world.verdictNow()).toMatchObject({ selector: 'third', dkim: 'pass' });
});

test('an event that got lost is made up for by the daily run, and so is a version that went back', async () => {
  await start();
  await put('second', keys.second);
  const versionId = versions.get('second')!;
  const { VersionIdsToStages } = await world.secrets.send(new DescribeSecretCommand({ SecretId: SECRET }));
  const [former] = Object.entries(VersionIdsToStages!).find(([, stages]) => stages.includes('AWSPREVIOUS'))!;
  jest.spyOn(world.aws.events, 'publish').mockImplementationOnce(() => undefined);
  await world.secrets.send(new UpdateSecretVersionStageCommand({
    SecretId: SECRET, VersionStage: 'AWSCURRENT', MoveToVersionId: former, RemoveFromVersionId: versionId,
  }));
  await settled();
  expect(await world.verdictNow()).toMatchObject({ selector: 'second' });
  await later(DAY);
  expect(await world.verdictNow()).toMatchObject({ selector: 'first', dkim: 'pass' });
});

test('versions that come while another is applied', async () => {
  await start();
  await world.putSecret(SECRET, text('second', keys.second));
  await world.putSecret(SECRET, text('third', keys.third));
  await settled();
  await later(3 * MINUTE);
  await later(3 * MINUTE);
  expect(await world.verdictNow()).toMatchObject({ selector: 'third', dkim: 'pass' });
  await later(DAY);
  expect(await labels()).toEqual(expect.arrayContaining([`dkim:third:${keys.third.fingerprint.slice(0, 16)}`]));
});

test('a first key that is refused fails the deployment and leaves nothing', async () => {
  await world.createSecret(SECRET, keys.first.pem());
  const outcome = await world.deploy(following());
  expect(outcome.status).toBe('ROLLBACK_COMPLETE');
  expect(world.failures(outcome)).toMatchObject([{ type: 'Custom::DkimKey', reason: expect.stringMatching(/does not name a selector/) }]);
  expect([await world.records(), await labels(), await world.identity()]).toEqual([[], [], undefined]);
});

test('a record that is there already stays as it is, in a deployment and after it', async () => {
  await world.createForeignRecords([record('first'), record('second')]);
  await world.createSecret(SECRET, text('first', keys.first));
  expect(world.failures(await world.deploy(following()))).toMatchObject([{ reason: expect.stringMatching(/has a record at first\._domainkey/) }]);
  await world.destroy();

  await world.putSecret(SECRET, text('free', keys.first));
  await deploy();
  expect(await world.verdict()).toMatchObject({ selector: 'free', dkim: 'pass' });
  const before = await state();
  await put('second', keys.second);
  expect((await givenUp()).at(-1)).toMatch(/has a record at second\._domainkey.* store a key under a new selector/);
  expect(await state()).toEqual(before);
});

test('the same key in another version changes nothing, and its record is not retired', async () => {
  await start();
  await world.putSecret(SECRET, JSON.stringify({ note: 'as before', selector: 'first', privateKey: keys.first.pem('pkcs1') }));
  await settled();
  await later(DAY);
  expect(await labels()).toEqual([`dkim:first:${keys.first.fingerprint.slice(0, 16)}`]);
  expect(await world.verdictNow()).toMatchObject({ selector: 'first', dkim: 'pass' });
});

test('from a stored key to a followed secret and on to Easy DKIM: mail under way passes, and no label stays', async () => {
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

  await deploy(signed(() => Dkim.easyDkim()));
  expect(await world.verdict()).toMatchObject({ dkim: 'pass' });
  expect((await world.records()).filter((name) => name.startsWith('TXT'))).toEqual([]);
  expect(await labels()).toEqual([]);
});

test('to another secret and back: labels and records go with the one that is left', async () => {
  await start();
  await world.createSecret('mail/other', text('other', keys.third));
  await deploy((stack) => new DomainIdentity(stack, 'Identity', {
    domainName: DOMAIN, dkim: Dkim.byoDkim({ key: DkimKey.followSecret(Secret.fromSecretNameV2(stack, 'Other', 'mail/other')) }), dns: world.zone(stack),
  }));
  expect(await labels()).toEqual([]);

  await deploy();
  expect(await world.verdict()).toMatchObject({ selector: 'first', dkim: 'pass' });
  expect(await world.records()).toEqual([`TXT ${record('first')}.`]);
});
