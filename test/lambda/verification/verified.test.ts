import { NOON, waitingEvent } from './waiting-event';
import type { DkimVerification, SesIdentities } from '../../../lambda/aws/ses-identities';
import { isComplete } from '../../../lambda/custom-resources/is-complete';
import { PublicDns } from '../../../lambda/dns/public-dns';
import { verified, type WaitingEvent } from '../../../lambda/verification/verified';

const dkimVerification = jest.fn<Promise<DkimVerification>, [string]>();
const dns = new PublicDns({ resolve: async () => [['v=DKIM1; k=rsa; p=BBBB']] } as never);
const ask = isComplete((event: WaitingEvent) => verified(event, {
  identities: { dkimVerification } as unknown as SesIdentities, dns, now: () => NOON,
}));
const LATE = { Deadline: NOON.toISOString() };
const done = (status: string) => ({ IsComplete: true, Data: { DkimStatus: status } });
const NOT_YET = { IsComplete: false };

beforeEach(() => {
  dkimVerification.mockReset();
  jest.spyOn(console, 'log').mockImplementation();
});
afterEach(() => jest.restoreAllMocks());

test.each(['PENDING', 'NOT_STARTED', 'TEMPORARY_FAILURE'])('%s is waited for, until it is late', async (status) => {
  dkimVerification.mockResolvedValue({ status });
  expect(await ask(waitingEvent())).toEqual(NOT_YET);
  await expect(ask(waitingEvent(LATE))).rejects.toThrow(`not verified within \`waitForVerification\`; SES reports DKIM ${status}`);
});

test.each([{}, LATE])('SUCCESS is success, %j', async (when) => {
  dkimVerification.mockResolvedValue({ status: 'SUCCESS' });
  expect(await ask(waitingEvent(when))).toEqual(done('SUCCESS'));
});

test('FAILED fails at once', async () => {
  dkimVerification.mockResolvedValue({ status: 'FAILED', errorType: 'INVALID_VALUE' });
  await expect(ask(waitingEvent())).rejects.toThrow('SES gave up looking for the DNS records; SES reports DKIM FAILED, INVALID_VALUE: the record has another value');
});

test.each(['PENDING', 'FAILED'])('%s is left as it is in a rollback', async (status) => {
  dkimVerification.mockResolvedValue({ status });
  expect(await ask(waitingEvent({ RequestType: 'Update', RollingBack: 'true', ...LATE }))).toEqual(done(status));
});

test('a Delete asks nobody', async () => {
  expect(await ask(waitingEvent({ RequestType: 'Delete' }))).toEqual(done(''));
  expect(dkimVerification).not.toHaveBeenCalled();
});

test.each([
  ['TooManyRequestsException', 429],
  ['InternalServiceErrorException', 500],
  ['NoAnswerException', undefined],
])('%s is no answer, and the last word when it is late', async (name, httpStatusCode) => {
  dkimVerification.mockRejectedValue(Object.assign(new Error('busy'), { name, $metadata: { httpStatusCode } }));
  expect(await ask(waitingEvent())).toEqual(NOT_YET);
  await expect(ask(waitingEvent(LATE))).rejects.toThrow(`SES identity example.com: ${name}: busy`);
});

test('an identity that is gone fails at once', async () => {
  dkimVerification.mockRejectedValue(Object.assign(new Error('no such identity'), { name: 'NotFoundException', $metadata: { httpStatusCode: 404 } }));
  await expect(ask(waitingEvent())).rejects.toThrow('SES identity example.com: NotFoundException: no such identity');
});

test('the framework shows the message once', async () => {
  dkimVerification.mockResolvedValue({ status: 'FAILED' });
  const error: Error = await ask(waitingEvent()).then(() => new Error('no error'), (thrown: Error) => thrown);
  expect(error.message.split('\n').length).toBeGreaterThan(3);
  expect(error.stack).toBe(error.message.split('\n')[0]);
});
