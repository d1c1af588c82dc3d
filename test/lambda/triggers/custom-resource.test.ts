import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { identityOf, occasionWith, properties, REQUEST, STACK_ID } from './occasion';
import { OutOfTime, Refused, type StackState } from '../../../lambda/ports';
import { NotFinished } from '../../../lambda/reconciler';
import { onStackEvent } from '../../../lambda/triggers/custom-resource';
import { newNonce } from '../../../lambda/triggers/physical-id';
import { TestKey } from '../../e2e/keys';

const NONCE = newNonce(STACK_ID, 'Identity');
const OURS = `example.com/${NONCE}`;
const URL = 'https://cloudformation.example/response?signature=SECRET';
const MINUTE = 60_000;

const event = (change: object) => ({
  RequestType: 'Create',
  ServiceToken: 'arn:lambda',
  ResponseURL: URL,
  StackId: STACK_ID,
  RequestId: 'request-1',
  LogicalResourceId: 'Identity',
  ResourceType: 'Custom::SesDomainIdentity',
  ResourceProperties: properties(),
  ...change,
}) as unknown as CloudFormationCustomResourceEvent;

let lines: string[];
beforeEach(() => {
  lines = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => lines.push(line));
});
afterEach(() => jest.restoreAllMocks());

/** Delivers an event, and answers with what CloudFormation got. */
function setUp(...states: StackState[]) {
  const waitingSince = jest.fn<Promise<number | undefined>, []>().mockResolvedValue(undefined);
  const answers: Array<Record<string, unknown>> = [];
  const stackTags = jest.fn<Record<string, string>, []>(() => ({}));
  const occasion = occasionWith(states.length > 0 ? states : undefined);
  const respond = async (url: string, body: string) => {
    expect(url).toBe(URL);
    answers.push(JSON.parse(body));
  };
  const deliver = (change: object = {}) => onStackEvent(event(change), {
    ...occasion, identityArn: (domainName) => `arn:aws:ses:::identity/${domainName}`, stackTags, waitingSince, respond,
  });
  return { ...occasion, answers, deliver, stackTags, waitingSince };
}

test('a Create is answered with a physical id and all attributes', async () => {
  const { deliver, answers, reconciler, ports, deadline } = setUp();
  reconciler.deploy.mockResolvedValue({ identity: identityOf('example.com'), dkimRecords: [{ name: 'a', type: 'CNAME', value: 'b' }] });
  await deliver();
  expect(answers).toEqual([{
    Status: 'SUCCESS',
    PhysicalResourceId: OURS,
    StackId: STACK_ID,
    RequestId: 'request-1',
    LogicalResourceId: 'Identity',
    Data: expect.objectContaining({ IdentityArn: 'arn:aws:ses:::identity/example.com', DkimName1: 'a', DkimValue1: 'b', DkimName2: '' }),
  }]);
  expect(reconciler.deploy).toHaveBeenCalledWith(
    ports, { stackId: STACK_ID, logicalId: 'Identity', nonce: NONCE, requestId: 'request-1', region: 'eu-west-1' },
    { request: REQUEST, previous: undefined, isCreate: true, startedAt: 1_000_000, deadline },
  );
});

describe.each(['Create', 'Update'])('a name that a parameter has in a wrong form fails the %s at once', (RequestType) => {
  test.each<[string, Parameters<typeof properties>[0], string]>([
    ['a domain in capitals', { domainName: 'Example.COM' }, '`domainName` must be a domain name in lower case, like \'mail.example.com\', got \'Example.COM\''],
    ['a trailing dot', { domainName: 'example.com.' }, 'got \'example.com.\''],
    ['blanks', { domainName: ' example.com' }, 'got \' example.com\''],
    ['nothing', { domainName: '' }, 'got \'\''],
    ['a MAIL FROM domain', { mailFrom: { domainName: 'Bounce.example.com', behaviorOnMxFailure: 'USE_DEFAULT_VALUE' } }, 'the MAIL FROM domain must be a domain name'],
    ['no subdomain', { mailFrom: { domainName: '.example.com', behaviorOnMxFailure: 'USE_DEFAULT_VALUE' } }, 'got \'.example.com\''],
  ])('%s', async (_, change, reason) => {
    const { deliver, answers, reconciler } = setUp();
    await deliver({ RequestType, PhysicalResourceId: OURS, ResourceProperties: properties(change), OldResourceProperties: properties() });
    expect(answers).toMatchObject([{ Status: 'FAILED', Reason: expect.stringContaining(reason) }]);
    expect(reconciler.deploy).not.toHaveBeenCalled();
  });
});

test('a Delete takes whatever name there is', async () => {
  const { deliver, answers } = setUp('rolling back');
  await deliver({ RequestType: 'Delete', PhysicalResourceId: `Example.COM/${NONCE}`, ResourceProperties: properties({ domainName: 'Example.COM' }) });
  expect(answers).toMatchObject([{ Status: 'SUCCESS' }]);
});

