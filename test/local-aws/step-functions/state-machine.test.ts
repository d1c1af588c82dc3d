import { EngineEndpoint } from './engine-endpoint';
import type { Properties } from '../../../local-aws/cloudformation/resource-provider';
import { StepFunctions } from '../../../local-aws/step-functions';
import { LambdaUnderTest, STACK } from '../lambda/lambda-under-test';

let engine: EngineEndpoint;
let lambdas: LambdaUnderTest;
let states: StepFunctions;
let log: { logGroup: string; line: string }[];

beforeEach(async () => {
  engine = new EngineEndpoint(() => ({ lambda: lambdas.service.apis[0], states: states.apis[0] }));
  await engine.start();
  lambdas = new LambdaUnderTest({ endpoint: () => engine.url });
  await lambdas.service.start();
  log = [];
  states = new StepFunctions({
    clock: lambdas.clock,
    endpoint: () => engine.url,
    credentials: () => ({ accessKeyId: 'ASIASTATES', secretAccessKey: 'secret', sessionToken: 'token' }),
    logs: (logGroup, line) => log.push({ logGroup, line }),
  });
});

afterEach(async () => {
  states.stop();
  await lambdas.service.stop();
  await engine.stop();
});

const FAILING = 'exports.handler = async () => { const error = new Error("no good"); error.name = "NoGood"; throw error; };';
const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:f';

test('Retry backs off, up to a maximum, for the errors that it names; what nobody catches fails the execution', async () => {
  const task = { Type: 'Task', Resource: await lambdas.create('Failing', FAILING), End: true };
  const retry = [
    { ErrorEquals: ['Other'], IntervalSeconds: 99 },
    { ErrorEquals: ['NoGood'], IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 4, MaxDelaySeconds: 20 },
  ];
  const arn = start(await create({ StartAt: 'A', States: { A: { ...task, Retry: retry } } }));
  const waits = [];
  for (;;) {
    await states.settled();
    const [next] = lambdas.clock.pending();
    if (!next) {
      break;
    }
    waits.push((next.at - lambdas.clock.now().getTime()) / 1000);
    await lambdas.clock.advance(next.at - lambdas.clock.now().getTime());
  }
  expect(waits).toEqual([2, 6, 18, 20]);
  expect(describeExecution(arn)).toMatchObject({ status: 'FAILED', error: 'NoGood', cause: expect.stringContaining('"errorMessage":"no good"') });
});

test('Catch goes on with Error and Cause; the output of one task is the input of the next', async () => {
  const failing = await lambdas.create('Failing', FAILING);
  const echo = await lambdas.create('Echo', 'exports.handler = async (event) => ({ got: event });');
  const arn = start(await create({
    StartAt: 'First',
    States: {
      First: { Type: 'Task', Resource: echo, Next: 'Second' },
      Second: { Type: 'Task', Resource: failing, End: true, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Third' }] },
      Third: { Type: 'Task', Resource: echo, End: true },
    },
  }), '{"n":1}');
  await states.settled();
  const { status, output } = describeExecution(arn);
  expect(status).toBe('SUCCEEDED');
  expect(JSON.parse(output)).toEqual({ got: { Error: 'NoGood', Cause: expect.stringContaining('no good') } });
  expect(states.executions[0].history.find(({ type }) => type === 'LambdaFunctionFailed')!.id)
    .toBeGreaterThan(states.executions[0].history.findIndex(({ details }) => details.output === '{"got":{"n":1}}'));
});

test('a function that is not there fails the task with Lambda\'s own error', async () => {
  const arn = start(await create({ StartAt: 'A', States: { A: { Type: 'Task', Resource: ARN, End: true } } }));
  await states.settled();
  expect(describeExecution(arn)).toMatchObject({ status: 'FAILED', error: 'Lambda.ResourceNotFoundException', cause: expect.stringContaining(ARN) });
});

test('the same name and input again is the same execution while it runs, and refused afterwards', async () => {
  const retrying = { Type: 'Task', Resource: ARN, End: true, Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }] };
  const machine = await create({ StartAt: 'A', States: { A: retrying } });
  const arn = start(machine, '{}', 'once');
  expect(start(machine, '{}', 'once')).toBe(arn);
  expect(() => start(machine, '{"other":1}', 'once')).toThrow(expect.objectContaining({ code: 'ExecutionAlreadyExists' }));
  await states.settled();
  await states.resources['AWS::StepFunctions::StateMachine'].delete({ ...request({}), physicalId: machine });
  expect(describeExecution(arn).status).toBe('ABORTED');
  expect(lambdas.clock.pending()).toEqual([]);
  expect(() => start(machine, '{}', 'again')).toThrow(expect.objectContaining({ code: 'StateMachineDoesNotExist' }));
});

