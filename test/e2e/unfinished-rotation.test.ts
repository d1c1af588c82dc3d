import { CancelRotateSecretCommand, RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { Duration, type Stack } from 'aws-cdk-lib';
import * as ses from 'aws-cdk-lib/aws-ses';
import { RotatingStack } from './rotating-stack';
import { DOMAIN, World } from './world';
import { Dkim, DkimKey, DomainIdentity, type KeyRotationOptions } from '../../src';

/*
 * Secrets Manager refuses every change of a rotation that has begun and not ended, and CloudFormation's rollback of one too:
 * no deployment may end there, and nothing of such a rotation may be left.
 */

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
let world: World;
let mail: RotatingStack;
/** Of the latest deployment. */
let failures: ReturnType<World['failures']>;

beforeEach(async () => {
  world = await World.start();
  mail = new RotatingStack(world);
});
afterEach(async () => {
  const { denials } = world.aws.iam;
  await world.stop();
  expect(denials).toEqual([]);
});

interface Options {
  readonly rotation?: KeyRotationOptions;
  readonly keyLength?: number;
  readonly failsLate?: boolean;
}

async function deploy({ rotation, keyLength, failsLate }: Options): Promise<string> {
  const outcome = await mail.deploy((stack: Stack) => {
    const identity = new DomainIdentity(stack, 'Identity', {
      domainName: DOMAIN, dkim: Dkim.byoDkim({ key: DkimKey.generate({ keyLength }), rotation }), dns: world.zone(stack),
    });
    if (failsLate) {
      new ses.CfnEmailIdentity(stack, 'Late', { emailIdentity: DOMAIN })
        .node.addDependency(identity); // it is there already
    }
  });
  failures = world.failures(outcome).filter(({ type }) => type !== 'AWS::CloudFormation::Stack');
  await mail.settled();
  return outcome.status;
}

const every = (days: number, rotateImmediatelyOnUpdate = false): KeyRotationOptions => ({ every: Duration.days(days), rotateImmediatelyOnUpdate });
const ask = () => world.secrets.send(new RotateSecretCommand({ SecretId: mail.secretArn }));

/** One that cannot end, for as long as SES refuses its key. */
async function rotateInVain(): Promise<void> {
  world.aws.faults.add({
    operation: 'PutEmailIdentityDkimSigningAttributes', role: 'Watch', every: true, fault: { kind: 'error', code: 'BadRequestException' },
  });
  await ask();
  await mail.settled();
  expect(await mail.hasPending()).toBe(true);
}

test('a deployment that changes the schedule meanwhile is refused before the schedule is touched, and works after the rotation', async () => {
  await deploy({ rotation: every(30) });
  await rotateInVain();
  expect(await deploy({ rotation: every(60) })).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(failures).toMatchObject([{ type: 'Custom::SesDomainIdentity', reason: expect.stringContaining('cancel-rotate-secret') }]);
  world.aws.faults.clear();
  await mail.advance(10 * MINUTE); // another attempt
  expect(await deploy({ rotation: every(60) })).toBe('UPDATE_COMPLETE');
  expect(await world.verdictNow()).toMatchObject({ dkim: 'pass' });
});

test.each([
  ['another schedule', every(60, true)], ['the same schedule that begins at once', every(30, true)],
])('a deployment of %s that begins a rotation and fails after it is rolled back', async (_, rotation) => {
  await deploy({ rotation: every(30) });
  const before = await mail.key();
  world.aws.secretsManager.readLagMs = 10_000;
  const steps = world.aws.logs.everything().length;
  expect(await deploy({ rotation, failsLate: true })).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.aws.logs.everything().slice(steps)).toContainEqual(expect.stringMatching(/"trigger":"createSecret".*is being deployed/));
  await mail.advance(DAY);
  expect([await mail.hasPending(), mail.inUse()]).toEqual([false, before.selector]);
});

test('one that was cancelled is abandoned by the clock: its key is retired, and the next rotation begins', async () => {
  await deploy({ rotation: every(30) });
  const before = await mail.key();
  await rotateInVain();
  await world.secrets.send(new CancelRotateSecretCommand({ SecretId: mail.secretArn }));
  await expect(ask()).rejects.toThrow(/previous rotation/);
  world.aws.faults.clear();
  await mail.advance(DAY);
  expect(await mail.hasPending()).toBe(false);
  expect(mail.inUse()).toBe(before.selector);
  await ask();
  await mail.settled();
  const { selector } = await mail.key();
  expect([selector === before.selector, mail.inUse()]).toEqual([false, selector]);
});

test('rotation is taken out meanwhile, and comes back', async () => {
  await deploy({ rotation: every(30) });
  await rotateInVain();
  expect(await deploy({})).toBe('UPDATE_COMPLETE');
  expect(await deploy({ rotation: every(30) })).toBe('UPDATE_COMPLETE');
  world.aws.faults.clear();
  await ask();
  await mail.settled();
  expect(mail.inUse()).toBe((await mail.key()).selector);
});

test('a stack that is removed meanwhile leaves nothing', async () => {
  await deploy({ rotation: every(30) });
  await ask();
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  await mail.settled();
  expect(await world.records()).toEqual([]);
  expect(await world.identity()).toBeUndefined();
});
