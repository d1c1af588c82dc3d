import { UpdateSecretVersionStageCommand } from '@aws-sdk/client-secrets-manager';
import { Duration, type Stack } from 'aws-cdk-lib';
import { RotatedKey } from './rotated-key';
import { RotatingStack } from './rotating-stack';
import { DOMAIN, World } from './world';
import { Dkim, DkimKey, DomainIdentity, type KeyRotationOptions } from '../../src';

/*
 * What people do to a rotation: they go back to the previous key, and they stop the schedule.
 */

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;
let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(async () => {
  const { denials } = world.aws.iam;
  await world.stop();
  expect(denials).toEqual([]);
});

const define = (rotation: KeyRotationOptions) => (stack: Stack) => (
  new DomainIdentity(stack, 'Identity', { domainName: DOMAIN, dns: world.zone(stack), dkim: Dkim.byoDkim({ key: DkimKey.generate(), rotation }) })
);

test('a person who makes the previous key the current one again keeps it', async () => {
  const key = new RotatedKey(world);
  const before = await key.deploy(define({ every: Duration.days(0) }));
  const after = await key.rotate();
  expect(await key.labels()).toEqual(['AWSCURRENT', 'AWSPREVIOUS']); // and no AWSPENDING
  const stack = new RotatingStack(world);
  stack.secretArn = key.secretArn;
  const versions = Object.entries(await stack.labels());
  const withLabel = (label: string) => versions.find(([, labels]) => labels.includes(label))![0];
  await world.secrets.send(new UpdateSecretVersionStageCommand({
    SecretId: key.secretArn, VersionStage: 'AWSCURRENT', MoveToVersionId: withLabel('AWSPREVIOUS'), RemoveFromVersionId: withLabel('AWSCURRENT'),
  }));
  await key.pass(2 * HOUR, HOUR);
  expect(await world.verdict()).toMatchObject({ selector: before.selector, dkim: 'pass' });
  await key.pass(20 * DAY, 5 * DAY);
  expect(await key.held()).toEqual(before);
  expect(await world.verdict()).toMatchObject({ selector: before.selector, dkim: 'pass' });
  const third = await key.rotate();
  expect([before.selector, after.selector]).not.toContain(third.selector);
  expect(await world.verdict()).toMatchObject({ selector: third.selector, dkim: 'pass' });
});

test('a schedule that is stopped stays stopped', async () => {
  const key = new RotatedKey(world);
  const before = await key.deploy(define({ every: Duration.days(5) }));
  await key.pass(6 * DAY);
  const second = await key.held();
  expect(second).not.toEqual(before);
  expect(await key.deploy(define({ every: Duration.days(0) }))).toEqual(second);
  await key.pass(40 * DAY, 5 * DAY);
  expect(await key.held()).toEqual(second);
  expect((await key.rotate()).selector).not.toBe(second.selector);
});
