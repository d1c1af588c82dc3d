import { Duration } from 'aws-cdk-lib';
import { ObservedMail } from './observed-mail';
import { RotatedKey } from './rotated-key';
import { DOMAIN, World } from './world';
import { Dkim, DkimKey, DomainIdentity } from '../../src';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

test.each([20_000, 2 * MINUTE])('Secrets Manager gives up on each step after %d ms, and begins again beside it', async (stepTimeoutMs) => {
  const world = await World.start();
  const key = new RotatedKey(world);
  const before = await key.deploy((stack) => new DomainIdentity(stack, 'Identity', {
    domainName: DOMAIN, dns: world.zone(stack), dkim: Dkim.byoDkim({ key: DkimKey.generate(), rotation: { every: Duration.days(0) } }),
  }));
  await world.verdict();
  world.aws.secretsManager.rotations.stepTimeoutMs = stepTimeoutMs;
  const mail = new ObservedMail(world, 14);
  await mail.every(30_000);
  const after = await key.rotate();
  mail.stop();
  expect(after.selector).not.toBe(before.selector);
  expect(await world.verdict()).toMatchObject({ selector: after.selector, dkim: 'pass' });
  await key.pass(DAY);
  expect(await key.held()).toEqual(after);
  expect(await key.labels()).toEqual(['AWSCURRENT', 'AWSPREVIOUS']);
  expect((await world.records()).filter((record) => !record.includes('retired'))).toEqual([`TXT ${after.selector}._domainkey.${DOMAIN}.`]);
  await mail.judgeAgain();
  expect(mail.violations).toEqual([]);
  expect(world.aws.iam.denials).toEqual([]);
  await world.stop();
});
