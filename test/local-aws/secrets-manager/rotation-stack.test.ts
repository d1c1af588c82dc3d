import { DeleteSecretCommand } from '@aws-sdk/client-secrets-manager';
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { RotationSchedule, type RotationScheduleProps, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { ROTATE } from './rotation-under-test';
import { SecretsUnderTest } from './secrets-under-test';

/*
 * What the CDK makes of a rotation, and of a rule for what comes of it, as a stack.
 */

let secrets: SecretsUnderTest;

beforeEach(async () => {
  secrets = await SecretsUnderTest.start();
});
afterEach(() => secrets.aws.stop());

const fn = (stack: Stack, id: string, code: string) => new lambda.Function(stack, id, {
  functionName: id, runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline(code), timeout: Duration.seconds(30),
});

/** A secret `rotating`, whose function is `Rotate`, and a function `Listener` that hears of it. */
function template(define: (stack: Stack, secret: Secret) => void): string {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Mail', { env: { account: '111122223333', region: 'eu-west-1' } });
  const secret = new Secret(stack, 'Secret', { secretName: 'rotating' });
  define(stack, secret);
  return JSON.stringify(app.synth().getStackByName('Mail').template);
}

const rotating = (more: Partial<RotationScheduleProps> = {}, code = ROTATE) => template((stack, secret) => {
  new RotationSchedule(stack, 'Schedule', { secret, rotationLambda: fn(stack, 'Rotate', code), automaticallyAfter: Duration.days(90), ...more });
  new events.Rule(stack, 'Rule', {
    eventPattern: { source: ['aws.secretsmanager'], detailType: ['Secret Label Updated'], resources: [secret.secretArn] },
    targets: [new targets.LambdaFunction(fn(stack, 'Listener', 'exports.handler = async (event) => console.log(JSON.stringify(event.detail));'))],
  });
});

async function deploy(body: string): Promise<string> {
  const { status } = await secrets.aws.cloudFormation.deploy({ stackName: 'Mail', template: body });
  await secrets.aws.secretsManager.settled();
  await secrets.aws.lambda.settled();
  return status;
}

const printed = (name: string) => secrets.aws.logs.lines(`/aws/lambda/${name}`).flatMap((line) => /\tINFO\t(\{.*\})$/.exec(line)?.[1] ?? []);
const steps = () => printed('Rotate').map((line) => JSON.parse(line).Step);

test('a rotation schedule rotates when it is made, with no permission missing, and a rule hears of it', async () => {
  expect(await deploy(rotating())).toBe('CREATE_COMPLETE');
  expect(await secrets.get({ SecretId: 'rotating' })).toMatchObject({ SecretString: 'rotated' });
  expect(await secrets.describe('rotating')).toMatchObject({ RotationEnabled: true, RotationRules: { ScheduleExpression: 'rate(90 days)' } });
  const { VersionId } = await secrets.get({ SecretId: 'rotating' });
  expect(printed('Listener').map((line) => JSON.parse(line))).toContainEqual({ name: 'rotating', labelUpdated: 'AWSCURRENT', versionId: VersionId });
  expect(secrets.aws.iam.denials).toEqual([]);
  expect(secrets.aws.events.failedInvocations).toEqual([]);
});

test('one that is not to rotate at once only tests its function, and rotates at once when it is changed to', async () => {
  expect(await deploy(rotating({ rotateImmediatelyOnUpdate: false }))).toBe('CREATE_COMPLETE');
  expect(steps()).toEqual(['testSecret']);
  expect(await deploy(rotating({ automaticallyAfter: Duration.days(30) }))).toBe('UPDATE_COMPLETE');
  expect(steps()).toEqual(['testSecret', 'createSecret', 'setSecret', 'testSecret', 'finishSecret']);
});

test('one whose rotation came to nothing is not changed, and not rolled back either, as both ask for a rotation', async () => {
  const nothing = 'exports.handler = async () => {};';
  expect(await deploy(rotating({}, nothing))).toBe('CREATE_COMPLETE');
  const changed = rotating({ automaticallyAfter: Duration.days(30) }, nothing);
  const outcome = await secrets.aws.cloudFormation.deploy({ stackName: 'Mail', template: changed });
  expect(outcome.status).toBe('UPDATE_ROLLBACK_FAILED');
  expect(outcome.events.map(({ ResourceStatusReason }) => ResourceStatusReason)).toContainEqual(expect.stringContaining('A previous rotation isn\'t complete.'));
});

test('one whose rules disappear keeps those that it had', async () => {
  await deploy(rotating());
  expect(await deploy(rotating({ automaticallyAfter: Duration.days(0), rotateImmediatelyOnUpdate: false }))).toBe('UPDATE_COMPLETE');
  expect(await secrets.describe('rotating')).toMatchObject({
    RotationEnabled: true, RotationRules: { ScheduleExpression: 'rate(90 days)' }, NextRotationDate: expect.any(Date),
  });
  const rotations = steps().filter((step) => step === 'finishSecret').length;
  await secrets.aws.clock.advance(91 * 86_400_000);
  await secrets.aws.secretsManager.settled();
  expect(steps().filter((step) => step === 'finishSecret')).toHaveLength(rotations + 1);
});

test('its secret is not deleted by anybody but the stack', async () => {
  await deploy(rotating());
  await expect(secrets.client.send(new DeleteSecretCommand({ SecretId: 'rotating' }))).rejects.toMatchObject({
    name: 'AccessDeniedException', message: expect.stringMatching(/secretsmanager:DeleteSecret on resource: .* with an explicit deny in a resource-based policy$/),
  });
  expect((await secrets.aws.cloudFormation.destroy('Mail')).status).toBe('DELETE_COMPLETE');
  await expect(secrets.get({ SecretId: 'rotating' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  expect(secrets.aws.clock.pending()).toEqual([]);
});

test('without it the secret stays, and rotates no more', async () => {
  await deploy(rotating());
  expect(await deploy(template(() => undefined))).toBe('UPDATE_COMPLETE');
  expect((await secrets.describe('rotating')).RotationEnabled).toBe(false);
  expect(secrets.aws.clock.pending()).toEqual([]);
});
