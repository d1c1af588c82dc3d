import { once } from 'node:events';
import { connect } from 'node:net';
import * as route53 from '@aws-sdk/client-route-53';
import * as ses from '@aws-sdk/client-sesv2';
import { ServerUnderTest } from './server-under-test';
import { AwsError } from '../../../local-aws/kernel/aws-error';
import type { ServiceApi } from '../../../local-aws/kernel/service';

/*
 * What goes wrong on purpose, what the server refuses by itself, and what the request log keeps of it.
 */

const done: string[] = [];

const sesApi: ServiceApi = {
  signingName: 'ses',
  protocol: 'rest-json',
  sdk: ses,
  operations: {
    DeleteEmailIdentity: ({ EmailIdentity }) => {
      done.push(EmailIdentity);
      return {};
    },
    TagResource: () => ({}),
    PutEmailIdentityDkimSigningAttributes: () => ({}),
    SendEmail: () => ({ MessageId: '1' }),
  },
  access: {
    DeleteEmailIdentity: () => [{ action: 'ses:DeleteEmailIdentity', resource: '*' }],
    TagResource: () => [],
    PutEmailIdentityDkimSigningAttributes: () => [],
    SendEmail: () => [],
  },
};
const route53Api: ServiceApi = {
  signingName: 'route53', protocol: 'rest-xml', sdk: route53, operations: { GetHostedZone: () => ({}) }, access: { GetHostedZone: () => [] },
};

let world: ServerUnderTest;
let refusal: Error | undefined;

beforeEach(async () => {
  done.length = 0;
  refusal = undefined;
  const rateLimits = { ses: { rate: 1, except: ['DeleteEmailIdentity'], code: 'TooManyRequestsException' } };
  world = await new ServerUnderTest([sesApi, route53Api], rateLimits, () => {
    if (refusal) {
      throw refusal;
    }
  }).start();
});
afterEach(() => world.server.stop());

const client = () => new ses.SESv2Client(world.clientConfig);
const remove = (EmailIdentity: string) => client().send(new ses.DeleteEmailIdentityCommand({ EmailIdentity }));
const outcomes = () => world.requests.all().map(({ outcome }) => outcome);

test('the nth call answers an error, the others do not, and nothing is left to meet', async () => {
  world.faults.add({ service: 'ses', operation: 'DeleteEmailIdentity', nth: 2, fault: { kind: 'error', code: 'ServiceUnavailable', status: 503 } });
  await remove('one');
  expect(world.faults.remaining()).toHaveLength(1);
  await expect(remove('two')).rejects.toMatchObject({ name: 'ServiceUnavailable', $metadata: { httpStatusCode: 503 } });
  await remove('three');
  expect(done).toEqual(['one', 'three']);
  expect(outcomes()).toEqual(['ok', 'ServiceUnavailable', 'ok']);
  expect(world.faults.remaining()).toEqual([]);
});

test('a fault for the first call after another one, however often it was made before', async () => {
  world.faults.add({ operation: 'DeleteEmailIdentity', since: { operation: 'TagResource', nth: 2 }, fault: { kind: 'error', code: 'InternalServiceError', status: 400 } });
  const tag = async () => {
    await client().send(new ses.TagResourceCommand({ ResourceArn: 'arn', Tags: [] }));
    await world.clock.advance(1_000);
  };
  await remove('one');
  await tag();
  await remove('two');
  await tag();
  expect(world.faults.remaining()).toHaveLength(1);
  await expect(remove('three')).rejects.toThrow('injected');
  await remove('four');
  expect(done).toEqual(['one', 'two', 'four']);
});

test('something else happens right before a call, which goes well', async () => {
  const seen: string[] = [];
  world.faults.add({ operation: 'DeleteEmailIdentity', nth: 2, fault: { kind: 'meanwhile', happens: () => seen.push(done.join()) } });
  for (const name of ['one', 'two', 'three']) {
    await remove(name);
  }
  expect([done, seen]).toEqual([['one', 'two', 'three'], ['one']]);
});

