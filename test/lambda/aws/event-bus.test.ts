import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { EventBus } from '../../../lambda/aws/event-bus';
import type { StatusEvent } from '../../../src/contract/status-events';

const EVENT: StatusEvent = {
  domainName: 'example.com', region: 'eu-west-1', change: 'STATUS_CHANGED', previousStatus: 'PENDING', status: 'SUCCESS', time: 1_790_000_000_500, stackId: 'arn:stack',
};
const TAKEN = { status: 200, body: { FailedEntryCount: 0, Entries: [{ EventId: '1' }] } };
const REFUSED = { status: 400, body: { __type: 'AccessDeniedException', Message: 'not authorized' } };

const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'session' };
const signer = new SecretsManagerClient({ region: 'eu-west-1', credentials });

let server: Server;
let answers: Array<{ readonly status: number; readonly body: unknown }>;
let requests: Array<{ readonly headers: IncomingHttpHeaders; readonly url?: string; readonly method?: string; readonly body: string }>;
let failures: string[];
let pauses: number[];

beforeEach(async () => {
  [answers, requests, failures, pauses] = [[TAKEN], [], [], []];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      requests.push({ headers: request.headers, url: request.url, method: request.method, body: Buffer.concat(chunks).toString() });
      const { status, body } = answers.length > 1 ? answers.shift()! : answers[0];
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const bus = (endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`) => new EventBus({
  signer,
  region: 'eu-west-1',
  endpoint,
  identityArn: (domainName, region) => `arn:aws:ses:${region}:111122223333:identity/${domainName}`,
  pause: async (milliseconds) => {
    pauses.push(milliseconds);
  },
  failed: ({ domainName }, error) => failures.push(`${domainName}: ${error}`),
});

test('an event is one entry of PutEvents', async () => {
  expect(await bus().send(EVENT)).toBe(true);
  const [{ headers, url, method, body }] = requests;
  expect([method, url, headers['x-amz-target'], headers['content-type']]).toEqual(['POST', '/', 'AWSEvents.PutEvents', 'application/x-amz-json-1.1']);
  const { Entries: [{ Detail, ...entry }] } = JSON.parse(body);
  expect(entry).toEqual({
    Source: 'cdk-ses-dkim', DetailType: 'SES DKIM Status Change', Time: 1_790_000_000.5, Resources: ['arn:aws:ses:eu-west-1:111122223333:identity/example.com'],
  });
  expect(JSON.parse(Detail)).toMatchObject({ version: '1', change: 'STATUS_CHANGED', previousStatus: 'PENDING', status: 'SUCCESS' });
  expect([failures, pauses]).toEqual([[], []]);
});

/** [DOC Signature Version 4, create a signed request] */
function signatureOf({ headers, body }: (typeof requests)[number]): string {
  const [, day, names] = /Credential=AKID\/(\d{8})\/eu-west-1\/events\/aws4_request, SignedHeaders=(\S+), /.exec(headers.authorization!)!;
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const canonical = ['POST', '/', '', ...names.split(';').map((name) => `${name}:${headers[name]}`), '', names, sha256(body)].join('\n');
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], `${day}/eu-west-1/events/aws4_request`, sha256(canonical)].join('\n');
  const key = ['eu-west-1', 'events', 'aws4_request'].reduce<Buffer>(hmac, hmac('AWS4secret', day));
  return hmac(key, text).toString('hex');
}

test('it is signed for EventBridge, with its host', async () => {
  await bus().send(EVENT);
  const [{ headers }] = requests;
  expect(headers.authorization).toContain(`Signature=${signatureOf(requests[0])}`);
  expect(headers.authorization).toMatch(/SignedHeaders=(\S+;)?host;/);
  expect(headers['x-amz-security-token']).toBe('session');
});

test('a refusal is repeated twice, and then told, and nothing is thrown', async () => {
  answers = [REFUSED];
  const one = bus();
  expect(await one.send(EVENT)).toBe(false);
  expect(requests).toHaveLength(3);
  expect(pauses).toEqual([1_000, 2_000]);
  expect(failures).toEqual(['example.com: AccessDeniedException: not authorized']);
  expect(await one.send(EVENT)).toBe(false);
  expect(requests).toHaveLength(4); // a bus that does not answer must not use up the time
  answers = [TAKEN];
  expect(await one.send(EVENT)).toBe(true);
});

test('a refusal that ends is no failure', async () => {
  answers = [REFUSED, { status: 500, body: { __type: 'InternalException' } }, TAKEN];
  expect(await bus().send(EVENT)).toBe(true);
  expect(failures).toEqual([]);
});

test('an entry that is refused, an answer that is no JSON, and a host that is not there are told', async () => {
  answers = [{ status: 200, body: { FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure', ErrorMessage: 'later' }] } }];
  expect(await bus().send(EVENT)).toBe(false);
  answers = [{ status: 502, body: undefined }];
  expect(await bus().send(EVENT)).toBe(false);
  expect(await bus('http://127.0.0.1:1').send(EVENT)).toBe(false);
  expect(failures).toEqual(['example.com: InternalFailure: later', expect.stringContaining('example.com: '), 'example.com: fetch failed']);
});

test.each([
  ['eu-west-1', 'events.eu-west-1.amazonaws.com'], ['cn-north-1', 'events.cn-north-1.amazonaws.com.cn'], ['us-gov-west-1', 'events.us-gov-west-1.amazonaws.com'],
  ['eusc-de-east-1', 'events.eusc-de-east-1.amazonaws.eu'],
])('in %s it goes to %s', async (region, host) => {
  const fetched = jest.spyOn(global, 'fetch').mockResolvedValue(Response.json(TAKEN.body));
  const one = new EventBus({
    signer: new SecretsManagerClient({ region, credentials }), region, identityArn: () => 'arn', pause: async () => {}, failed: () => {},
  });
  expect(await one.send(EVENT)).toBe(true);
  expect(fetched.mock.calls.map(([url]) => url)).toEqual([`https://${host}/`]);
  fetched.mockRestore();
});
