import { RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { Duration, type Stack } from 'aws-cdk-lib';
import * as ses from 'aws-cdk-lib/aws-ses';
import { RotatedKey } from './rotated-key';
import { DOMAIN, World } from './world';
import type { SesAssumptions } from '../../local-aws/ses/assumptions';
import { Dkim, DkimKey, DomainIdentity, type DomainIdentityProps, type KeyRotationOptions } from '../../src';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

let world: World;
let key: RotatedKey;

async function begin(assumptions: Partial<SesAssumptions> = {}): Promise<void> {
  world = await World.start({ ses: assumptions });
  key = new RotatedKey(world);
}
afterEach(async () => {
  const { denials } = world.aws.iam;
  await world.stop();
  expect(denials).toEqual([]);
});

const record = (selector: string, domainName = DOMAIN) => `${selector}._domainkey.${domainName}`;
const identity = (rotation?: KeyRotationOptions, props: Partial<DomainIdentityProps> = {}) => (stack: Stack) => (
  new DomainIdentity(stack, 'Identity', {
    domainName: DOMAIN, dkim: Dkim.byoDkim({ key: DkimKey.generate(), rotation }), dns: world.zone(stack), ...props,
  })
);
const puts = () => world.aws.requests.all({ operation: 'PutEmailIdentityDkimSigningAttributes' }).filter(({ outcome }) => outcome === 'ok');
const failLate = (stack: Stack, after: DomainIdentity) => new ses.CfnEmailIdentity(stack, 'Late', { emailIdentity: DOMAIN }).node.addDependency(after);

test('by hand: published, tested, switched, promoted; the former key is served on, revoked after the overlap, and then removed', async () => {
  await begin();
  const before = await key.deploy(identity({}));
  expect(await world.verdict()).toMatchObject({ selector: before.selector, dkim: 'pass' });
  const underWay = await world.send();

  const after = await key.rotate();
  expect(after.selector).not.toBe(before.selector);
  expect(puts()).toHaveLength(2);
  expect([before, after].map(({ selector }) => world.aws.route53.servedAt(record(selector), 'TXT', puts()[1].time).length)).toEqual([1, 1]);
  expect(await world.verdictNow()).toMatchObject({ selector: after.selector, dkim: 'pass' });
  expect(await world.judge(underWay)).toMatchObject({ selector: before.selector, dkim: 'pass' });

  await key.pass(13 * DAY);
  expect(await world.judge(underWay)).toMatchObject({ selector: before.selector, dkim: 'pass' });
  await key.pass(2 * DAY);
  expect(await world.dig(record(before.selector))).toEqual(['v=DKIM1; k=rsa; p=']);
  await key.pass(14 * DAY);
  expect(await world.records()).toEqual([`TXT ${record(after.selector)}.`]);
  expect(await key.labels()).toEqual(['AWSCURRENT', 'AWSPREVIOUS']);

  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(await world.records()).toEqual([]);
  expect(await world.identity()).toBeUndefined();
});

test('by schedule, each time with a key that was not there before', async () => {
  await begin();
  const keys = [await key.deploy(identity({ every: Duration.days(5) }))];
  for (let time = 0; time < 3; time++) {
    await key.pass(5 * DAY);
    keys.push(await key.held());
    expect(await world.verdict()).toMatchObject({ selector: keys.at(-1)!.selector, dkim: 'pass' });
  }
  expect(new Set(keys.map(({ publicKey }) => publicKey)).size).toBe(4);
});

test('not with the deployment, unless that is asked for', async () => {
  await begin();
  const first = await key.deploy(identity({}));
  expect(puts()).toHaveLength(1);
  const second = await key.deploy(identity({ every: Duration.days(60), rotateImmediatelyOnUpdate: true }));
  expect(second.selector).not.toBe(first.selector);
  expect(await world.verdict()).toMatchObject({ selector: second.selector, dkim: 'pass' });
});

test('rotation begins and ends for a live key, and no record changes hands, nor is SES told anything', async () => {
  await begin();
  const before = await key.deploy(identity());
  const change = world.aws.requests.since();
  expect(await key.deploy(identity({}))).toEqual(before);
  expect(await key.deploy(identity())).toEqual(before);
  expect(change({ operation: 'PutEmailIdentityDkimSigningAttributes' })).toEqual([]);
  expect(await world.records()).toEqual([`TXT ${record(before.selector)}.`]);

  await key.deploy(identity({}));
  const rotated = await key.rotate();
  expect(await key.deploy(identity())).toEqual(rotated);
  expect(await world.verdict()).toMatchObject({ selector: rotated.selector, dkim: 'pass' });
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(await world.records()).toEqual([]);
});

test('later deployments, and their rollbacks, leave the key alone that was rotated to', async () => {
  await begin();
  await key.deploy(identity({}));
  const { selector } = await key.rotate();
  const change = world.aws.requests.since();
  await key.deploy(identity({}, { feedbackForwarding: false }));
  const outcome = await world.deploy((stack) => failLate(stack, identity({}, { feedbackForwarding: true })(stack)));
  expect(outcome.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(change({ operation: 'PutEmailIdentityDkimSigningAttributes' })).toEqual([]);
  expect(await world.verdict()).toMatchObject({ selector, dkim: 'pass' });
});

test('another key length is another key, which SES is given by the same deployment; the record of the former one is retired', async () => {
  await begin();
  const before = await key.deploy(identity({}));
  await key.pass(HOUR);
  const underWay = await world.send();
  const shorter = (stack: Stack) => identity({}, { dkim: Dkim.byoDkim({ key: DkimKey.generate({ keyLength: 1024 }), rotation: {} }) })(stack);
  expect((await world.deploy((stack) => failLate(stack, shorter(stack)))).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await world.verdict()).toMatchObject({ selector: before.selector, dkim: 'pass' });
  const after = await key.deploy(shorter);
  expect(after).toMatchObject({ keyLength: 1024, selector: expect.not.stringContaining(before.selector) });
  expect(await world.verdict()).toMatchObject({ selector: after.selector, dkim: 'pass' });
  expect(await world.judge(underWay)).toMatchObject({ selector: before.selector, dkim: 'pass' });
  await key.pass(30 * DAY);
  expect(await world.records()).toEqual([`TXT ${record(after.selector)}.`]);
});

test('a deployment while SES checks the new key does not take it back', async () => {
  await begin({ checkDelayMs: HOUR - 5 * 60_000 });
  const before = await key.deploy(identity({}));
  await key.pass(DAY);
  const { selector } = await key.rotate();
  expect(selector).not.toBe(before.selector);
  expect([world.selector(), (await world.identity())!.DkimAttributes!.Status]).toEqual([selector, 'PENDING']);
  await key.deploy(identity({}, { feedbackForwarding: false }));
  expect(world.selector()).toBe(selector);
  expect(puts()).toHaveLength(2);
});

test('a check that takes longer than a function may is waited for by the clock: SES is told once', async () => {
  await begin({ checkDelayMs: HOUR - 5 * 60_000 });
  const before = await key.deploy(identity({}));
  await key.pass(DAY);
  expect(await world.verdictNow()).toMatchObject({ selector: before.selector, dkim: 'pass' });
  const underWay = await world.send();
  const after = await key.rotate();
  await key.pass(2 * DAY, HOUR);
  expect(after.selector).not.toBe(before.selector);
  expect(await key.held()).toEqual(after);
  expect(await world.verdictNow()).toMatchObject({ selector: after.selector, dkim: 'pass' });
  expect(await world.judge(underWay)).toMatchObject({ dkim: 'pass' });
  expect(puts()).toHaveLength(2);
});

test('a key that SES has not verified after an hour gives way to the previous one, for good', async () => {
  await begin();
  const before = await key.deploy(identity({ every: Duration.days(0) }));
  await key.pass(DAY);
  expect(await world.verdictNow()).toMatchObject({ selector: before.selector, dkim: 'pass' });
  const underWay = await world.send();
  const assume = (checkDelayMs: number) => world.aws.ses.assume({ checkDelayMs });
  assume(6 * HOUR);
  await key.rotate();
  assume(60_000);
  await key.pass(3 * HOUR, HOUR / 2);
  expect([world.selector(), (await world.identity())!.DkimAttributes!.Status]).toEqual([before.selector, 'SUCCESS']);
  expect(await world.verdictNow()).toMatchObject({ selector: before.selector, dkim: 'pass' });
  expect(await world.judge(underWay)).toMatchObject({ dkim: 'pass' });
  expect(await key.held()).toEqual(before);
  expect(puts()).toHaveLength(3);

  await key.pass(30 * DAY);
  expect(await world.records()).toEqual([`TXT ${record(before.selector)}.`]);
  expect((await key.rotate()).selector).not.toBe(before.selector);
  expect(await world.verdictNow()).toMatchObject({ selector: (await key.held()).selector, dkim: 'pass' });
});

test('SES that gives up gets the key before, whose record is still there', async () => {
  await begin({ checkDelayMs: 6 * HOUR });
  const before = await key.deploy(identity({}));
  await key.pass(DAY);
  await key.rotate();
  const selector = world.selector()!;
  await world.destroyRecord(record(selector), 'TXT');
  const nobodyMendsIt = { kind: 'error', code: 'InvalidInput', status: 400 } as const;
  world.aws.faults.add({ operation: 'ChangeResourceRecordSets', every: true, role: 'Watch', fault: nobodyMendsIt });
  await key.pass(4 * DAY);
  world.aws.faults.clear();
  await key.pass(DAY);
  expect(world.selector()).toBe(before.selector);
  await key.pass(DAY);
  expect(await world.verdict()).toMatchObject({ selector: before.selector, dkim: 'pass' });
  expect(await key.held()).toEqual(before);
});

test('a record that somebody has removed is there again within the hour', async () => {
  await begin();
  const { selector } = await key.deploy(identity({}));
  await key.pass(HOUR);
  await world.destroyRecord(record(selector), 'TXT');
  await key.pass(HOUR);
  expect(await world.verdict()).toMatchObject({ selector, dkim: 'pass' });
});

test('a zone that nobody delegates to is found out before SES is told', async () => {
  await begin();
  await world.createZone(`news.${DOMAIN}`); // without NS records in the zone above
  const news = (stack: Stack) => identity({}, { domainName: `news.${DOMAIN}`, dns: world.zone(stack, `news.${DOMAIN}`) })(stack);
  const before = await key.deploy(news);
  expect(await key.rotate()).toEqual(before);
  expect(puts()).toHaveLength(1);
  expect(key.logged('failed')).toContainEqual(expect.stringMatching(
    /the name servers of news\.example\.com do not serve the key that was published at s[0-9a-f]{16}\._domainkey\.news\.example\.com.*: check that the domain is delegated/,
  ));
});

test('a key that SES refuses changes nothing, and the next attempt that is not refused goes on with it', async () => {
  await begin();
  const before = await key.deploy(identity({ every: Duration.days(5) }));
  await key.pass(HOUR);
  world.aws.faults.add({
    operation: 'PutEmailIdentityDkimSigningAttributes', role: 'Watch', every: true, fault: { kind: 'error', code: 'BadRequestException' },
  });
  expect(await key.rotate()).toEqual(before);
  expect(await world.verdictNow()).toMatchObject({ selector: before.selector, dkim: 'pass' });
  expect(await world.records()).toHaveLength(2);
  world.aws.faults.clear();
  await key.pass(6 * DAY);
  const after = await key.held();
  expect(after.selector).not.toBe(before.selector);
  expect(await world.verdict()).toMatchObject({ selector: after.selector, dkim: 'pass' });
});

test('a second rotation is refused while one is running, and comes to the same end', async () => {
  await begin();
  const before = await key.deploy(identity({}));
  const running = key.rotate();
  await expect(world.secrets.send(new RotateSecretCommand({ SecretId: key.secretArn }))).rejects.toThrow('A previous rotation isn\'t complete');
  expect((await running).selector).not.toBe(before.selector);
  expect(puts()).toHaveLength(2);
});

test('an identity that has gone over to Easy DKIM is not taken back', async () => {
  await begin();
  const { selector } = await key.deploy(identity({}));
  const arn = key.secretArn;
  const outcome = await world.deploy(identity(undefined, { dkim: Dkim.easyDkim() }));
  expect(outcome.status).toBe('UPDATE_COMPLETE');
  await expect(world.secrets.send(new RotateSecretCommand({ SecretId: arn }))).rejects.toThrow('can\'t find');
  await key.pass(2 * DAY);
  expect((await world.identity())!.DkimAttributes).toMatchObject({ SigningAttributesOrigin: 'AWS_SES', Status: 'SUCCESS' });
  expect((await world.records()).filter((name) => !name.startsWith('CNAME'))).toEqual([`TXT ${record(selector)}. (retired)`]);
  await key.pass(28 * DAY);
  expect((await world.records()).filter((name) => !name.startsWith('CNAME'))).toEqual([]);
});

test('SES that does not tell the selector is given the key again, no more', async () => {
  await begin({ byoTokens: 'none' });
  const before = await key.deploy(identity({}));
  const after = await key.rotate();
  expect(after.selector).not.toBe(before.selector);
  expect(await world.verdictNow()).toMatchObject({ selector: after.selector, dkim: 'pass' });
  await key.pass(30 * DAY);
  expect(await world.records()).toEqual([`TXT ${record(after.selector)}.`]);
});
