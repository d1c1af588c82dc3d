import { existsSync, writeFileSync } from 'node:fs';
import { LambdaUnderTest, ROLE, STACK, zip } from './lambda-under-test';

let lambda: LambdaUnderTest;

beforeEach(async () => {
  lambda = new LambdaUnderTest();
  await lambda.service.start();
});

afterEach(() => lambda.service.stop());

test('a handler from a zip in S3 gets event and context, and nothing of the host\'s environment', async () => {
  lambda.objects.set('assets/code.zip', zip({
    'src/app.js': 'const { answer } = require("./lib/answer"); exports.main = async (event, context) => answer(event, context);',
    'src/lib/answer.js': `exports.answer = (event, context) => ({
      event, context: { ...context, left: context.getRemainingTimeInMillis() }, env: Object.keys(process.env), own: process.env.OWN,
      heap: require('node:v8').getHeapStatistics().heap_size_limit / 2 ** 20, zone: new Date().getTimezoneOffset(),
    });`,
  }));
  process.env.OF_THE_HOST = 'must not be seen';
  const arn = await lambda.create('Zipped', '', {
    Code: { S3Bucket: 'assets', S3Key: 'code.zip' }, Handler: 'src/app.main', MemorySize: 256, Environment: { Variables: { OWN: 'mine' } },
  });
  const { error, payload } = await lambda.answer(arn, { hello: 'world' });
  expect(error).toBeUndefined();
  expect(payload.event).toEqual({ hello: 'world' });
  expect(payload.context).toMatchObject({
    invokedFunctionArn: arn,
    functionName: arn.split(':')[6],
    functionVersion: '$LATEST',
    memoryLimitInMB: '256',
    logGroupName: `/aws/lambda/${arn.split(':')[6]}`,
    awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(payload.context.left).toBeLessThanOrEqual(60_000);
  expect(payload.context.left).toBeGreaterThan(0);
  expect(payload.own).toBe('mine');
  expect(payload.zone).toBe(0);
  expect(payload.heap).toBeLessThan(400);
  expect(payload.env).not.toContain('OF_THE_HOST');
  expect(payload.env).toEqual(expect.arrayContaining(['AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SESSION_TOKEN', 'AWS_ENDPOINT_URL', '_HANDLER']));
  delete process.env.OF_THE_HOST;
});

test('the time of a handler is the engine\'s, at every invocation', async () => {
  const arn = await lambda.create('Clock', `exports.handler = async (event, context) => ({
    now: Date.now(), new: new Date().getTime(), text: new Date(Date()).getTime(), past: new Date(0).toISOString(), left: context.getRemainingTimeInMillis(),
    isDate: new Date() instanceof Date, utc: Date.UTC(2026, 0, 1),
  });`);
  for (const hours of [0, 72]) {
    await lambda.clock.advance(hours * 3_600_000);
    const began = lambda.clock.now().getTime();
    const { payload } = await lambda.answer(arn);
    for (const time of [payload.now, payload.new, payload.text + 1_000]) {
      expect(time).toBeGreaterThanOrEqual(began);
      expect(time).toBeLessThan(began + 60_000);
    }
    expect(payload).toMatchObject({ past: '1970-01-01T00:00:00.000Z', isDate: true, utc: Date.UTC(2026, 0, 1) });
    expect(payload.left).toBeGreaterThan(0);
    expect(payload.left).toBeLessThanOrEqual(60_000);
  }
});

test('what a handler waits for passes at the engine\'s pace, and its own time with it', async () => {
  const arn = await lambda.create('Waiter', `exports.handler = async (event, context) => {
    const began = Date.now();
    await new Promise((done) => setTimeout(done, 50_000));
    return { waited: Date.now() - began, left: context.getRemainingTimeInMillis() };
  }`, { Timeout: 60 });
  lambda.clock.run(10_000);
  const { payload } = await lambda.answer(arn).finally(() => lambda.clock.pause());
  expect(payload.waited).toBeGreaterThanOrEqual(50_000);
  expect(payload.left).toBeLessThanOrEqual(10_000);
});

test('a handler can be an ES module, and one for Node 22 may still use a callback', async () => {
  lambda.objects.set('assets/esm.zip', zip({ 'index.mjs': 'export const handler = async () => ({ kind: "esm" });' }));
  const module = await lambda.create('Module', '', { Code: { S3Bucket: 'assets', S3Key: 'esm.zip' } });
  expect((await lambda.answer(module)).payload).toEqual({ kind: 'esm' });

  const callback = 'exports.handler = (event, context, done) => setTimeout(() => done(null, { kind: "callback" }), 1);';
  const older = await lambda.create('Older', callback, { Runtime: 'nodejs22.x' });
  expect((await lambda.answer(older)).payload).toEqual({ kind: 'callback' });
  const newer = await lambda.create('Newer', callback);
  expect(await lambda.answer(newer)).toMatchObject({ error: 'Unhandled', payload: { errorType: 'Runtime.CallbackHandlerDeprecated' } });
});

test('the runtime brings the AWS SDK along, and no other module of the host', async () => {
  const arn = await lambda.create('Modules', `exports.handler = async () => ({
    sdk: typeof require('@aws-sdk/client-lambda').Lambda,
    other: (() => { try { return require.resolve('fast-xml-parser'); } catch (error) { return error.code; } })(),
  });`);
  expect((await lambda.answer(arn)).payload).toEqual({ sdk: 'function', other: 'MODULE_NOT_FOUND' });
});

test.each([
  ['throws', 'exports.handler = async () => { throw new TypeError("no good"); };', { errorType: 'TypeError', errorMessage: 'no good' }],
  ['throws a string', 'exports.handler = async () => { throw "no good"; };', { errorType: 'string', errorMessage: 'no good', trace: [] }],
  ['rejects outside of its promise', 'exports.handler = () => new Promise(() => { Promise.reject(new Error("stray")); setTimeout(() => {}, 60_000); });',
    { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'Error: stray' }],
  ['is not there', 'exports.main = 1;', { errorType: 'Runtime.HandlerNotFound', errorMessage: 'index.handler is undefined or not exported' }],
  ['does not parse', 'exports.handler = {', { errorType: 'Runtime.UserCodeSyntaxError' }],
  ['misses a module', 'require("nowhere");', { errorType: 'Runtime.ImportModuleError' }],
  ['exits', 'exports.handler = async () => process.exit(3);',
    { errorType: 'Runtime.ExitError', errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Runtime exited with error: exit status 3$/) }],
  ['never answers', 'exports.handler = () => new Promise(() => undefined);',
    { errorType: 'Runtime.ExitError', errorMessage: expect.stringMatching(/Error: Runtime exited without providing a reason$/) }],
])('a handler that %s is an unhandled function error', async (_what, code, payload) => {
  const arn = await lambda.create('Broken', code);
  expect(await lambda.answer(arn)).toMatchObject({ error: 'Unhandled', payload });
  // and the next invocation finds Lambda in order
  expect(await lambda.answer(arn)).toMatchObject({ error: 'Unhandled', payload });
});

test('Timeout kills the process, and what it started', async () => {
  // The child keeps the function's stdout open: this invocation only ends when the child is gone too.
  const arn = await lambda.create('Slow', `exports.handler = async () => {
    require('node:child_process').spawn('sleep', ['600'], { stdio: 'inherit' });
    await new Promise((done) => setTimeout(done, 600_000));
  };`, { Timeout: 1 });
  const { error, payload } = await lambda.answer(arn);
  expect(error).toBe('Unhandled');
  expect(payload).toEqual({
    errorType: 'Sandbox.Timedout', errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Task timed out after 1.00 seconds$/),
  });
  expect(lambda.text()).toMatch(/Task timed out after 1.00 seconds/);
});

