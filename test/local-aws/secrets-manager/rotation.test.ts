import { CancelRotateSecretCommand, type RotateSecretRequest } from '@aws-sdk/client-secrets-manager';
import { RotationUnderTest } from './rotation-under-test';
import { ONE, refusal, THREE, TWO } from './secrets-under-test';

const ALL = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];
const NOTHING = 'exports.handler = async (event) => { console.log(JSON.stringify(event)); };';
const MINUTE = 60_000;

const incomplete = refusal('InvalidRequestException', 'A previous rotation isn\'t complete. That rotation will be reattempted.');

let rotation: RotationUnderTest;

afterEach(() => rotation.aws.stop());

describe('a rotation', () => {
  test('goes through four steps, with the secret\'s ARN and the token that is the new version\'s id', async () => {
    rotation = await RotationUnderTest.start();
    expect(await rotation.rotate({ ClientRequestToken: TWO })).toMatchObject({ ARN: rotation.secrets.arn, Name: 'dkim/key', VersionId: TWO });
    expect(rotation.fn.printed()).toEqual(ALL.map((Step) => (
      { Step, SecretId: rotation.secrets.arn, ClientRequestToken: TWO, RotationToken: rotation.fn.printed()[0].RotationToken }
    )));
    expect(await rotation.secrets.get()).toMatchObject({ SecretString: 'rotated', VersionId: TWO });
    expect(await rotation.secrets.stages()).toEqual({ [ONE]: ['AWSPREVIOUS'], [TWO]: ['AWSPENDING', 'AWSCURRENT'] });
  });

  test('may be followed by another', async () => {
    rotation = await RotationUnderTest.start();
    await rotation.rotate({ ClientRequestToken: TWO });
    await rotation.rotate({ ClientRequestToken: THREE, RotationLambdaARN: undefined });
    expect(await rotation.secrets.stages()).toEqual({ [TWO]: ['AWSPREVIOUS'], [THREE]: ['AWSPENDING', 'AWSCURRENT'] });
  });

  test('is one with its repeated request', async () => {
    rotation = await RotationUnderTest.start();
    await rotation.rotate({ ClientRequestToken: TWO });
    expect(await rotation.rotate({ ClientRequestToken: TWO })).toMatchObject({ VersionId: TWO });
    expect(rotation.steps()).toEqual(ALL);
  });

  test('names its version before there is a value', async () => {
    rotation = await RotationUnderTest.start(NOTHING);
    await rotation.rotate({ ClientRequestToken: TWO });
    expect(await rotation.secrets.stages()).toEqual({ [ONE]: ['AWSCURRENT'], [TWO]: ['AWSPENDING'] });
    await expect(rotation.secrets.get({ VersionStage: 'AWSPENDING' })).rejects.toMatchObject(
      refusal('ResourceNotFoundException', 'Secrets Manager can\'t find the specified secret value for staging label: AWSPENDING'),
    );
    await expect(rotation.secrets.get({ VersionId: TWO })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('is told to EventBridge when its version becomes the current one', async () => {
    rotation = await RotationUnderTest.start();
    const publish = jest.spyOn(rotation.aws.events, 'publish');
    await rotation.rotate({ ClientRequestToken: TWO });
    expect(publish.mock.calls.map(([{ detail }]) => detail)).toEqual([{ name: 'dkim/key', labelUpdated: 'AWSCURRENT', versionId: TWO }]);
  });

  test('that only tests its function leaves no trace but the schedule', async () => {
    rotation = await RotationUnderTest.start(NOTHING);
    await rotation.rotate({ RotateImmediately: false, RotationRules: { AutomaticallyAfterDays: 30 } });
    expect(rotation.steps()).toEqual(['testSecret']);
    expect(await rotation.secrets.stages()).toEqual({ [ONE]: ['AWSCURRENT'] });
    expect(await rotation.secrets.describe()).toMatchObject({ RotationEnabled: true, RotationRules: { AutomaticallyAfterDays: 30 } });
    expect((await rotation.secrets.describe()).LastRotatedDate).toBeUndefined();
  });
});

describe('a step that fails', () => {
  const failing = (every: boolean) => {
    const fault = { kind: 'error', code: 'InternalServiceError', status: 500 } as const;
    rotation.aws.faults.add({ service: 'secretsmanager', operation: 'UpdateSecretVersionStage', every, fault });
  };

  test('leaves AWSPENDING where it is, and another rotation is refused', async () => {
    rotation = await RotationUnderTest.start();
    failing(false);
    await rotation.rotate({ ClientRequestToken: TWO });
    expect(await rotation.secrets.stages()).toEqual({ [ONE]: ['AWSCURRENT'], [TWO]: ['AWSPENDING'] });
    expect(await rotation.secrets.get()).toMatchObject({ SecretString: 'one' });
    await expect(rotation.request({ ClientRequestToken: THREE })).rejects.toMatchObject(incomplete);
  });

  test('has all steps done again, for the same version', async () => {
    rotation = await RotationUnderTest.start();
    failing(false);
    await rotation.rotate({ ClientRequestToken: TWO });
    await rotation.advance(MINUTE - 1);
    expect(rotation.steps()).toEqual(ALL);
    await rotation.advance(1);
    expect(rotation.steps()).toEqual([...ALL, ...ALL]);
    expect(new Set(rotation.fn.printed().map(({ ClientRequestToken }) => ClientRequestToken))).toEqual(new Set([TWO]));
    expect(await rotation.secrets.get()).toMatchObject({ VersionId: TWO });
    expect(rotation.aws.clock.pending()).toEqual([]);
  });

  test.each(['kill-before', 'kill-after'] as const)('because the function dies (%s) is done again too', async (kind) => {
    rotation = await RotationUnderTest.start();
    rotation.aws.faults.add({ service: 'secretsmanager', operation: 'PutSecretValue', fault: { kind } });
    await rotation.rotate({ ClientRequestToken: TWO });
    expect(rotation.steps()).toEqual(['createSecret']);
    await rotation.advance(MINUTE);
    expect(rotation.steps()).toEqual(['createSecret', ...ALL]);
    expect(await rotation.secrets.get()).toMatchObject({ VersionId: TWO });
  });

  test('because of the time is done again too', async () => {
    rotation = await RotationUnderTest.start('exports.handler = (event) => { console.log(JSON.stringify(event)); return new Promise(() => setTimeout(() => 0, 1e6)); };', { Timeout: 1 });
    await rotation.rotate();
    expect(rotation.steps()).toEqual(['createSecret']);
    await rotation.advance(MINUTE);
    expect(rotation.steps()).toEqual(['createSecret', 'createSecret']);
  });

  test('again and again is given up, until the next window takes it up', async () => {
    rotation = await RotationUnderTest.start();
    failing(true);
    await rotation.rotate({ ClientRequestToken: TWO, RotationRules: { ScheduleExpression: 'rate(1 day)' } });
    for (const minutes of [1, 2, 4, 8, 12 * 60]) {
      await rotation.advance(minutes * MINUTE);
    }
    expect(rotation.steps()).toHaveLength(5 * ALL.length);
    rotation.aws.faults.clear();
    await rotation.advance(12 * 60 * MINUTE);
    expect(await rotation.secrets.get()).toMatchObject({ VersionId: TWO });
  });

  test('is not done again when somebody takes the label away', async () => {
    rotation = await RotationUnderTest.start();
    failing(false);
    await rotation.rotate({ ClientRequestToken: TWO });
    await rotation.secrets.move({ VersionStage: 'AWSPENDING', RemoveFromVersionId: TWO });
    await rotation.rotate({ ClientRequestToken: THREE });
    await rotation.advance(MINUTE);
    expect(await rotation.secrets.get()).toMatchObject({ VersionId: THREE });
    expect(rotation.steps()).toEqual([...ALL, ...ALL]);
  });
});

test('a new value ends a rotation that came to none', async () => {
  rotation = await RotationUnderTest.start(NOTHING);
  await rotation.rotate({ ClientRequestToken: TWO });
  await expect(rotation.request()).rejects.toMatchObject(incomplete);
  await rotation.secrets.put('three', THREE);
  expect(await rotation.secrets.stages()).toEqual({ [ONE]: ['AWSPREVIOUS'], [THREE]: ['AWSCURRENT'] });
  await rotation.request();
});

test('a rotation that is cancelled stays where it is, and so does what is configured', async () => {
  rotation = await RotationUnderTest.start(NOTHING);
  await rotation.rotate({ ClientRequestToken: TWO, RotationRules: { AutomaticallyAfterDays: 1 } });
  expect(await rotation.secrets.client.send(new CancelRotateSecretCommand({ SecretId: 'dkim/key' }))).toMatchObject({ VersionId: TWO });
  await rotation.advance(48 * 60 * MINUTE);
  expect(rotation.steps()).toEqual(ALL);
  const described = await rotation.secrets.describe();
  expect(described).toMatchObject({ RotationEnabled: false, RotationLambdaARN: rotation.fn.arn, RotationRules: { AutomaticallyAfterDays: 1 } });
  expect(described.NextRotationDate).toBeUndefined();
  expect(await rotation.secrets.stages()).toEqual({ [ONE]: ['AWSCURRENT'], [TWO]: ['AWSPENDING'] });
});

test('a value with the token of another rotation is refused', async () => {
  rotation = await RotationUnderTest.start(NOTHING);
  await rotation.rotate({ ClientRequestToken: TWO });
  const [{ RotationToken }] = rotation.fn.printed();
  const put = (token: string) => rotation.secrets.put('two', TWO, { RotationToken: token, VersionStages: ['AWSPENDING'] });
  await expect(put(ONE)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  expect(await put(RotationToken)).toMatchObject({ VersionId: TWO, VersionStages: ['AWSPENDING'] });
});

test('a rotation ends with the engine', async () => {
  rotation = await RotationUnderTest.start('exports.handler = () => new Promise(() => setTimeout(() => 0, 1e6));');
  await rotation.request({ RotationLambdaARN: rotation.fn.arn });
  await rotation.aws.stop();
  await rotation.aws.secretsManager.settled();
  expect(rotation.aws.lambda.functions.map(({ processes }) => processes)).toEqual([0]);
});

describe('a rotation is refused', () => {
  test.each<[string, Partial<RotateSecretRequest>, string, RegExp]>([
    ['without a function', { RotationLambdaARN: undefined }, 'InvalidRequestException', /^No Lambda rotation function ARN is associated with this secret\.$/],
    ['with a function that is not there', { RotationLambdaARN: 'arn:aws:lambda:eu-west-1:111122223333:function:absent' }, 'AccessDeniedException', /^Secrets Manager cannot invoke the specified Lambda function\. Ensure that the function policy grants access to the principal secretsmanager\.amazonaws\.com\.$/],
    ['with two schedules', { RotationRules: { AutomaticallyAfterDays: 1, ScheduleExpression: 'rate(1 day)' } }, 'InvalidParameterException', /both/],
    ['with too many days', { RotationRules: { AutomaticallyAfterDays: 1001 } }, 'InvalidParameterException', /between 1 and 1000/],
    ['too often', { RotationRules: { ScheduleExpression: 'rate(3 hours)' } }, 'InvalidParameterException', /four hours/],
    ['in a window longer than its schedule', { RotationRules: { ScheduleExpression: 'rate(4 hours)', Duration: '5h' } }, 'InvalidParameterException', /window/],
    ['under a short token', { ClientRequestToken: 'short' }, 'InvalidParameterException', /32-64 characters/],
    ['on no schedule at all', { RotationRules: { ScheduleExpression: 'daily' } }, 'InvalidParameterException', /Invalid ScheduleExpression/],
  ])('%s', async (_, request, name, message) => {
    rotation = await RotationUnderTest.start();
    await expect(rotation.rotate(request)).rejects.toMatchObject(refusal(name, message));
    expect((await rotation.secrets.describe()).RotationEnabled).toBeUndefined();
    expect(await rotation.secrets.stages()).toEqual({ [ONE]: ['AWSCURRENT'] });
  });
});
