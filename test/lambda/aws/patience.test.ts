import * as sdk from '@aws-sdk/client-sesv2';
import { Patience } from '../../../lambda/aws/patience';
import { ServerUnderTest } from '../../local-aws/kernel/server-under-test';

let server: ServerUnderTest;
let patience: Patience;
let client: sdk.SESv2Client;

beforeEach(async () => {
  server = await new ServerUnderTest([{
    signingName: 'ses', protocol: 'rest-json', sdk, operations: { DeleteEmailIdentity: () => ({}) }, access: { DeleteEmailIdentity: () => [] },
  }]).start();
  patience = new Patience();
  const { maxAttempts: _, ...config } = server.clientConfig;
  client = new sdk.SESv2Client({ ...config, retryStrategy: patience });
});
afterEach(async () => {
  jest.restoreAllMocks();
  await server.server.stop();
});

const failWith = (code: string, nth: number, every = false) => (
  server.faults.add({ operation: 'DeleteEmailIdentity', nth, every, fault: { kind: 'error', code } })
);
const call = () => client.send(new sdk.DeleteEmailIdentityCommand({ EmailIdentity: 'example.com' }));
const outcomes = () => server.requests.all().map(({ outcome }) => outcome);

test('a throttled call is made again', async () => {
  failWith('TooManyRequestsException', 1);
  failWith('TooManyRequestsException', 2);
  await call();
  expect(outcomes()).toEqual(['TooManyRequestsException', 'TooManyRequestsException', 'ok']);
});

test('a process that was throttled in many events goes on trying', async () => {
  jest.spyOn(Math, 'random').mockReturnValue(0); // no delay
  for (let event = 0; event < 200; event++) {
    const token = await patience.acquireInitialRetryToken('');
    await patience.refreshRetryTokenForRetry(token, { errorType: 'THROTTLING' });
  }
});

test('not after the deadline, and the error is that of SES', async () => {
  patience.endIn(-1);
  failWith('TooManyRequestsException', 1, true);
  await expect(call()).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  expect(outcomes()).toHaveLength(1);
});

test('a full account is not waited for', async () => {
  failWith('LimitExceededException', 1, true);
  await expect(call()).rejects.toMatchObject({ name: 'LimitExceededException' });
  expect(outcomes()).toHaveLength(1);
});