test('a fault for the calls of one role only', async () => {
  world.faults.add({ operation: 'DeleteEmailIdentity', every: true, role: 'Handler', fault: { kind: 'error', code: 'InternalServiceError', status: 400 } });
  await remove('mine');
  const session = world.credentials.issue({ account: '111122223333', roleName: 'Mail-HandlerRole-X', arn: 'arn:session' });
  const handler = new ses.SESv2Client({ ...world.clientConfig, credentials: session });
  for (const attempt of [1, 2]) {
    await expect(handler.send(new ses.DeleteEmailIdentityCommand({ EmailIdentity: `its ${attempt}` }))).rejects.toThrow('injected');
  }
  expect(done).toEqual(['mine']);
});

test.each([
  ['drop-before', [], 0],
  ['kill-before', [], 1],
  ['drop-after', ['x'], 0],
  ['kill-after', ['x'], 1],
] as const)('%s: the effect %j, and no answer', async (kind, effect, kills) => {
  world.faults.add({ operation: 'DeleteEmailIdentity', fault: { kind } });
  await expect(remove('x')).rejects.toThrow('socket hang up');
  expect(done).toEqual(effect);
  expect(world.killed).toEqual(Array(kills).fill('ADMIN'));
  const [{ responseBody }] = world.requests.all();
  expect(responseBody).toBeUndefined();
  await remove('y');
  expect(done.at(-1)).toBe('y');
});

