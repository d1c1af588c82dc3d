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
const primary = (options: GeneratedDkimKeyOptions = { replicaRegions: [{ region: THERE }] }, overlap?: Duration) => (stack: Stack) => (
  new DomainIdentity(stack, 'Identity', {
    domainName: DOMAIN,
    overlap,
    dkim: Dkim.byoDkim({ key: DkimKey.generate({ secretName: NAME, ...options }), rotation: { every: Duration.days(0) } }),
    dns: world.zone(stack),
  })
);
const replica = (signingEnabled = true) => (stack: Stack) => (
  new DomainIdentity(stack, 'Identity', {
    domainName: DOMAIN, signingEnabled, dkim: Dkim.byoDkimReplica({ secret: Secret.fromSecretNameV2(stack, 'Replica', NAME) }),
  })
);

/** Lets time pass, and what goes on in the background come to its end. */
const settled = (milliseconds = 0) => world.pass(milliseconds, Math.max(DAY, milliseconds / 6)).then(() => world.settled(60));

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
const here = () => world.selector();
async function rotate(): Promise<void> {
  await world.secrets.send(new RotateSecretCommand({ SecretId: NAME }));
  await settled();
  await settled(10 * MINUTE); // SES looks for the record
}

/** A rotation gives the key to all Regions at once where SES tells which key each of them has. Elsewhere each follows its secret within the hour. */
const assumeSelectorsAreTold = () => world.aws.ses.assume({ byoTokens: 'selector' });

async function untilFollowed(): Promise<void> {
  if ((await world.identity())!.DkimAttributes!.Tokens!.length === 0) {
    await settled(120 * MINUTE);
    await settled(10 * MINUTE); // SES looks for the record
  }
}

/** What receivers say of the mail that both Regions send every ten seconds of the engine's as long as something goes on. */
async function verdictsWhile(run: () => Promise<void>): Promise<string[]> {
  const { clock } = world.aws;
  const verdicts = new Set<string>();
  const judge = async () => {
    verdicts.add((await world.verdictNow()).dkim).add((await there.verdictNow()).dkim);
    timer = clock.after(10_000, 'a mail from each Region', judge);
  };
  let timer = clock.after(0, 'a mail from each Region', judge);
  await run();
  timer.cancel();
  return [...verdicts].sort();
}

