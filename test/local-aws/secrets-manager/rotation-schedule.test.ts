import { DeleteSecretCommand, RestoreSecretCommand, type RotationRulesType } from '@aws-sdk/client-secrets-manager';
import { RotationUnderTest } from './rotation-under-test';
import { THREE, TWO } from './secrets-under-test';

/*
 * The engine's time begins at midnight, on 1 January 2026.
 */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let rotation: RotationUnderTest;

beforeEach(async () => {
  rotation = await RotationUnderTest.start();
  await rotation.advance(10.5 * HOUR);
});
afterEach(() => rotation.aws.stop());

const rotations = () => rotation.steps().filter((step) => step === 'finishSecret').length;
const schedule = (RotationRules: RotationRulesType, RotateImmediately = false) => rotation.rotate({ RotationRules, RotateImmediately });
const next = async () => (await rotation.secrets.describe()).NextRotationDate?.toISOString();

test.each<[RotationRulesType, string, string]>([
  [{ AutomaticallyAfterDays: 2 }, '2026-01-03T00:00:00.000Z', '2026-01-03T23:59:59.000Z'],
  [{ ScheduleExpression: 'rate(2 days)' }, '2026-01-03T00:00:00.000Z', '2026-01-03T23:59:59.000Z'],
  [{ ScheduleExpression: 'rate(2 days)', Duration: '3h' }, '2026-01-03T00:00:00.000Z', '2026-01-03T02:59:59.000Z'],
  [{ ScheduleExpression: 'rate(4 hours)' }, '2026-01-01T12:00:00.000Z', '2026-01-01T12:59:59.000Z'],
  [{ ScheduleExpression: 'rate(10 hours)' }, '2026-01-01T20:00:00.000Z', '2026-01-01T20:59:59.000Z'],
])('with %j the next rotation is when its window opens, and told as when it closes', async (rules, opens, closes) => {
  await schedule(rules);
  expect(await next()).toBe(closes);
  const wait = new Date(opens).getTime() - rotation.aws.clock.now().getTime();
  await rotation.advance(wait - 1);
  expect(rotations()).toBe(0);
  await rotation.advance(1);
  expect(rotations()).toBe(1);
  expect(await rotation.secrets.describe()).toMatchObject({ LastRotatedDate: new Date(opens) });
});

test('it rotates again and again, each time to a version of its own', async () => {
  await schedule({ ScheduleExpression: 'rate(1 day)' });
  for (let day = 1; day <= 3; day++) {
    await rotation.advance(DAY);
    expect(rotations()).toBe(day);
  }
  expect(new Set(rotation.fn.printed().filter(({ Step }) => Step === 'finishSecret').map(({ ClientRequestToken }) => ClientRequestToken)).size).toBe(3);
});

test('the days between two rotations are told after the first', async () => {
  await schedule({ ScheduleExpression: 'rate(2 days)' });
  expect((await rotation.secrets.describe()).RotationRules).toEqual({ ScheduleExpression: 'rate(2 days)' });
  await rotation.advance(2 * DAY);
  expect((await rotation.secrets.describe()).RotationRules).toEqual({ ScheduleExpression: 'rate(2 days)', AutomaticallyAfterDays: 2 });
});

test('a rotation on request, and a value put by hand, count as rotations for the next one', async () => {
  await schedule({ AutomaticallyAfterDays: 2 }, true);
  expect(await next()).toBe('2026-01-03T23:59:59.000Z');
  await rotation.advance(DAY);
  await rotation.secrets.put('two', TWO, { VersionStages: ['AWSPENDING'] });
  expect(await next()).toBe('2026-01-03T23:59:59.000Z');
  await rotation.secrets.put('three', THREE);
  expect(await next()).toBe('2026-01-04T23:59:59.000Z');
  await rotation.advance(DAY);
  await rotation.secrets.put('three', THREE);
  expect(await next()).toBe('2026-01-04T23:59:59.000Z');
});

test('a rotation without a schedule is one', async () => {
  await rotation.rotate();
  expect(rotations()).toBe(1);
  expect(rotation.aws.clock.pending()).toEqual([]);
  expect(await next()).toBeUndefined();
});

test('a date is in the past where rotation does not succeed', async () => {
  await schedule({ AutomaticallyAfterDays: 1 });
  rotation.aws.faults.add({ service: 'secretsmanager', operation: 'PutSecretValue', every: true, fault: { kind: 'error', code: 'InternalServiceError', status: 500 } });
  await rotation.advance(DAY);
  for (const minutes of [1, 2, 4, 8]) {
    await rotation.advance(minutes * 60_000);
  }
  await rotation.advance(DAY);
  expect(await next()).toBe('2026-01-02T23:59:59.000Z');
  expect(rotations()).toBe(0);
});

test('a secret that is marked for deletion is not rotated, until it is restored', async () => {
  await schedule({ AutomaticallyAfterDays: 1 });
  await rotation.secrets.client.send(new DeleteSecretCommand({ SecretId: 'dkim/key' }));
  await rotation.advance(DAY);
  expect(rotations()).toBe(0);
  await rotation.secrets.client.send(new RestoreSecretCommand({ SecretId: 'dkim/key' }));
  await rotation.advance(DAY);
  expect(rotations()).toBe(1);
  await rotation.secrets.client.send(new DeleteSecretCommand({ SecretId: 'dkim/key', ForceDeleteWithoutRecovery: true }));
  expect(rotation.aws.clock.pending()).toEqual([]);
});