test('failures are logged at level ERROR, without data unless it is asked for', async () => {
  const definition = { StartAt: 'A', States: { A: { Type: 'Task', Resource: ARN, End: true } } };
  start(await create(definition, {
    LoggingConfiguration: {
      Level: 'ERROR',
      Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: 'arn:aws:logs:eu-west-1:123456789012:log-group:/aws/vendedlogs/states/w:*' } }],
    },
  }));
  await states.settled();
  expect(log.map(({ logGroup, line }) => [logGroup, JSON.parse(line).type, JSON.parse(line).details])).toEqual([
    ['/aws/vendedlogs/states/w', 'LambdaFunctionFailed', {}], ['/aws/vendedlogs/states/w', 'ExecutionFailed', {}],
  ]);
});

const TASK = { Type: 'Task', Resource: ARN, End: true };

test.each<[string, object, RegExp]>([
  ['another type of state', { W: { Type: 'Wait', Seconds: 1, End: true } }, /does not implement states of type Wait/],
  ['a field of a task', { W: { ...TASK, ResultPath: '$.x' } }, /does not implement field ResultPath of state 'W'/],
  ['a field of a retrier', { W: { ...TASK, Retry: [{ ErrorEquals: ['States.ALL'], JitterStrategy: 'FULL' }] } }, /field JitterStrategy of Retry/],
  ['an integration', { W: { ...TASK, Resource: 'arn:aws:states:::lambda:invoke' } }, /does not implement the resource arn:aws:states:::lambda:invoke/],
  ['a transition to nowhere', { W: { ...TASK, End: undefined, Next: 'X' } }, /MISSING_TRANSITION_TARGET: Missing 'Next' target: X/],
  ['a task without an end', { W: { ...TASK, End: undefined } }, /SCHEMA_VALIDATION_FAILED/],
])('%s is refused when the state machine is created', async (_what, given, message) => {
  await expect(create({ StartAt: 'W', States: given })).rejects.toThrow(message);
});

async function create(definition: object, more: Properties = {}): Promise<string> {
  const properties = { RoleArn: 'arn:aws:iam::123456789012:role/Waiter', DefinitionString: JSON.stringify(definition), ...more };
  const { physicalId, attributes } = await states.resources['AWS::StepFunctions::StateMachine'].create(request(properties));
  expect(attributes).toMatchObject({ Arn: physicalId });
  return physicalId;
}

function request(properties: Properties) {
  return { stack: STACK, logicalId: 'Waiter', type: 'AWS::StepFunctions::StateMachine', tags: {}, properties };
}

function start(stateMachineArn: string, input?: string, name?: string): string {
  return (operation('StartExecution', { stateMachineArn, input, name }) as { executionArn: string }).executionArn;
}

function describeExecution(executionArn: string): Properties {
  return operation('DescribeExecution', { executionArn }) as Properties;
}

function operation(name: string, input: object): unknown {
  return states.apis[0].operations[name](input, undefined as never); // neither operation looks at who calls
}