test('an Update keeps the nonce, knows what was wanted before, and with another domain is a replacement', async () => {
  const { deliver, answers, reconciler } = setUp();
  await deliver({
    RequestType: 'Update',
    PhysicalResourceId: 'example.com/aaaaaaaaaaaa',
    ResourceProperties: properties({ domainName: 'example.net' }),
    OldResourceProperties: properties({ overlapDays: 3 }),
  });
  expect(answers).toMatchObject([{ Status: 'SUCCESS', PhysicalResourceId: 'example.net/aaaaaaaaaaaa' }]);
  expect(reconciler.deploy.mock.calls[0].slice(1)).toMatchObject([
    { nonce: 'aaaaaaaaaaaa' }, { request: { domainName: 'example.net' }, previous: { domainName: 'example.com', overlapDays: 3 }, isCreate: false },
  ]);
});

describe('the tags of the stack', () => {
  const given = ({ reconciler }: ReturnType<typeof setUp>) => reconciler.deploy.mock.calls[0][2].request.tags;

  test('are those of the identity too, and a tag of the template counts more', async () => {
    const trigger = setUp();
    trigger.stackTags.mockReturnValue({ 'team': 'mail', 'cost-center': '42', 'aws:x': 'y', 'cdk-ses-dkim:owner': 'nobody' });
    await trigger.deliver({ ResourceProperties: properties({ tags: { team: 'platform' } }) });
    expect(given(trigger)).toEqual({ 'team': 'platform', 'cost-center': '42' });
  });

  test('are left out if SES has no room for them, and the log says which', async () => {
    const trigger = setUp();
    trigger.stackTags.mockReturnValue(Object.fromEntries(Array.from({ length: 31 }, (_, index) => [`t${index}`, 'x'])));
    await trigger.deliver({ ResourceProperties: properties({ tags: { own: 'x' } }) });
    expect(Object.keys(given(trigger))).toHaveLength(30);
    expect(lines.map((line) => JSON.parse(line))).toContainEqual(expect.objectContaining({ level: 'WARN', domainName: 'example.com', tags: 't29, t30' }));
  });

  test('go with an identity that is given back', async () => {
    const { deliver, reconciler, stackTags } = setUp('deleting');
    stackTags.mockReturnValue({ team: 'mail' });
    await deliver({ RequestType: 'Delete', PhysicalResourceId: OURS });
    expect(reconciler.remove.mock.calls[0][2].request.tags).toEqual({ team: 'mail' });
  });
});

test('a Delete keeps the physical id, which CloudFormation insists on', async () => {
  const { deliver, answers, reconciler } = setUp('deleting');
  await deliver({ RequestType: 'Delete', PhysicalResourceId: OURS });
  expect(answers).toEqual([expect.objectContaining({ Status: 'SUCCESS', PhysicalResourceId: OURS })]);
  expect(reconciler.remove.mock.calls[0].slice(1)).toMatchObject([{ nonce: NONCE }, { request: REQUEST, isInvented: false }]);
});

test('the Delete of a Create that never answered has an id that is invented', async () => {
  const { deliver, answers, reconciler } = setUp('rolling back');
  await deliver({ RequestType: 'Delete', PhysicalResourceId: 'Mail-Identity-1A2B3C' });
  expect(answers).toMatchObject([{ Status: 'SUCCESS', PhysicalResourceId: 'Mail-Identity-1A2B3C' }]);
  expect(reconciler.remove.mock.calls[0].slice(1)).toMatchObject([{ nonce: NONCE }, { isInvented: true }]);
});

test('a wait begins when CloudFormation asked first, not with each delivery', async () => {
  const { deliver, reconciler, waitingSince } = setUp();
  waitingSince.mockResolvedValue(400_000);
  await deliver({ ResourceProperties: properties({ waitSeconds: 600 }) });
  expect(reconciler.deploy.mock.calls[0][2]).toMatchObject({ startedAt: 400_000 });
});

describe('an event counts only while CloudFormation waits for it', () => {
  test.each<[string, StackState]>([
    ['Create', 'settled'], ['Create', 'failed'], ['Create', 'gone'], ['Update', 'settled'], ['Update', 'deleting'], ['Update', 'failed'], ['Update', 'gone'],
    ['Delete', 'settled'], ['Delete', 'failed'],
  ])('%s in a stack that is %s', async (RequestType, state) => {
    const { deliver, answers, reconciler } = setUp(state);
    await deliver({ RequestType, PhysicalResourceId: OURS, OldResourceProperties: properties() });
    expect([answers, reconciler.deploy.mock.calls, reconciler.remove.mock.calls]).toEqual([[], [], []]);
    expect(lines.join()).toContain('CloudFormation does not wait for any more');
  });

  test('but what a state was a moment ago does not count', async () => {
    const { deliver, answers } = setUp('settled', 'settled', 'in progress');
    await deliver();
    expect(answers).toMatchObject([{ Status: 'SUCCESS' }]);
  });

  test('and only of the function\'s own stack', async () => {
    const { deliver, answers, reconciler } = setUp();
    await deliver({ StackId: 'arn:aws:cloudformation:eu-west-1:444455556666:stack/Other/1' });
    expect([answers, reconciler.deploy.mock.calls]).toEqual([[], []]);
    expect(lines.join()).toContain('not of the stack of this function');
  });
});

