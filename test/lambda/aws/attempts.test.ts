import { awsError, impatient, networkError } from './impatient';
import { OutcomeUnknown, OutOfTime, Refused, ZoneGone } from '../../../lambda/ports';

const call = { explain: ({ name, message }: Error) => new Refused(`cannot do it: ${name}: ${message}`, 'other') };
const MINUTE = 60_000;

function failing(...errors: Error[]) {
  const send = jest.fn<Promise<string>, []>();
  errors.forEach((error) => send.mockRejectedValueOnce(error));
  return send.mockResolvedValue('done');
}

test.each([
  ['SES', awsError('TooManyRequestsException', 429)],
  ['Route 53', awsError('Throttling')],
  ['Route 53, of a zone that is being changed', awsError('PriorRequestNotComplete')],
  ['CloudFormation', awsError('Throttling')],
  ['Secrets Manager', awsError('ThrottlingException')],
  ['SES, of an identity that is being changed', awsError('ConcurrentModificationException', 500)],
])('a call that was throttled is made again, also a write: %s', async (_, error) => {
  for (const kind of ['repeat', 'once'] as const) {
    const send = failing(error, error, error);
    expect(await impatient().attempts[kind](call, send)).toBe('done');
    expect(send).toHaveBeenCalledTimes(4);
  }
});

test('many functions that wait for one call a second try often enough', async () => {
  jest.spyOn(Math, 'random').mockReturnValue(1);
  const { attempts, pauses } = impatient();
  await attempts.repeat(call, failing(...Array.from({ length: 8 }, () => awsError('TooManyRequestsException', 429))));
  jest.restoreAllMocks();
  expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000, 5000]);
});

test('a full account is not waited for', async () => {
  const send = failing(awsError('LimitExceededException'));
  await expect(impatient().attempts.repeat(call, send)).rejects.toThrow('cannot do it: LimitExceededException: said no');
  expect(send).toHaveBeenCalledTimes(1);
});

test.each([
  ['a connection that breaks', networkError('ECONNRESET')],
  ['a name that is not found', networkError('ENOTFOUND')],
  ['no answer in time', Object.assign(new Error('timed out'), { name: 'TimeoutError' })],
  ['a fault of the server', awsError('InternalFailure', 500)],
  ['a fault of the server without a common status', awsError('NetworkAuthenticationRequired', 511)],
])('%s: a reading is repeated, and of a write nobody knows', async (_, error) => {
  const read = failing(error, error);
  expect(await impatient().attempts.repeat(call, read)).toBe('done');
  expect(read).toHaveBeenCalledTimes(3);

  const write = failing(error);
  const doubt = await impatient().attempts.once(call, write).catch((problem: Error) => problem);
  expect(doubt).toBeInstanceOf(OutcomeUnknown);
  expect((doubt as Error).message).toContain('cannot do it');
  expect(write).toHaveBeenCalledTimes(1);
});

test('a write that was throttled first and then got no answer is not made again either', async () => {
  const send = failing(awsError('TooManyRequestsException', 429), networkError('ECONNRESET'));
  await expect(impatient().attempts.once(call, send)).rejects.toThrow(OutcomeUnknown);
  expect(send).toHaveBeenCalledTimes(2);
});

test.each(['AccessDenied', 'AccessDeniedException', 'InvalidClientTokenId'])('%s: a grant may take effect late', async (name) => {
  const world = impatient();
  const send = failing(...Array.from({ length: 20 }, () => awsError(name, 403)));
  expect(await world.attempts.once(call, send)).toBe('done');
  expect(world.passed).toBeLessThan(3 * MINUTE);
});

test.each([0, 5])('a grant that is not effective three minutes after it is missed is refused, %d minutes after the event began', async (minutes) => {
  const world = impatient();
  await world.attempts.pause(minutes * MINUTE);
  const began = world.passed;
  const send = jest.fn().mockRejectedValue(awsError('AccessDeniedException', 403));
  await expect(world.attempts.repeat(call, send)).rejects.toThrow('cannot do it: AccessDeniedException: said no');
  expect(world.passed - began).toBeGreaterThanOrEqual(3 * MINUTE);
  expect(world.passed - began).toBeLessThan(4 * MINUTE);
  // It is the event that has three minutes, and each later call has seconds.
  const before = world.passed;
  await expect(world.attempts.repeat(call, send)).rejects.toThrow(Refused);
  expect(world.passed - before).toBeLessThan(15_000);
});

test('a call that is refused for a moment, long after the event has waited for grants, is made again', async () => {
  const world = impatient();
  await world.attempts.repeat(call, jest.fn().mockRejectedValue(awsError('AccessDeniedException', 403))).catch(() => {});
  await world.attempts.pause(5 * MINUTE);
  const send = failing(awsError('AccessDeniedException', 403), awsError('AccessDeniedException', 403));
  expect(await world.attempts.repeat(call, send)).toBe('done');
});

test('what may just have been made may be missing for as long, and what is said to be missing otherwise is missing', async () => {
  const missing = () => failing(awsError('NotFoundException', 404), awsError('NotFoundException', 404));
  expect(await impatient().attempts.repeat({ ...call, isMissing: ({ name }) => name === 'NotFoundException' }, missing())).toBe('done');
  await expect(impatient().attempts.repeat(call, missing())).rejects.toThrow('NotFoundException');
});

test('when the time of the event is over, another delivery goes on', async () => {
  const world = impatient();
  world.attempts.begin(10_000);
  const throttled = jest.fn().mockRejectedValue(awsError('TooManyRequestsException', 429));
  const error = await world.attempts.repeat(call, throttled).catch((problem: Error) => problem);
  expect(error).toBeInstanceOf(OutOfTime);
  expect((error as Error).message).toContain('cannot do it: TooManyRequestsException');
  expect(world.passed).toBeLessThanOrEqual(10_000);
});

test('a fault of our own is not repeated', async () => {
  const send = failing(Object.assign(new TypeError('undefined is not a function'), { code: 'ERR_INVALID_ARG_TYPE' }));
  await expect(impatient().attempts.repeat(call, send)).rejects.toThrow('cannot do it: TypeError');
  expect(send).toHaveBeenCalledTimes(1);
});

test.each([new Refused('no role', 'denied'), new ZoneGone('no zone'), new OutOfTime('over'), new OutcomeUnknown('who knows')])(
  'what is explained already is passed on as it is: %s', async (error) => {
    const send = failing(error);
    await expect(impatient().attempts.repeat(call, send)).rejects.toBe(error);
    expect(send).toHaveBeenCalledTimes(1);
  },
);