test('mail from both Regions passes with one record, before and after a rotation, which switches both', async () => {
  assumeSelectorsAreTold();
  world.aws.ses.assume({ checkDelayMs: MINUTE, oldKeySignsMeanwhile: false });
  await deployBoth();
  const before = await current();
  expect(await world.verdictNow()).toMatchObject(signer(before));
  expect(await there.verdictNow()).toMatchObject(signer(before));
  expect(await world.records()).toEqual([record(before)]);

  expect(await verdictsWhile(rotate)).toEqual(['none', 'pass']); // unsigned while SES looks for the record, and never wrong
  const after = await current();
  expect(after).not.toBe(before);
  expect(await world.verdictNow()).toMatchObject(signer(after));
  expect(await there.verdictNow()).toMatchObject(signer(after));
  expect((await world.records()).sort()).toEqual([`${record(before)} (retired)`, record(after)].sort());

  await settled(30 * DAY);
  expect(await world.records()).toEqual([record(after)]);
  expect(await there.verdictNow()).toMatchObject(signer(after));

  expect((await there.destroy()).status).toBe('DELETE_COMPLETE');
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(await world.records()).toEqual([]);
  await expect(world.secrets.send(new DescribeSecretCommand({ SecretId: NAME }))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('another key length in the first stack is another key for both Regions, neither of which is left on the former one', async () => {
  assumeSelectorsAreTold();
  await deployBoth();
  const before = await current();
  await deployed(() => world.deploy(primary({ keyLength: 1024, replicaRegions: [{ region: THERE }] })));
  const after = await current();
  expect(after).not.toBe(before);
  expect(await there.verdictNow()).toMatchObject({ dkim: 'pass' });
  await settled(DAY);
  await settled(10 * MINUTE); // SES looks for the record
  expect(await world.verdictNow()).toMatchObject(signer(after));
  expect(await there.verdictNow()).toMatchObject(signer(after));
  await settled(30 * DAY);
  expect(await world.records()).toEqual([record(after)]);
});

describe('a Region that fails in a rotation', () => {
  beforeEach(assumeSelectorsAreTold);

  test.each([
    ['does not take the key', 'PutEmailIdentityDkimSigningAttributes'],
    ['cannot be seen', 'GetEmailIdentity'],
  ])('because it %s signs with the former key, which stays published, until it has the new one', async (_, operation) => {
    await deployed(() => world.deploy(primary(undefined, Duration.days(2))));
    await deployed(() => there.deploy(replica()));
    const before = await current();
    const fault = { kind: 'error', code: 'AccountSuspendedException' } as const;
    world.aws.faults.add({ service: 'ses', operation, region: THERE, role: 'WatchRole', every: true, fault });

    await rotate();
    await settled(10 * MINUTE);
    const after = here()!;
    expect(after).not.toBe(before);
    expect(await world.verdictNow()).toMatchObject(signer(after));
    expect(await there.verdictNow()).toMatchObject(signer(before));
    expect(await current()).toBe(before); // not before it is everywhere

    await settled(4 * DAY);
    expect((await world.records()).sort()).toEqual([record(before), record(after)].sort());
    expect(await world.verdictNow()).toMatchObject(signer(after));
    expect(await there.verdictNow()).toMatchObject(signer(before));

    world.aws.faults.clear();
    await settled(DAY);
    await settled(10 * MINUTE); // SES looks for the record
    expect(await current()).toBe(after);
    expect(await there.verdictNow()).toMatchObject(signer(after));
    await settled(6 * DAY);
    expect(await world.records()).toEqual([record(after)]);
  });
});

describe('a replica that is behind', () => {
  beforeEach(assumeSelectorsAreTold);

  test('does not bring a former key back where SES has the new one', async () => {
    await deployBoth();
    const before = await current();
    world.aws.secretsManager.replication.outages.set(THERE, 'Internal failure');
    await rotate();
    const after = await current();
    await deployed(() => there.deploy(replica(false)));
    await deployed(() => there.deploy(replica()));
    expect(after).not.toBe(before);
    expect(await there.verdictNow()).toMatchObject(signer(after));
  });

  test('gives a new identity the former key as long as that is published, and the next day it has the current one', async () => {
    await deployed(() => world.deploy(primary()));
    const before = await current();
    world.aws.secretsManager.replication.outages.set(THERE, 'Internal failure');
    await rotate();
    const after = await current();
    await settled(13 * DAY);
    await deployed(() => there.deploy(replica()));
    expect(await there.verdictNow()).toMatchObject(signer(before));
    const underWay = world.aws.ses.outbox.at(-1)!;

    await settled(2 * DAY);
    await settled(10 * MINUTE); // SES looks for the record
    expect(await there.verdictNow()).toMatchObject(signer(after));
    await settled(10 * DAY);
    expect(await world.judge(underWay)).toMatchObject(signer(before)); // the overlap begins anew
    expect((await there.destroy()).status).toBe('DELETE_COMPLETE');

    await settled(30 * DAY);
    const outcome = await there.deploy(replica());
    expect(outcome.status).toBe('ROLLBACK_COMPLETE');
    expect(world.failures(outcome)).toEqual([expect.objectContaining({
      type: 'Custom::SesDomainIdentity', reason: expect.stringContaining('DNS does not serve the key in the replica'),
    })]);
    expect(there.selector()).toBeUndefined();
  });
});

test.each<[string, ((stack: Stack) => unknown) | undefined]>([
  ['no identity yet', undefined],
  ['an identity with Easy DKIM', (stack) => new DomainIdentity(stack, 'Identity', { domainName: DOMAIN })],
])('a Region with %s does not keep rotation from going on, and then begins with the current key', async (_, define) => {
  await deployed(() => world.deploy(primary()));
  if (define) {
    await deployed(() => there.deploy(define));
  }
  const [before, found] = [await current(), there.selector()];
  await rotate();
  const after = await current();
  expect(after).not.toBe(before);
  expect(await world.verdictNow()).toMatchObject(signer(after));
  expect(there.selector()).toBe(found);

  await settled(MINUTE);
  await deployed(() => there.deploy(replica()));
  expect(await there.verdictNow()).toMatchObject(signer(after));
});

describe('while another Region signs with the key', () => {
  const refusal = expect.objectContaining({
    type: 'Custom::SesDomainIdentity', reason: expect.stringMatching(/signs with this key in us-east-1 (too )?\(selector 's[0-9a-f]{16}'\)( too)?; remove it there/),
  });

  test('its stack does not go, and goes after the other', async () => {
    await deployBoth();
    const selector = await current();
    const outcome = await world.destroy();
    expect([outcome.status, world.failures(outcome)[0]]).toEqual(['DELETE_FAILED', refusal]);
    expect(await there.verdictNow()).toMatchObject(signer(selector));

    expect((await there.destroy()).status).toBe('DELETE_COMPLETE');
    expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
    expect(await world.records()).toEqual([]);
  });

  test('the first Region does not sign otherwise', async () => {
    await deployBoth();
    const selector = await current();
    const outcome = await world.deploy((stack) => new DomainIdentity(stack, 'Identity', { domainName: DOMAIN, dns: world.zone(stack) }));
    expect([outcome.status, world.failures(outcome)]).toEqual(['UPDATE_ROLLBACK_COMPLETE', [refusal]]);
    await settled(30 * DAY);
    expect(await there.verdictNow()).toMatchObject(signer(selector));
  });

  test('it is not left out of the rotation, and is after it has gone', async () => {
    await deployBoth();
    const outcome = await world.deploy(primary({}));
    expect([outcome.status, world.failures(outcome)]).toEqual(['UPDATE_ROLLBACK_COMPLETE', [refusal]]);
    await settled(MINUTE);
    await rotate();
    await untilFollowed();
    expect(await there.verdictNow()).toMatchObject(signer(await current()));

    expect((await there.destroy()).status).toBe('DELETE_COMPLETE');
    await deployed(() => world.deploy(primary({})));
    expect(await world.verdictNow()).toMatchObject(signer(await current()));
  });
});
