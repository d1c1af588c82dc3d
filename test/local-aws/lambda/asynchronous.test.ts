import { LambdaUnderTest, ROLE, STACK } from './lambda-under-test';
import type { Properties } from '../../../local-aws/cloudformation/resource-provider';

let lambda: LambdaUnderTest;

beforeEach(async () => {
  lambda = new LambdaUnderTest();
  await lambda.service.start();
});

afterEach(() => lambda.service.stop());

const FAILING = 'exports.handler = async (event, { awsRequestId }) => { console.log("attempt", awsRequestId); throw new Error("no good"); };';

function attempts(): string[] {
  return lambda.lines.flatMap(({ line }) => /INFO\tattempt (\S+)/.exec(line)?.[1] ?? []);
}

test('an event is tried again after one minute and after two more, with the same request id, then given up', async () => {
  const arn = await lambda.create('Failing', FAILING);
  const requestId = lambda.service.invokeAsync(arn, {});
  await lambda.service.settled();
  expect(attempts()).toEqual([requestId]);

  await lambda.clock.advance(59_999);
  await lambda.service.settled();
  expect(attempts()).toHaveLength(1);
  await lambda.clock.advance(1);
  await lambda.service.settled();
  expect(attempts()).toHaveLength(2);

  await lambda.clock.advance(119_999);
  await lambda.service.settled();
  expect(attempts()).toHaveLength(2);
  await lambda.clock.advance(1);
  await lambda.service.settled();
  expect(attempts()).toEqual([requestId, requestId, requestId]);

  expect(lambda.clock.pending()).toEqual([]);
  expect(lambda.service.discardedEvents).toEqual([{ functionArn: arn, requestId, attempts: 3, reason: expect.stringContaining('no good') }]);
});

test('an EventInvokeConfig changes how often', async () => {
  const arn = await lambda.create('Failing', FAILING);
  await resource('AWS::Lambda::EventInvokeConfig', { FunctionName: arn, Qualifier: '$LATEST', MaximumRetryAttempts: 0 });
  lambda.service.invokeAsync(arn, {});
  await lambda.service.settled();
  expect(lambda.clock.pending()).toEqual([]);
  expect(lambda.service.discardedEvents).toMatchObject([{ attempts: 1 }]);
});

test('an event that is throttled waits, and does not count as an attempt', async () => {
  const arn = await lambda.create('Reserved', FAILING, { ReservedConcurrentExecutions: 0 });
  lambda.service.invokeAsync(arn, {});
  await lambda.service.settled();
  expect(attempts()).toEqual([]);
  expect(lambda.clock.pending().map(({ at }) => at - lambda.clock.now().getTime())).toEqual([1_000]);
  await expect(lambda.service.invoke(arn, {})).rejects.toMatchObject({ code: 'TooManyRequestsException' });
});