test.each<StackState>(['rolling back', 'deleting'])('a Create that comes when the stack is %s takes back what an earlier delivery made', async (state) => {
  const { deliver, answers, reconciler } = setUp(state);
  await deliver();
  expect(reconciler.deploy).not.toHaveBeenCalled();
  expect(reconciler.remove.mock.calls[0][2]).toMatchObject({ isInvented: true });
  expect(answers).toMatchObject([{ Status: 'FAILED', PhysicalResourceId: OURS }]);
});

describe('what fails', () => {
  test('is told to CloudFormation, with the id that the Delete will have', async () => {
    const { deliver, answers, reconciler } = setUp();
    reconciler.deploy.mockRejectedValue(new Refused('cannot create the SES identity example.com', 'other'));
    await deliver();
    expect(answers).toEqual([{
      Status: 'FAILED', Reason: 'cannot create the SES identity example.com', PhysicalResourceId: OURS, StackId: STACK_ID, RequestId: 'request-1', LogicalResourceId: 'Identity',
    }]);
  });

  test('is told with the domain that it is about', async () => {
    const { deliver, answers, reconciler } = setUp();
    reconciler.deploy.mockRejectedValue(new Refused('cannot read the stack Mail', 'denied'));
    await deliver();
    expect(answers).toMatchObject([{ Status: 'FAILED', Reason: 'example.com: cannot read the stack Mail' }]);
  });

  test.each([
    ['a resource type of another version', { ResourceType: 'Custom::Later' }, 'unknown resource type \'Custom::Later\''],
    ['properties of another version', { ResourceProperties: { ...properties(), Later: 'x' } }, 'unknown `Later`'],
  ])('before anything can be made leaves nothing to remove: %s', async (_, change, reason) => {
    const { deliver, answers, reconciler } = setUp();
    await deliver(change);
    expect(answers).toMatchObject([{ Status: 'FAILED', Reason: expect.stringContaining(reason) }]);
    const { PhysicalResourceId } = answers[0];
    await deliver({ ...change, RequestType: 'Delete', PhysicalResourceId });
    expect(answers[1]).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId });
    expect([reconciler.deploy.mock.calls, reconciler.remove.mock.calls]).toEqual([[], []]);
  });

  test('in an Update or a Delete keeps the id', async () => {
    const { deliver, answers, reconciler } = setUp();
    reconciler.deploy.mockRejectedValue(new Error('no'));
    reconciler.remove.mockRejectedValue(new Error('no'));
    await deliver({ RequestType: 'Update', PhysicalResourceId: OURS, ResourceProperties: properties({ domainName: 'example.net' }), OldResourceProperties: properties() });
    await deliver({ RequestType: 'Delete', PhysicalResourceId: OURS });
    expect(answers).toMatchObject([{ Status: 'FAILED', PhysicalResourceId: OURS }, { Status: 'FAILED', PhysicalResourceId: OURS }]);
  });

  test('is told without a piece of a key, and not at length', async () => {
    const key = new TestKey(1024);
    const { deliver, answers, reconciler } = setUp();
    reconciler.deploy.mockRejectedValue(new Error(`Value '${key.der('pkcs1').toString('base64')}'\n${key.pem()} ${'long '.repeat(2_000)}`));
    await deliver();
    const told = `${JSON.stringify(answers)} ${lines.join()}`;
    expect(told).toContain('Value \'[redacted]\'');
    key.traces.forEach((trace) => expect(told).not.toContain(trace));
    expect(Buffer.byteLength(JSON.stringify(answers[0]))).toBeLessThan(4_096);
  });
});

describe.each([['a run', () => new NotFinished('the time is over')], ['a service', () => new OutOfTime('the time is over')]])('when %s has no time left', (_, error) => {
  test('the function fails, so that Lambda delivers the event again', async () => {
    const { deliver, answers, reconciler, waitingSince } = setUp();
    reconciler.deploy.mockRejectedValue(error());
    await expect(deliver()).rejects.toThrow('the time is over');
    waitingSince.mockResolvedValue(1_000_000 - 43 * MINUTE);
    await expect(deliver()).rejects.toThrow('the time is over');
    expect(answers).toEqual([]);
  });

  test('and CloudFormation\'s hour is nearly over, it is told so', async () => {
    const { deliver, answers, reconciler, waitingSince } = setUp();
    reconciler.deploy.mockRejectedValue(error());
    waitingSince.mockResolvedValue(1_000_000 - 45 * MINUTE);
    await deliver();
    expect(answers).toMatchObject([{ Status: 'FAILED', Reason: 'example.com: the time is over' }]);
  });
});

test('logs what it does, and neither the event nor the URL', async () => {
  const { deliver } = setUp();
  await deliver();
  expect(lines.map((line) => JSON.parse(line))).toEqual([{
    level: 'INFO', message: 'done', requestType: 'Create', stackId: STACK_ID, logicalId: 'Identity', requestId: 'request-1', physicalId: OURS,
  }]);
});
