import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { EngineEndpoint } from './engine-endpoint';
import type { Properties } from '../../../local-aws/cloudformation/resource-provider';
import { StepFunctions } from '../../../local-aws/step-functions';
import { LambdaUnderTest, STACK, zip } from '../lambda/lambda-under-test';

/** What a Provider synthesises: its functions (CDK's own code, unchanged) and its state machine. */
let template: Record<string, { Type: string; Properties: Properties }>;
let outdir: string;

beforeAll(() => {
  outdir = mkdtempSync(path.join(tmpdir(), 'provider-framework-'));
  const stack = new Stack(new App({ outdir }), 'Mail');
  const handler = (id: string, code: string) => new lambda.Function(stack, id, {
    code: lambda.Code.fromInline(code), handler: 'index.handler', runtime: lambda.Runtime.NODEJS_24_X, timeout: Duration.minutes(1),
  });
  new Provider(stack, 'Provider', {
    onEventHandler: handler('OnEvent', `exports.handler = async (event) => {
      if (event.ResourceProperties.fail) { throw new Error('will not do'); }
      return { PhysicalResourceId: 'thing', Data: { made: 'yes' } };
    };`),
    isCompleteHandler: handler('IsComplete', `exports.handler = async (event) => {
      console.log('asked');
      return event.ResourceProperties.never ? { IsComplete: false } : { IsComplete: true, Data: { complete: 'yes' } };
    };`),
    queryInterval: Duration.seconds(10),
    totalTimeout: Duration.seconds(30),
  });
  template = Template.fromStack(stack).toJSON().Resources;
});

afterAll(() => rmSync(outdir, { recursive: true }));

let engine: EngineEndpoint;
let lambdas: LambdaUnderTest;
let states: StepFunctions;
let onEvent: string;

beforeEach(async () => {
  engine = new EngineEndpoint(() => ({ lambda: lambdas.service.apis[0], states: states.apis[0] }));
  await engine.start();
  lambdas = new LambdaUnderTest({ endpoint: () => engine.url });
  await lambdas.service.start();
  states = new StepFunctions({
    clock: lambdas.clock,
    endpoint: () => engine.url,
    credentials: () => ({ accessKeyId: 'ASIASTATES', secretAccessKey: 'secret', sessionToken: 'token' }),
    logs: () => undefined,
  });
  onEvent = await deploy();
});

afterEach(async () => {
  states.stop();
  await lambdas.service.stop();
  await engine.stop();
});

test('a resource that is complete at once: CloudFormation is answered over plain http, with the port', async () => {
  await request({});
  await waiting();
  expect(engine.callbacks).toEqual([{
    path: '/response/1?token=t',
    contentType: '',
    body: expect.objectContaining({ Status: 'SUCCESS', PhysicalResourceId: 'thing', Data: { made: 'yes', complete: 'yes' } }),
  }]);
  expect(states.executions.map(({ status }) => status)).toEqual(['SUCCEEDED']);
  expect(engine.seen.filter(({ accessKeyId }) => accessKeyId === 'ASIASTATES')).toMatchObject([{ action: 'lambda:InvokeFunction' }]);
});

test('a resource that is never complete is asked for on the clock, then times out', async () => {
  await request({ never: 'true' });
  for (let round = 1; round <= 3; round++) {
    await waiting();
    expect(lambdas.text().match(/asked/g)).toHaveLength(round);
    expect(engine.callbacks).toEqual([]);
    expect(lambdas.clock.pending().map(({ at }) => at - lambdas.clock.now().getTime())).toEqual([10_000]);
    await lambdas.clock.advance(10_000);
  }
  await waiting();
  expect(engine.callbacks.map(({ body }) => body)).toEqual([expect.objectContaining({ Status: 'FAILED', Reason: 'Operation timed out' })]);
  expect(states.executions[0].status).toBe('SUCCEEDED'); // of the waiter: its timeout handler did its work
  expect(states.executions[0].history.map(({ type }) => type).slice(-4)).toEqual([
    'LambdaFunctionScheduled', 'LambdaFunctionSucceeded', 'TaskStateExited', 'ExecutionSucceeded',
  ]);
});

test('a handler that fails fails the resource, with its message', async () => {
  await request({ fail: 'true' });
  expect(engine.callbacks.map(({ body }) => body)).toEqual([expect.objectContaining({
    Status: 'FAILED',
    Reason: expect.stringContaining('will not do'),
    PhysicalResourceId: 'AWSCDK::CustomResourceProviderFramework::CREATE_FAILED',
  })]);
  expect(states.executions).toEqual([]);
});

async function request(properties: Record<string, string>): Promise<void> {
  const result = await lambdas.service.invoke(onEvent, {
    RequestType: 'Create',
    ResponseURL: `${engine.url}/response/1?token=t`,
    StackId: STACK.id,
    RequestId: 'request-1',
    LogicalResourceId: 'Thing',
    ResourceType: 'Custom::Thing',
    ResourceProperties: { ServiceToken: onEvent, ...properties },
  });
  expect(result).not.toHaveProperty('functionError');
}

function waiting(): Promise<void> {
  return states.settled();
}

/** Creates the functions, then the state machine, then the function that starts it. Answers with its ARN. */
async function deploy(): Promise<string> {
  const arns: Record<string, string> = {};
  const framework = readdirSync(outdir).filter((name) => name.startsWith('asset.') && !name.endsWith('.zip'))
    .map((name) => path.join(outdir, name)).find((folder) => readdirSync(folder).includes('framework.js'))!;
  lambdas.objects.set('assets/framework.zip', zip(Object.fromEntries(
    readdirSync(framework).filter((name) => name.endsWith('.js')).map((name) => [name, readFileSync(path.join(framework, name), 'utf8')]))));
  const resources = Object.entries(template).filter(([, { Type }]) => /Lambda::Function|StateMachine/.test(Type));
  while (resources.some(([id]) => !arns[id])) {
    for (const [id, { Type, Properties }] of resources.filter(([id_]) => !arns[id_])) {
      const properties = resolved(Properties, arns);
      if (properties) {
        if (properties.Code?.S3Key) {
          properties.Code = { S3Bucket: 'assets', S3Key: 'framework.zip' };
        }
        const service = Type.startsWith('AWS::Lambda') ? lambdas.service : states;
        const { attributes } = await service.resources[Type].create({ stack: STACK, logicalId: id, type: Type, properties, tags: {} });
        arns[id] = attributes.Arn as string;
      }
    }
  }
  return arns[Object.keys(arns).find((id) => id.includes('frameworkonEvent'))!];
}

/** Replaces what refers to the ARN of a function or state machine, once they are all known; roles are of no account here. */
function resolved(properties: Properties, arns: Record<string, string>): Properties | undefined {
  let complete = true;
  const text = JSON.stringify(properties, (_key, value) => {
    const id = value?.['Fn::GetAtt']?.[0] ?? value?.Ref;
    if (id !== undefined) {
      const known = arns[id] ?? (/Role/.test(id) ? 'arn:aws:iam::123456789012:role/R' : undefined);
      complete &&= known !== undefined || id.startsWith('AWS::');
      return known ?? id;
    }
    return value;
  });
  return complete ? JSON.parse(text, (_key, value) => value?.['Fn::Join'] ? value['Fn::Join'][1].join(value['Fn::Join'][0]) : value) : undefined;
}