test('a permission lets a service invoke, for its source only, until it is deleted', async () => {
  const arn = await lambda.create('Rotation', FAILING);
  const properties = { FunctionName: arn, Action: 'lambda:InvokeFunction', Principal: 'secretsmanager.amazonaws.com', SourceArn: 'arn:aws:secretsmanager:*:secret:a-*' };
  const caller = { principal: 'secretsmanager.amazonaws.com', sourceArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:a-1' };
  expect(lambda.service.permits(arn, caller)).toBe(false);
  const { physicalId } = await resource('AWS::Lambda::Permission', properties);
  expect(lambda.service.permits(arn, caller)).toBe(true);
  expect(lambda.service.permits(arn, { ...caller, sourceArn: `${caller.sourceArn}`.replace(':a-', ':b-') })).toBe(false);
  expect(lambda.service.permits(arn, { ...caller, principal: 'events.amazonaws.com' })).toBe(false);
  await lambda.service.resources['AWS::Lambda::Permission'].delete({
    stack: STACK, logicalId: 'Other', type: 'AWS::Lambda::Permission', tags: {}, properties, physicalId,
  });
  expect(lambda.service.permits(arn, caller)).toBe(false);
});

test('a permission may name the account besides a pattern of its resources', async () => {
  const arn = await lambda.create('Watch', FAILING);
  await resource('AWS::Lambda::Permission', {
    FunctionName: arn,
    Action: 'lambda:InvokeFunction',
    Principal: 'secretsmanager.amazonaws.com',
    SourceAccount: '123456789012',
    SourceArn: 'arn:aws:secretsmanager:*:123456789012:secret:*',
  });
  const caller = {
    principal: 'secretsmanager.amazonaws.com', sourceArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:a-1', sourceAccount: '123456789012',
  };
  expect(lambda.service.permits(arn, caller)).toBe(true);
  expect(lambda.service.permits(arn, { ...caller, sourceAccount: '999999999999' })).toBe(false);
  expect(lambda.service.permits(arn, { ...caller, sourceArn: undefined })).toBe(false);
});

test('in text, each console call is one event with its level and request id', async () => {
  const arn = await lambda.create('Text', 'exports.handler = async () => { console.warn("two\\nlines", { a: 1 }); process.stdout.write("raw\\n"); };');
  const { requestId } = await lambda.service.invoke(arn, {});
  const name = arn.split(':')[6];
  expect(new Set(lambda.lines.map(({ logGroup }) => logGroup))).toEqual(new Set([`/aws/lambda/${name}`]));
  expect(lambda.lines.map(({ line }) => line)).toEqual(expect.arrayContaining([
    `START RequestId: ${requestId} Version: $LATEST`,
    expect.stringMatching(new RegExp(`^\\S+Z\t${requestId}\tWARN\ttwo\nlines \\{ a: 1 \\}$`)),
    'raw',
    `END RequestId: ${requestId}`,
    expect.stringMatching(new RegExp(`^REPORT RequestId: ${requestId}\tDuration: \\S+ ms\t.*\tMemory Size: 128 MB\t.*Init Duration: \\S+ ms$`)),
  ]));
});

test('in JSON, the application log level filters, as CDK\'s framework wants it to', async () => {
  const code = 'exports.handler = async (event) => { console.log("secret", event); console.error(new Error("told")); };';
  const quiet = await lambda.create('Quiet', code, { LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'FATAL', LogGroup: 'quiet' } });
  const errors = await lambda.create('Errors', code, { LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'ERROR', LogGroup: 'errors' } });
  await lambda.service.invoke(quiet, {});
  const { requestId } = await lambda.service.invoke(errors, {});
  expect(linesOf('quiet').map(({ type }) => type)).toEqual(['platform.start', 'platform.report']);
  expect(linesOf('errors')).toEqual([
    expect.objectContaining({ type: 'platform.start' }),
    expect.objectContaining({ level: 'ERROR', requestId, message: expect.objectContaining({ errorType: 'Error', errorMessage: 'told' }) }),
    expect.objectContaining({ type: 'platform.report', record: expect.objectContaining({ requestId, status: 'success' }) }),
  ]);
});

test('what is not imitated is refused by name, and what AWS refuses is refused', async () => {
  await expect(lambda.create('A', FAILING, { FileSystemConfigs: [] })).rejects.toThrow(/property FileSystemConfigs of AWS::Lambda::Function/);
  await expect(lambda.create('B', FAILING, { Runtime: 'python3.13' })).rejects.toThrow(/runtime python3.13/);
  await expect(lambda.create('C', FAILING, { Environment: { Variables: { AWS_REGION: 'x' } } })).rejects.toThrow(/Reserved keys used in this request: AWS_REGION/);
  await expect(lambda.create('D', FAILING, { Timeout: 901 })).rejects.toThrow(/'timeout' failed to satisfy constraint/);
  lambda.objects.set('assets/broken.zip', Buffer.from('not a zip'));
  await expect(lambda.create('E', '', { Code: { S3Bucket: 'assets', S3Key: 'broken.zip' } })).rejects.toThrow(/Could not unzip/);
});

test('a function in a VPC needs a role that may connect, and both lists', async () => {
  const VpcConfig = { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] };
  const asked: string[] = [];
  const strict = new LambdaUnderTest({ mayConnect: (role) => asked.push(role) > 1 });
  await strict.service.start();
  try {
    await expect(strict.create('A', FAILING, { VpcConfig })).rejects.toThrow('The provided execution role does not have permissions to call CreateNetworkInterface on EC2');
    await strict.create('B', FAILING, { VpcConfig, KmsKeyArn: 'arn:aws:kms:eu-west-1:123456789012:key/k' });
    await strict.create('C', FAILING, { VpcConfig: { SubnetIds: [], SecurityGroupIds: [] } });
    expect(asked).toEqual([ROLE, ROLE]);
    await expect(strict.create('D', FAILING, { VpcConfig: { SubnetIds: ['subnet-1'] } })).rejects.toThrow(/must coexist/);
  } finally {
    await strict.service.stop();
  }
});

function linesOf(group: string): Properties[] {
  return lambda.lines.filter(({ logGroup }) => logGroup === group).map(({ line }) => JSON.parse(line));
}

function resource(type: string, properties: Properties) {
  return lambda.service.resources[type].create({ stack: STACK, logicalId: 'Other', type, properties, tags: {} });
}
