import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { LambdaUnderTest, STACK } from './lambda-under-test';

/*
 * How many functions run at the same time, and what becomes of the others.
 */

/** Answers when its event's flag comes to exist in the file system, and prints its name. */
const WAITING = `const { existsSync } = require('node:fs');
  exports.handler = async ({ name, flag }) => {
    console.log('begun', name);
    while (!existsSync(flag)) await new Promise((resolve) => setTimeout(resolve, 10));
    return name;
  };`;

let lambda: LambdaUnderTest;
let flag: string;

async function start(concurrency?: number): Promise<void> {
  lambda = new LambdaUnderTest({ concurrency });
  await lambda.service.start();
}

beforeEach(() => {
  flag = join(mkdtempSync(join(tmpdir(), 'concurrency-')), 'go');
});

afterEach(async () => {
  await lambda.service.stop();
  rmSync(dirname(flag), { recursive: true });
});

const begun = () => lambda.lines.flatMap(({ line }) => /INFO\tbegun (\S+)/.exec(line)?.[1] ?? []).sort();

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('an account\'s functions share its limit; a throttled event waits in the queue, and comes when there is room', async () => {
  await start(2);
  const [one, other] = [await lambda.create('One', WAITING), await lambda.create('Other', WAITING)];
  lambda.service.invokeAsync(one, { name: 'a', flag });
  lambda.service.invokeAsync(other, { name: 'b', flag });
  lambda.service.invokeAsync(one, { name: 'c', flag });
  await until(() => begun().length === 2 && lambda.clock.pending().length === 1);
  await expect(lambda.service.invoke(other, { name: 'd', flag })).rejects.toMatchObject({ code: 'TooManyRequestsException', status: 429 });
  expect(begun()).toEqual(['a', 'b']);

  writeFileSync(flag, '');
  await lambda.service.settled();
  await lambda.clock.advance(1000);
  await lambda.service.settled();
  expect(begun()).toEqual(['a', 'b', 'c']);
  expect(lambda.service.discardedEvents).toEqual([]);
});

test('a throttled event is tried again ever later, and is not lost for hours', async () => {
  await start(1);
  const arn = await lambda.create('One', WAITING);
  lambda.service.invokeAsync(arn, { name: 'first', flag });
  await until(() => begun().length === 1);
  lambda.service.invokeAsync(arn, { name: 'second', flag });
  await until(() => lambda.clock.pending().length === 1);
  const waits: number[] = [];
  for (let attempt = 0; attempt < 11; attempt++) {
    await until(() => lambda.clock.pending().length === 1);
    const [{ at }] = lambda.clock.pending();
    waits.push((at - lambda.clock.now().getTime()) / 1000);
    await lambda.clock.advance(at - lambda.clock.now().getTime());
  }
  const longest = [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300];
  longest.forEach((seconds, attempt) => {
    expect(waits[attempt]).toBeGreaterThanOrEqual(Math.max(1, seconds / 2));
    expect(waits[attempt]).toBeLessThanOrEqual(seconds);
  });
  writeFileSync(flag, '');
  await lambda.service.settled();
  await lambda.clock.advance(300_000);
  await lambda.service.settled();
  expect(begun()).toEqual(['first', 'second']);
});

test('events that are throttled together come back spread over their time', async () => {
  await start(1);
  const arn = await lambda.create('One', WAITING);
  lambda.service.invokeAsync(arn, { name: 'first', flag });
  await until(() => begun().length === 1);
  const count = 20;
  for (let index = 0; index < count; index++) {
    lambda.service.invokeAsync(arn, { name: `other${index}`, flag });
  }
  const waits = async (longest: number) => {
    await until(() => lambda.clock.pending().length === count);
    const now = lambda.clock.now().getTime();
    expect(lambda.clock.pending().map(({ at }) => at - now).filter((wait) => wait > longest)).toEqual([]);
    return new Set(lambda.clock.pending().map(({ at }) => at)).size;
  };
  expect(await waits(1000)).toBe(1);
  await lambda.clock.advance(1000);
  expect(await waits(2000)).toBe(count);
  writeFileSync(flag, '');
});

test('what one function reserves is not there for the others, and cannot be more than leaves them enough', async () => {
  await start(102);
  const reserved = await lambda.create('Reserved', WAITING, { ReservedConcurrentExecutions: 1 });
  lambda.service.invokeAsync(reserved, { name: 'a', flag });
  lambda.service.invokeAsync(reserved, { name: 'b', flag });
  await until(() => begun().length === 1 && lambda.clock.pending().length === 1);
  await expect(lambda.create('TooMuch', WAITING, { ReservedConcurrentExecutions: 2 }))
    .rejects.toThrow('decreases account\'s UnreservedConcurrentExecution below its minimum value of [100]');
  await lambda.create('Enough', WAITING, { ReservedConcurrentExecutions: 1 });
  writeFileSync(flag, '');
});

test('an account with ten executions can reserve nothing', async () => {
  await start(10);
  await expect(lambda.create('Reserved', WAITING, { ReservedConcurrentExecutions: 1 })).rejects.toThrow('below its minimum value of [10]');
});

test('another Region has a limit of its own', async () => {
  await start(1);
  const here = await lambda.create('Here', WAITING);
  lambda.service.invokeAsync(here, { name: 'a', flag });
  await until(() => begun().length === 1);
  const { attributes } = await lambda.service.resources['AWS::Lambda::Function'].create({
    stack: { ...STACK, region: 'us-east-1' },
    logicalId: 'There',
    type: 'AWS::Lambda::Function',
    tags: {},
    properties: { Runtime: 'nodejs24.x', Handler: 'index.handler', Role: 'arn:aws:iam::123456789012:role/Handler', Code: { ZipFile: 'exports.handler = async () => 1;' } },
  });
  expect(await lambda.answer(attributes.Arn as string)).toMatchObject({ payload: 1 });
  writeFileSync(flag, '');
});