test('timeout: silence, for as long as the clock does not end it', async () => {
  world.faults.add({ operation: 'DeleteEmailIdentity', fault: { kind: 'timeout', afterMs: 5000 } });
  const answer = expect(remove('x')).rejects.toThrow('socket hang up');
  while (world.clock.pending().length === 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(world.clock.pending().map(({ what }) => what)).toEqual(['the silence of ses:DeleteEmailIdentity ends']);
  await world.clock.advance(5000);
  await answer;
  expect(done).toEqual([]);
});

test.each([['silence', []], ['silence-after', ['x']]] as const)('%s: the effect %j, and the caller gives up', async (kind, effect) => {
  world.faults.add({ operation: 'DeleteEmailIdentity', fault: { kind } });
  const abort = new AbortController();
  const answer = client().send(new ses.DeleteEmailIdentityCommand({ EmailIdentity: 'x' }), { abortSignal: abort.signal });
  while (world.requests.all().length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await world.clock.advance(86_400_000);
  await new Promise((resolve) => setTimeout(resolve, 20));
  abort.abort();
  await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
  expect(done).toEqual(effect);
});

test('a fault for some minutes, from its first call on', async () => {
  world.faults.add({ operation: 'DeleteEmailIdentity', nth: 2, every: true, forMs: 180_000, fault: { kind: 'error', code: 'AccessDeniedException', status: 403 } });
  await remove('one');
  await expect(remove('two')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  await world.clock.advance(179_999);
  await expect(remove('three')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  await world.clock.advance(1);
  await remove('four');
  expect(done).toEqual(['one', 'four']);
  expect(world.faults.remaining()).toEqual([]);
});

test('a Region whose service is out of reach', async () => {
  world.faults.add({ service: 'ses', region: 'us-east-1', every: true, fault: { kind: 'error', code: 'ServiceUnavailable', status: 503 } });
  const there = new ses.SESv2Client({ ...world.clientConfig, region: 'us-east-1' });
  await expect(there.send(new ses.DeleteEmailIdentityCommand({ EmailIdentity: 'there' }))).rejects.toMatchObject({ name: 'ServiceUnavailable' });
  await expect(there.send(new ses.TagResourceCommand({ ResourceArn: 'arn', Tags: [] }))).rejects.toMatchObject({ name: 'ServiceUnavailable' });
  await remove('here');
  expect(done).toEqual(['here']);
});

test('a caller that dies in the middle of a request harms nobody', async () => {
  const { hostname, port } = new URL(world.server.endpoint);
  const socket = connect(Number(port), hostname);
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf');
  await once(socket, 'connect');
  await remove('before'); // by now the server has the half of it
  socket.destroy();
  await once(socket, 'close');
  await remove('after');
  expect(done).toEqual(['before', 'after']);
});

test('a failing route is answered', async () => {
  world.server.route('/plain/', () => {
    throw new Error('oh no');
  });
  const response = await fetch(`${world.server.endpoint}/plain/x`);
  expect(response.status).toBe(500);
  expect(await response.text()).toContain('oh no');
});

describe('input that the schema does not allow', () => {
  const sent = (attributes: object) => client().send(new ses.PutEmailIdentityDkimSigningAttributesCommand(attributes as never));

  test('a missing member, in SES\'s words', async () => {
    await expect(sent({ EmailIdentity: 'example.com' })).rejects.toMatchObject({
      name: 'BadRequestException',
      message: '1 validation error detected: Value null at \'signingAttributesOrigin\' failed to satisfy constraint: Member must not be null',
    });
    expect(outcomes()).toEqual(['BadRequestException']);
  });

  test('inside of lists', async () => {
    const command = new ses.TagResourceCommand({ ResourceArn: 'arn', Tags: [{ Key: 'a', Value: 'b' }, { Key: 'c' } as never] });
    await expect(client().send(command)).rejects.toThrow(/'tags\.2\.member\.value'/);
  });

  test('no JSON', async () => {
    const authorization = 'AWS4-HMAC-SHA256 Credential=ADMIN/20260101/eu-west-1/ses/aws4_request, SignedHeaders=host, Signature=0';
    const response = await fetch(`${world.server.endpoint}/v2/email/tags`, { method: 'POST', headers: { authorization }, body: '{' });
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([400, 'SerializationException']);
  });
});

test('a refusal has the code of the service\'s protocol', async () => {
  refusal = new AwsError('AccessDeniedException', 'User: x is not authorized', 403);
  await expect(remove('x')).rejects.toMatchObject({ name: 'AccessDeniedException', message: 'User: x is not authorized' });
  const get = new route53.Route53Client(world.clientConfig).send(new route53.GetHostedZoneCommand({ Id: 'Z' }));
  await expect(get).rejects.toMatchObject({ name: 'AccessDenied', message: 'User: x is not authorized', $metadata: { httpStatusCode: 403 } });
  expect(done).toEqual([]);
});

test('one call a second in an account and Region, by the engine\'s clock', async () => {
  const send = (region: string) => new ses.SESv2Client({ ...world.clientConfig, region }).send(new ses.SendEmailCommand({ Content: {} }));
  await send('eu-west-1');
  await expect(send('eu-west-1')).rejects.toBeInstanceOf(ses.TooManyRequestsException);
  await send('eu-central-1');
  await world.clock.advance(1000);
  await send('eu-west-1');
  await remove('does not count');
});

test('one call a second for each operation, if it is counted so', async () => {
  const other = await new ServerUnderTest([sesApi], { ses: { rate: 1, perOperation: true, code: 'TooManyRequestsException' } }).start();
  const its = new ses.SESv2Client(other.clientConfig);
  await its.send(new ses.SendEmailCommand({ Content: {} }));
  await its.send(new ses.DeleteEmailIdentityCommand({ EmailIdentity: 'x' }));
  await expect(its.send(new ses.SendEmailCommand({ Content: {} }))).rejects.toBeInstanceOf(ses.TooManyRequestsException);
  await other.server.stop();
});

test('the log keeps what was sent and answered, as text', async () => {
  const since = world.requests.since();
  await world.clock.advance(60_000);
  await client().send(new ses.SendEmailCommand({ FromEmailAddress: 'the sender', Content: {} }));
  const [record, ...others] = since({ service: 'ses', operation: 'SendEmail' });
  expect(others).toEqual([]);
  expect(record).toMatchObject({ region: 'eu-west-1', principal: { accessKeyId: 'ADMIN' }, outcome: 'ok', responseBody: '{"MessageId":"1"}' });
  expect(record.input).toEqual({ FromEmailAddress: 'the sender', Content: {} });
  expect(JSON.parse(record.requestBody)).toEqual(record.input);
  expect(record.time).toEqual(world.clock.now());
});
