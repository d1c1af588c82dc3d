import { Events } from '../../../local-aws/events';
import type { Call } from '../../../local-aws/kernel/service';
import { ServerUnderTest } from '../kernel/server-under-test';

let under: ServerUnderTest;
let events: Events;
let invoked: unknown[];

beforeEach(async () => {
  invoked = [];
  const clock = { now: () => new Date('2026-11-28T10:15:00.5Z'), after: () => ({}) };
  events = new Events({ clock: clock as never, invoke: (_, event) => invoked.push(event), permits: () => true });
  under = await new ServerUnderTest(events.apis).start();
});
afterEach(() => under.server.stop());

async function put(request: unknown): Promise<{ readonly status: number; readonly answer: any }> {
  const response = await fetch(under.server.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSEvents.PutEvents',
      'authorization': 'AWS4-HMAC-SHA256 Credential=ADMIN/20261128/eu-west-1/events/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify(request),
  });
  return { status: response.status, answer: await response.json() };
}
const ENTRY = { Source: 'mine', DetailType: 'Something', Detail: '{"x":1}', Resources: ['arn:one'], Time: 1_795_860_000 };

test('a rule gets what was put', async () => {
  await events.resources['AWS::Events::Rule'].create({
    stack: { id: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Mail/1', name: 'Mail', account: '111122223333', region: 'eu-west-1' },
    logicalId: 'Rule',
    type: 'AWS::Events::Rule',
    tags: {},
    properties: { EventPattern: { 'source': ['mine'], 'detail-type': ['Something'] }, Targets: [{ Id: 'T', Arn: 'arn:aws:lambda:eu-west-1:111122223333:function:f' }] },
  });
  const { answer } = await put({ Entries: [ENTRY, { ...ENTRY, Source: 'other' }] });
  expect(answer).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }, { EventId: expect.any(String) }] });
  expect(invoked).toEqual([{
    'version': '0',
    'id': answer.Entries[0].EventId,
    'source': 'mine',
    'detail-type': 'Something',
    'account': '111122223333',
    'region': 'eu-west-1',
    'time': '2026-11-28T10:00:00Z',
    'resources': ['arn:one'],
    'detail': { x: 1 },
  }]);
  expect(events.published).toHaveLength(2);
});

test('without a time it has that of the delivery', async () => {
  await put({ Entries: [{ ...ENTRY, Time: undefined }] });
  expect(events.published).toMatchObject([{ time: '2026-11-28T10:15:00Z' }]);
});

test.each([
  ['is a service of AWS', { ...ENTRY, Source: 'aws.ses' }, 'NotAuthorizedForSourceException'],
  ['has no detail', { ...ENTRY, Detail: undefined }, 'InvalidArgument'],
  ['has no detail type', { ...ENTRY, DetailType: undefined }, 'InvalidArgument'],
  ['has a detail that is no JSON', { ...ENTRY, Detail: 'x' }, 'MalformedDetail'],
  ['has a detail that is no object', { ...ENTRY, Detail: '[]' }, 'MalformedDetail'],
])('an entry that %s is refused, and the others are not', async (_, entry, code) => {
  const { answer } = await put({ Entries: [entry, ENTRY] });
  expect(answer).toMatchObject({ FailedEntryCount: 1, Entries: [{ ErrorCode: code }, { EventId: expect.any(String) }] });
  expect(events.published).toHaveLength(1);
});

test.each([[0], [11]])('a call with %d entries is refused', async (count) => {
  expect(await put({ Entries: Array(count).fill(ENTRY) })).toMatchObject({ status: 400, answer: { __type: 'ValidationException' } });
});

test('an entry that is too large is refused, and so is a call without entries', async () => {
  expect((await put({ Entries: [{ ...ENTRY, Detail: JSON.stringify({ x: 'x'.repeat(262_144) }) }] })).status).toBe(400);
  expect((await put({})).status).toBe(400);
});

test('another bus is not here, and fails loudly', async () => {
  expect((await put({ Entries: [{ ...ENTRY, EventBusName: 'other' }] })).status).toBe(501);
});

test('it needs the permission for the bus, with what the event says of itself', () => {
  const [{ access }] = events.apis;
  const place = { account: '111122223333', region: 'eu-west-1' } as Call;
  expect(access.PutEvents({ Entries: [ENTRY] } as never, place)).toEqual([{
    action: 'events:PutEvents',
    resource: 'arn:aws:events:eu-west-1:111122223333:event-bus/default',
    context: { 'events:source': 'mine', 'events:detail-type': 'Something' },
  }]);
});
