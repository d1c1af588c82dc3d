import { DescribeSecretCommand, GetSecretValueCommand, RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { Duration, type Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Region } from './region';
import { DOMAIN, World } from './world';
import { Dkim, DkimKey, DomainIdentity, type GeneratedDkimKeyOptions } from '../../src';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const NAME = 'dkim/example.com';
const THERE = 'us-east-1';

let world: World;
let there: Region;

beforeEach(async () => {
  world = await World.start();
  there = new Region(world, THERE);
});
afterEach(async () => {
  const { denials } = world.aws.iam;
  await world.stop();
  expect(denials).toEqual([]);
});

const record = (selector: string) => `TXT ${selector}._domainkey.${DOMAIN}.`;
const signer = (selector: string) => ({ selector, dkim: 'pass' });

/** The stack where the key is made; rotated by hand only. */
const primary = (options: GeneratedDkimKeyOptions = { replicaRegions: [{ region: THERE }] }) => (stack: Stack) => (
  new DomainIdentity(stack, 'Identity', {
    domainName: DOMAIN,
    dkim: Dkim.byoDkim({ key: DkimKey.generate({ secretName: NAME, ...options }), rotation: { every: Duration.days(0) } }),
    dns: world.zone(stack),
  })
);
const replica = (signingEnabled = true) => (stack: Stack) => (
  new DomainIdentity(stack, 'Identity', {
    domainName: DOMAIN, signingEnabled, dkim: Dkim.byoDkimReplica({ secret: Secret.fromSecretNameV2(stack, 'Replica', NAME) }),
  })
);

/** Until what runs in the background has ended, and for at least this time of the engine's. */
async function settled(milliseconds = 0): Promise<void> {
  await world.aws.clock.advance(milliseconds);
  world.aws.clock.run(60);
  try {
    await world.aws.secretsManager.settled();
    await world.aws.lambda.settled();
  } finally {
    world.aws.clock.pause();
  }
}

async function deployed(deploy: () => Promise<{ readonly status: string }>): Promise<void> {
  expect((await deploy()).status).toMatch(/^(CREATE|UPDATE)_COMPLETE$/);
  await settled(10 * MINUTE);
}
const deployBoth = async () => {
  await deployed(() => world.deploy(primary()));
  await deployed(() => there.deploy(replica()));
};

/** The selector of the current key. */
async function current(): Promise<string> {
  return JSON.parse((await world.secrets.send(new GetSecretValueCommand({ SecretId: NAME }))).SecretString!).selector;
}
const here = async () => (await world.identity())?.DkimAttributes?.Tokens?.[0];
async function rotate(): Promise<void> {
  await world.secrets.send(new RotateSecretCommand({ SecretId: NAME }));
  await settled();
}

test('mail from both Regions passes with one record, before and after a rotation, which switches both', async () => {
  await deployBoth();
  const before = await current();
  expect(await world.verdictNow()).toMatchObject(signer(before));
  expect(await there.verdictNow()).toMatchObject(signer(before));
  expect(await world.records()).toEqual([record(before)]);

  await rotate();
  const after = await current();
  expect(after).not.toBe(before);
  expect(await world.verdictNow()).toMatchObject(signer(after));
  expect(await there.verdictNow()).toMatchObject(signer(after));
  expect((await world.records()).sort()).toEqual([record(before), record(after)].sort());

  await settled(30 * DAY);
  expect(await world.records()).toEqual([record(after)]);
  expect(await there.verdictNow()).toMatchObject(signer(after));

  expect((await there.destroy()).status).toBe('DELETE_COMPLETE');
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(await world.records()).toEqual([]);
  await expect(world.secrets.send(new DescribeSecretCommand({ SecretId: NAME }))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});
