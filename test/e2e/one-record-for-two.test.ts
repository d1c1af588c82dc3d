import type { Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { TestKey } from './keys';
import { Region } from './region';
import { DOMAIN, REGION, World } from './world';
import { Dkim, DkimKey, DomainIdentity, type DomainIdentityProps, ExistingIdentity } from '../../src';

/*
 * Two Regions need one record. It goes with the last of them.
 */

const THERE = 'us-east-1';
const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;
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

const define = (props: (stack: Stack) => Partial<DomainIdentityProps>) => (stack: Stack) => (
  new DomainIdentity(stack, 'Identity', { domainName: DOMAIN, dns: world.zone(stack), dmarc: {}, ...props(stack) })
);
const nothing = async () => expect([await world.records(), await world.memories()]).toEqual([[], []]);

describe('the same key of a secret, in both Regions', () => {
  const RECORDS = [`TXT _dmarc.${DOMAIN}.`, `TXT a._domainkey.${DOMAIN}.`];
  const stored = define((stack) => ({
    dkim: Dkim.byoDkim({ key: DkimKey.fromSecret(Secret.fromSecretNameV2(stack, 'Secret', 'dkim/a'), { selector: 'a' }) }),
  }));

  beforeEach(async () => {
    const privateKey = new TestKey().pem();
    await world.createSecret('dkim/a', privateKey);
    await there.createSecret('dkim/a', privateKey);
    expect((await world.deploy(stored)).status).toBe('CREATE_COMPLETE');
    expect((await there.deploy(stored)).status).toBe('CREATE_COMPLETE');
    await world.aws.clock.advance(10 * 60_000);
  });

  test.each<[string, () => Promise<{ readonly status: string }>, () => Promise<{ readonly status: string }>, () => Promise<unknown>]>([
    ['the first that came', () => world.destroy(), () => there.destroy(), () => there.verdictNow()],
    ['the second that came', () => there.destroy(), () => world.destroy(), () => world.verdictNow()],
  ])('the record stays if %s goes', async (_, goes, stays, verdict) => {
    expect(await world.records()).toEqual(RECORDS);
    expect((await goes()).status).toBe('DELETE_COMPLETE');
    expect(await world.records()).toEqual(RECORDS);
    await world.pass(30 * DAY, 5 * DAY);
    expect(await world.records()).toEqual(RECORDS);
    expect(await verdict()).toMatchObject({ selector: 'a', dkim: 'pass', dmarc: 'pass' });
    expect((await stays()).status).toBe('DELETE_COMPLETE');
    await nothing();
  });

  test('the record stays if one of them signs otherwise', async () => {
    expect((await world.deploy(define(() => ({})))).status).toBe('UPDATE_COMPLETE');
    await world.pass(30 * DAY, 5 * DAY);
    expect(await there.verdictNow()).toMatchObject({ selector: 'a', dkim: 'pass' });
    expect(await world.verdictNow()).toMatchObject({ dkim: 'pass' });
    expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
    expect(await world.records()).toEqual(RECORDS);
    expect((await there.destroy()).status).toBe('DELETE_COMPLETE');
    await nothing();
  });
});

describe('Easy DKIM here, and its replica there', () => {
  const easy = define(() => ({}));
  const replica = define(() => ({ dkim: Dkim.deterministicEasyDkim({ parentRegion: REGION }) }));
  const stored = define((stack) => ({ dkim: Dkim.byoDkim({ key: world.key(stack, 'a') }) }));

  beforeEach(async () => {
    await world.createSecret('dkim/a', new TestKey().pem());
    expect((await world.deploy(easy)).status).toBe('CREATE_COMPLETE');
    expect((await there.deploy(replica)).status).toBe('CREATE_COMPLETE');
    await world.aws.clock.advance(10 * 60_000);
    expect(await there.verdictNow()).toMatchObject({ dkim: 'pass' });
  });
  const canGo = async () => {
    expect((await there.destroy()).status).toBe('DELETE_COMPLETE');
    expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
    await nothing();
  };

  const isAsBefore = async (before: string[]) => {
    expect(await world.records()).toEqual(before);
    await world.pass(30 * DAY, 5 * DAY);
    expect(await world.verdictNow()).toMatchObject({ dkim: 'pass' });
    expect(await there.verdictNow()).toMatchObject({ dkim: 'pass' });
  };

  test('the stack of the parent does not go, and its records stay', async () => {
    const before = await world.records();
    const outcome = await world.destroy();
    expect([outcome.status, world.failures(outcome)[0]]).toEqual(['DELETE_FAILED', expect.objectContaining({ reason: expect.stringContaining(THERE) })]);
    await isAsBefore(before);
    await canGo();
  });

  test('a parent that is taken out of its template stays, with its records', async () => {
    const before = await world.records();
    const outcome = await world.deploy((stack) => new DomainIdentity(stack, 'Other', { domainName: `news.${DOMAIN}` }));
    expect([outcome.status, outcome.events.find(({ ResourceStatus }) => ResourceStatus === 'DELETE_FAILED')?.ResourceStatusReason]).toEqual(
      ['UPDATE_COMPLETE', expect.stringContaining(`primary of replicas in ${THERE}`)], // what CloudFormation cannot clean up, it leaves
    );
    await isAsBefore(before);
    // Its stack has it again by adoption.
    expect((await world.deploy(define(() => ({ existingIdentity: ExistingIdentity.ADOPT })))).status).toBe('UPDATE_COMPLETE');
    await isAsBefore(before);
  });

  test('if the parent gets a key of its owner, mail in transit from the replica passes, and the replica\'s clock says what to do', async () => {
    const sent = await there.send();
    expect((await world.deploy(stored)).status).toBe('UPDATE_COMPLETE');
    await world.pass(13 * DAY);
    expect(await world.judge(sent)).toMatchObject({ dkim: 'pass' });
    expect(world.aws.logs.everything()).toContainEqual(expect.stringContaining(
      'REPLICATION_PRIMARY_BYO_DKIM_NOT_SUPPORTED: the identity in the parent Region has a key of its owner (BYODKIM): only Easy DKIM can be shared; or let the domain sign',
    ));
    // Easy DKIM again: SES is told again within an hour.
    expect((await world.deploy(easy)).status).toBe('UPDATE_COMPLETE');
    await world.pass(2 * HOUR, HOUR);
    expect(await there.verdictNow()).toMatchObject({ dkim: 'pass' });
    expect(await world.verdictNow()).toMatchObject({ dkim: 'pass' });
    await canGo();
  });

  test('if SES refuses that, the records are as before', async () => {
    const before = await world.records();
    world.aws.faults.add({
      operation: 'PutEmailIdentityDkimSigningAttributes', role: 'DeployRole', fault: { kind: 'error', code: 'BadRequestException', message: 'has replicas' },
    });
    expect((await world.deploy(stored)).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    const records = await world.records();
    expect(records.filter((record) => !record.includes('(retired)'))).toEqual(before);
    await world.pass(30 * DAY, 5 * DAY);
    await isAsBefore(before);
    await canGo();
  });
});
