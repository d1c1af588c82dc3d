import { bareFunction, bareResource, BareStack } from '../bare-resource';

/*
 * Calls that are never answered, and answers that are lost, as a custom resource meets them.
 */

let stack: BareStack;
afterEach(() => stack.stop());

const SES = 'const sdk = require("@aws-sdk/client-sesv2");';
const STATEMENTS = [{ Effect: 'Allow', Action: 'ses:*', Resource: '*' }];

/** Creates the identity of the resource's name; `client` says how patient it is. */
const making = (client: string) => ({
  ...bareFunction({
    preamble: SES,
    statements: STATEMENTS,
    handler: `const ses = new sdk.SESv2Client({ ${client} });
      tell({ what: event.RequestType, at: Date.now() });
      try {
        if (event.RequestType === 'Create') await ses.send(new sdk.CreateEmailIdentityCommand({ EmailIdentity: 'example.com' }));
        await answer(event);
      } catch (error) {
        tell({ what: error.name });
        await answer(event, { Status: 'FAILED', Reason: error.name });
      }`,
  }),
  Thing: bareResource(),
});

const told = () => stack.told().map(({ what }) => what);

test('a call that is never answered ends the handler with its time-out, and the event comes again', async () => {
  stack = await BareStack.start({ leastHostMs: 500 });
  stack.aws.faults.add({ service: 'ses', operation: 'CreateEmailIdentity', fault: { kind: 'silence' } });
  const { status } = await stack.deploy(making('maxAttempts: 3'), { pace: 600 });
  expect(status).toBe('CREATE_COMPLETE');
  expect(told()).toEqual(['Create', 'Create']);
  const [first, second] = stack.told();
  expect(second.at - first.at).toBeGreaterThanOrEqual((14 + 1) * 60_000);
  expect(stack.aws.logs.everything().join('\n')).toContain('Task timed out after 840.00 seconds');
});

test('a client with a time-out calls once more', async () => {
  stack = await BareStack.start();
  stack.aws.faults.add({ service: 'ses', operation: 'CreateEmailIdentity', fault: { kind: 'silence' } });
  const patience = 'maxAttempts: 2, requestHandler: { requestTimeout: 5000, throwOnRequestTimeout: true }';
  expect((await stack.deploy(making(patience), { pace: 60 })).status).toBe('CREATE_COMPLETE');
  expect(told()).toEqual(['Create']);
  expect(stack.aws.requests.all({ operation: 'CreateEmailIdentity' }).map(({ outcome }) => outcome)).toEqual([undefined, 'ok']);
});

test.each(['drop-after', 'silence-after'] as const)('an answer that is lost after the effect (%s) makes the repetition fail', async (kind) => {
  stack = await BareStack.start();
  stack.aws.faults.add({ service: 'ses', operation: 'CreateEmailIdentity', fault: { kind } });
  const patience = 'maxAttempts: 2, requestHandler: { requestTimeout: 5000, throwOnRequestTimeout: true }';
  expect((await stack.deploy(making(patience), { pace: 60 })).status).toBe('ROLLBACK_COMPLETE');
  expect(told()).toEqual(['Create', 'AlreadyExistsException', 'Delete']);
});

test('a Region that does not answer leaves the others alone', async () => {
  stack = await BareStack.start();
  stack.aws.faults.add({ service: 'ses', region: 'us-east-1', every: true, fault: { kind: 'silence' } });
  const client = (region: string) => `new sdk.SESv2Client({ region: '${region}', maxAttempts: 1, requestHandler: { requestTimeout: 5000, throwOnRequestTimeout: true } })`;
  const { status } = await stack.deploy({
    ...bareFunction({
      preamble: SES,
      statements: STATEMENTS,
      handler: `for (const ses of [${client('us-east-1')}, ${client('eu-west-1')}]) {
          tell({ what: await ses.send(new sdk.ListEmailIdentitiesCommand({})).then(() => 'answered', ({ name }) => name) });
        }
        await answer(event);`,
    }),
    Thing: bareResource(),
  });
  expect(status).toBe('CREATE_COMPLETE');
  expect(told()).toEqual(['TimeoutError', 'answered']);
});
