import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import type { Lifecycle } from '../../../lambda/custom-resources/lifecycle';
import { onEvent } from '../../../lambda/custom-resources/on-event';
import { decodeDkimKey, type DkimKeyRequest, encodeDkimKey } from '../../../src/contract/dkim-key';
import { TestKey } from '../../e2e/keys';

const request: DkimKeyRequest = { kind: 'stored', domainName: 'example.com', selector: 'mail', location: { secretArn: 'arn:secret' } };
const earlier: DkimKeyRequest = { ...request, selector: 'before' };

const event = (change: Partial<Record<keyof CloudFormationCustomResourceEvent | 'PhysicalResourceId' | 'OldResourceProperties', unknown>>) => ({
  RequestType: 'Create',
  ServiceToken: 'arn:lambda',
  ResponseURL: 'https://cloudformation.example/response?signature=SECRET',
  StackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Mail/1',
  RequestId: 'request-1',
  LogicalResourceId: 'Key',
  ResourceType: 'Custom::DkimKey',
  ResourceProperties: { ServiceToken: 'arn:lambda', ...encodeDkimKey(request) },
  ...change,
}) as unknown as CloudFormationCustomResourceEvent;

const origin = { stackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Mail/1', logicalId: 'Key', requestId: 'request-1' };
const answer = { physicalId: 'mail._domainkey.example.com', attributes: { Fingerprint: 'f' } };

let lifecycle: jest.Mocked<Lifecycle<DkimKeyRequest>>;
let lines: string[];
const handle = (change: Parameters<typeof event>[0] = {}) => onEvent({ 'Custom::DkimKey': lifecycle })(event(change));

beforeEach(() => {
  lifecycle = {
    decode: decodeDkimKey as never,
    create: jest.fn().mockResolvedValue(answer),
    update: jest.fn().mockResolvedValue(answer),
    delete: jest.fn().mockResolvedValue(undefined),
  };
  lines = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => lines.push(line));
});
afterEach(() => jest.restoreAllMocks());

test('a Create comes back with physical id and attributes', async () => {
  await expect(handle()).resolves.toEqual({ PhysicalResourceId: answer.physicalId, Data: answer.attributes });
  expect(lifecycle.create).toHaveBeenCalledWith(request, origin);
});

test('an Update knows what was wanted before', async () => {
  await handle({ RequestType: 'Update', PhysicalResourceId: 'x', OldResourceProperties: encodeDkimKey(earlier) });
  expect(lifecycle.update).toHaveBeenCalledWith(request, earlier, { ...origin, physicalId: 'x' });
});

test('a Delete keeps the physical id, which CloudFormation insists on', async () => {
  await expect(handle({ RequestType: 'Delete', PhysicalResourceId: 'whatever it was' })).resolves.toMatchObject({
    PhysicalResourceId: 'whatever it was',
  });
});

test('fails on a resource type of another version', async () => {
  await expect(handle({ ResourceType: 'Custom::Later' })).rejects.toThrow('unknown resource type \'Custom::Later\'');
});

test('fails on properties of another version, before anything is done', async () => {
  await expect(handle({ ResourceProperties: { ...encodeDkimKey(request), Later: 'x' } })).rejects.toThrow('unknown `Later`');
  expect(lifecycle.create).not.toHaveBeenCalled();
});

test('logs what it does, and neither the event nor the answer', async () => {
  await handle();
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0])).toEqual({
    level: 'INFO', message: 'done', requestType: 'Create', resourceType: 'Custom::DkimKey', physicalId: answer.physicalId, ...origin,
  });
});

test('takes key material out of what AWS says, from answer and log', async () => {
  const key = new TestKey(1024);
  const leaky = `1 validation error: Value '${key.der('pkcs1').toString('base64')}' at 'domainSigningPrivateKey'\n${key.pem()}`;
  lifecycle.create.mockRejectedValue(new Error(leaky));
  const said = await handle().catch((error: Error) => error.message + error.stack);
  expect(said).toContain('1 validation error: Value \'[redacted]\'');
  const lastLine = key.pem().trimEnd().split('\n').at(-2)!;
  for (const trace of [...key.traces, lastLine]) {
    expect(`${JSON.stringify(said)} ${lines}`).not.toContain(trace);
  }
});
