import { bareFunction, bareResource, BareStack, until } from '../bare-resource';
import { RotationUnderTest, ROTATE } from '../secrets-manager/rotation-under-test';
import { ONE, TWO } from '../secrets-manager/secrets-under-test';

/*
 * Events that come twice, late, or beside each other.
 */

const HANDLER = bareFunction({
  handler: 'tell({ what: event.RequestType, id: context.awsRequestId, request: event.RequestId }); await answer(event);',
});

describe('on a custom resource', () => {
  let stack: BareStack;
  beforeEach(async () => {
    stack = await BareStack.start();
  });
  afterEach(() => stack.stop());

  const told = () => stack.told().map(({ what }) => what);

  test('a Create comes once more while the stack stands, and its answer is nobody\'s', async () => {
    stack.aws.lambda.eventTrouble = { duplicateAfterMs: 60_000, only: ({ RequestType }) => RequestType === 'Create' };
    expect((await stack.deploy({ ...HANDLER, Thing: bareResource() })).status).toBe('CREATE_COMPLETE');
    await stack.aws.clock.advance(60_000);
    await stack.aws.lambda.settled();
    expect(told()).toEqual(['Create', 'Create']);
    const [first, second] = stack.told();
    expect([second.id, second.request]).toEqual([first.id, first.request]);
    expect((await stack.destroy()).status).toBe('DELETE_COMPLETE');
    expect(told()).toEqual(['Create', 'Create', 'Delete']);
  });

  test('a Create comes once more after its Delete', async () => {
    stack.aws.lambda.eventTrouble = { duplicateAfterMs: 600_000, only: ({ RequestType }) => RequestType === 'Create' };
    await stack.deploy({ ...HANDLER, Thing: bareResource() });
    await stack.deploy(HANDLER);
    await stack.aws.clock.advance(600_000);
    await stack.aws.lambda.settled();
    expect(told()).toEqual(['Create', 'Delete', 'Create']);
  });

  test('a Create comes when CloudFormation has given up', async () => {
    stack.aws.lambda.eventTrouble = { delayMs: 7_200_000, only: ({ RequestType }) => RequestType === 'Create' };
    const { status } = await stack.deploy({ ...HANDLER, Thing: bareResource() }, { pace: 3600, disableRollback: true });
    expect([status, told()]).toEqual(['CREATE_FAILED', []]);
    await stack.aws.clock.advance(7_200_000);
    await stack.aws.lambda.settled();
    expect(told()).toEqual(['Create']);
  });
});

test('a rotation step that takes too long is given up, and the rotation begins again beside it', async () => {
  const slow = ROTATE.replace('if (Step === \'createSecret\') {', `if (Step === 'setSecret' && Date.now() < Date.UTC(2026, 0, 1, 0, 4)) {
      await new Promise((resolve) => setTimeout(resolve, 600_000));
      console.log('{"Step":"late"}');
    }
    if (Step === 'createSecret') {`);
  const rotation = await RotationUnderTest.start(slow, { Timeout: 900 });
  rotation.aws.secretsManager.rotations.stepTimeoutMs = 300_000;
  rotation.aws.clock.run(60);
  await rotation.request({ RotationLambdaARN: rotation.fn.arn, ClientRequestToken: TWO });
  await until(() => rotation.steps().includes('late'));
  rotation.aws.clock.pause();
  await rotation.aws.secretsManager.settled();
  const steps = rotation.steps();
  expect(steps.slice(0, 3)).toEqual(['createSecret', 'setSecret', 'createSecret']); // two processes: the first still waits
  expect(steps.indexOf('finishSecret')).toBeLessThan(steps.indexOf('late'));
  expect(await rotation.secrets.stages()).toEqual({ [ONE]: ['AWSPREVIOUS'], [TWO]: expect.arrayContaining(['AWSCURRENT']) });
  await rotation.aws.stop();
});