test('invocations at the same time have processes of their own, which serve later ones too', async () => {
  const arn = await lambda.create('Pids', 'let calls = 0; exports.handler = async ({ n }) => ({ n, pid: process.pid, call: ++calls, key: process.env.AWS_ACCESS_KEY_ID });');
  const first = await Promise.all([1, 2, 3].map((n) => lambda.answer(arn, { n })));
  expect(first.map(({ payload }) => payload.n)).toEqual([1, 2, 3]);
  expect(new Set(first.map(({ payload }) => payload.pid)).size).toBe(3);
  expect(first.map(({ payload }) => payload.key)).toEqual(expect.arrayContaining(['ASIA0', 'ASIA1', 'ASIA2']));
  const { payload } = await lambda.answer(arn, { n: 4 });
  expect(first.map((one) => one.payload.pid)).toContain(payload.pid);
  expect(payload.call).toBe(2);
  expect(lambda.service.functions[0].processes).toBe(3);
});

test('the fault injector kills a process by its credentials, in the middle of an invocation', async () => {
  const arn = await lambda.create('Victim', 'exports.handler = async () => { console.log("running"); await new Promise((done) => setTimeout(done, 600_000)); };');
  const invocation = lambda.answer(arn);
  await logged('running');
  expect(lambda.service.kill('ASIA-of-nobody')).toBe(false);
  expect(lambda.service.kill(lambda.sessions[0])).toBe(true);
  expect((await invocation).payload).toEqual({
    errorType: 'Runtime.ExitError', errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Runtime exited with error: signal: killed$/),
  });
});

test('new code runs in new processes; what runs meanwhile finishes as it began', async () => {
  const arn = await lambda.create('Changing', `exports.handler = async () => {
    console.log('flag', process.env.TMPDIR + '/go');
    while (!require('node:fs').existsSync(process.env.TMPDIR + '/go')) { await new Promise((done) => setTimeout(done, 10)); }
    return 'old';
  };`);
  const name = arn.split(':')[6];
  const before = lambda.answer(arn);
  await logged('flag');
  await lambda.service.resources['AWS::Lambda::Function'].update({
    stack: STACK,
    logicalId: 'Changing',
    type: 'AWS::Lambda::Function',
    physicalId: name,
    tags: {},
    previousProperties: {},
    properties: { Runtime: 'nodejs24.x', Handler: 'index.handler', Role: ROLE, Code: { ZipFile: 'exports.handler = async () => "new";' } },
  });
  expect((await lambda.answer(arn)).payload).toBe('new');
  writeFileSync(/flag (\S+)/.exec(lambda.text())![1], '');
  expect((await before).payload).toBe('old');
  expect(lambda.service.functions[0].processes).toBe(1);
});

test('stop leaves no process and no folder behind, whatever runs', async () => {
  const arn = await lambda.create('Busy', 'exports.handler = async () => { console.log("pid", process.pid, __dirname); for (;;); };');
  const invocation = lambda.answer(arn);
  await logged('pid');
  const [, pid, folder] = /pid (\d+) (\S+)/.exec(lambda.text())!;
  expect(existsSync(folder)).toBe(true);
  await lambda.service.stop();
  expect((await invocation).error).toBe('Unhandled');
  expect(runs(Number(pid))).toBe(false);
  expect(existsSync(folder)).toBe(false);
});

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') {
      return false;
    }
    throw error;
  }
}

async function logged(text: string): Promise<void> {
  while (!lambda.text().includes(text)) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
