import { DescribeSecretCommand, GetSecretValueCommand, RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { Duration, type Stack } from 'aws-cdk-lib';
import { DOMAIN, World } from './world';
import { Dkim, DkimKey, DomainIdentity, type DomainIdentityProps, type GeneratedDkimKeyOptions, type KeyRotation } from '../../src';
import type { GeneratedSecret } from '../../src/contract/dkim-key';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** The engine's time while a rotation waits for Route 53 and SES. */
const FAST = 60;

let world: World;
let secretArn: string;

beforeEach(async () => {
  world = await World.start();
});
afterEach(async () => {
  const { denials } = world.aws.iam;
  await world.stop();
  expect(denials).toEqual([]);
});

const record = (selector: string) => `${selector}._domainkey.${DOMAIN}`;
const rotated = (rotation: KeyRotation = {}, options?: GeneratedDkimKeyOptions, props: Partial<DomainIdentityProps> = {}) => (stack: Stack) => (
  new DomainIdentity(stack, 'Identity', {
    domainName: DOMAIN, dkim: Dkim.byoDkim({ key: DkimKey.generate(options), rotation }), dns: world.zone(stack), ...props,
  })
);

async function deploy(define: (stack: Stack) => void): Promise<GeneratedSecret> {
  const outcome = await world.deploy(define);
  expect(`${outcome.status} ${JSON.stringify(world.failures(outcome))}`).toMatch(/^(CREATE|UPDATE)_COMPLETE /);
  secretArn = Object.values(outcome.resources).find(({ type }) => type === 'AWS::SecretsManager::Secret')!.physicalId!;
  await settled();
  return held();
}

async function held(): Promise<GeneratedSecret> {
  return JSON.parse((await world.secrets.send(new GetSecretValueCommand({ SecretId: secretArn }))).SecretString!);
}

async function labels(): Promise<string[]> {
  const { VersionIdsToStages } = await world.secrets.send(new DescribeSecretCommand({ SecretId: secretArn }));
  return Object.values(VersionIdsToStages!).flat().sort();
}

/** Until what runs in the background has ended, with the engine's clock going on. */
async function settled(): Promise<void> {
  world.aws.clock.run(FAST);
  try {
    await world.aws.secretsManager.settled();
    await world.aws.lambda.settled();
  } finally {
    world.aws.clock.pause();
  }
}

async function rotate(): Promise<GeneratedSecret> {
  await world.secrets.send(new RotateSecretCommand({ SecretId: secretArn }));
  await settled();
  return held();
}

test('by hand: published, tested, switched, promoted; the former key is served on, revoked after the overlap, and then removed', async () => {
  const before = await deploy(rotated());
  expect(await world.verdict()).toMatchObject({ selector: before.selector, dkim: 'pass' });
  const underWay = await world.send();

  const after = await rotate();
  expect(after.selector).not.toBe(before.selector);
  expect(await world.verdictNow()).toMatchObject({ selector: after.selector, dkim: 'pass' });
  expect(await world.judge(underWay)).toMatchObject({ selector: before.selector, dkim: 'pass' });

  await world.aws.clock.advance(13 * DAY);
  await settled();
  expect(await world.judge(underWay)).toMatchObject({ dkim: 'pass' });
  await world.aws.clock.advance(2 * DAY);
  await settled();
  expect(await world.dig(record(before.selector))).toEqual(['v=DKIM1; k=rsa; p=']);
  await world.aws.clock.advance(14 * DAY);
  await settled();
  expect(await world.records()).toEqual([`TXT ${record(after.selector)}.`]);
  expect((await labels()).filter((label) => label.startsWith('dkim:'))).toEqual([expect.stringContaining(`dkim:${after.selector}:`)]);

  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(await world.records()).toEqual([]);
  expect(await world.identity()).toBeUndefined();
});

test('by schedule', async () => {
  const before = await deploy(rotated({ every: Duration.days(30) }));
  await world.aws.clock.advance(31 * DAY);
  await settled();
  const after = await held();
  expect(after.selector).not.toBe(before.selector);
  expect(await world.verdictNow()).toMatchObject({ selector: after.selector, dkim: 'pass' });
});
