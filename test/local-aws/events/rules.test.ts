import type { Properties } from '../../../local-aws/cloudformation/resource-provider';
import { Events } from '../../../local-aws/events';
import { Clock } from '../../../local-aws/kernel/clock';
import type { ServiceCaller } from '../../../local-aws/lambda';

const STACK = { id: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Mail/1', name: 'Mail', account: '111122223333', region: 'eu-west-1' };
const FUNCTION = 'arn:aws:lambda:eu-west-1:111122223333:function:handler';
const EVENT = { source: 'aws.secretsmanager', detailType: 'Secret Label Updated', resources: ['arn:one', 'arn:two'], detail: { name: 'dkim/key', size: 2 } };
const HOUR = 3_600_000;

let clock: Clock;
let invoked: Array<{ functionArn: string; event: Properties }>;
let permits: (functionArn: string, caller: ServiceCaller) => boolean;
let events: Events;

beforeEach(() => {
  clock = new Clock();
  invoked = [];
  permits = () => true;
  events = new Events({
    clock,
    invoke: (functionArn, event) => invoked.push({ functionArn, event: event as Properties }),
    permits: (functionArn, caller) => permits(functionArn, caller),
  });
});

const request = (properties: object) => ({
  stack: STACK, logicalId: 'Rule', type: 'AWS::Events::Rule', tags: {}, properties: { Targets: [{ Id: 'Target0', Arn: FUNCTION }], ...properties },
});
const create = (properties: object) => events.resources['AWS::Events::Rule'].create(request(properties));
const delivered = async (EventPattern: object) => {
  await create({ EventPattern });
  events.publish(EVENT, STACK);
  return invoked.length === 1;
};

describe('a pattern', () => {
  test.each<[string, object]>([
    ['names a value of every field', { source: ['aws.secretsmanager'], detail: { name: ['dkim/key'] } }],
    ['names one of several', { 'detail-type': ['Other', 'Secret Label Updated'] }],
    ['names one value of a list', { resources: ['arn:two'] }],
    ['names one of several beginnings', { resources: [{ prefix: 'arn:zero' }, { prefix: 'arn:tw' }] }],
    ['names the beginning', { detail: { name: [{ prefix: 'dkim/' }] } }],
    ['names what is not', { detail: { name: [{ 'anything-but': ['other/key'] }] } }],
    ['names a number', { detail: { size: [2] } }],
    ['names a field that is not there', { detail: { absent: [{ exists: false }] } }],
  ])('that %s matches', async (_, pattern) => {
    expect(await delivered(pattern)).toBe(true);
  });

  test.each<[string, object]>([
    ['another value of one field', { source: ['aws.secretsmanager'], detail: { name: ['other'] } }],
    ['another kind of value', { detail: { size: ['2'] } }],
    ['another beginning', { detail: { name: [{ prefix: 'key' }] } }],
    ['what is, as what is not', { detail: { name: [{ 'anything-but': 'dkim/key' }] } }],
    ['a field that is not there', { detail: { absent: ['value'] }, source: ['aws.secretsmanager'] }],
    ['a field inside what is not there', { other: { absent: ['value'] } }],
  ])('that names %s does not', async (_, pattern) => {
    expect(await delivered(pattern)).toBe(false);
  });
});

describe('a rule', () => {
  test('gives its function the event as AWS has it', async () => {
    await clock.advance(1_500);
    await create({ EventPattern: { source: ['aws.secretsmanager'] } });
    events.publish(EVENT, STACK);
    expect(invoked).toEqual([{
      functionArn: FUNCTION,
      event: {
        'version': '0',
        'id': expect.stringMatching(/^[0-9a-f-]{36}$/),
        'detail-type': 'Secret Label Updated',
        'source': 'aws.secretsmanager',
        'account': '111122223333',
        'time': '2026-01-01T00:00:01Z',
        'region': 'eu-west-1',
        'resources': EVENT.resources,
        'detail': EVENT.detail,
      },
    }]);
  });

  test('is for its own account and Region', async () => {
    await create({ EventPattern: { source: ['aws.secretsmanager'] } });
    events.publish(EVENT, { ...STACK, region: 'us-east-1' });
    events.publish(EVENT, { ...STACK, account: '999999999999' });
    expect(invoked).toEqual([]);
  });

  test('with an input gives that instead', async () => {
    await create({ EventPattern: { source: ['aws.secretsmanager'] }, Targets: [{ Id: 'a', Arn: FUNCTION, Input: '{"check":true}' }] });
    events.publish(EVENT, STACK);
    expect(invoked).toMatchObject([{ event: { check: true } }]);
  });

  test('invokes only where the function lets EventBridge in for this rule', async () => {
    const { attributes: { Arn } } = await create({ Name: 'labels', EventPattern: { source: ['aws.secretsmanager'] } });
    expect(Arn).toBe('arn:aws:events:eu-west-1:111122223333:rule/labels');
    const callers: ServiceCaller[] = [];
    permits = (_, caller) => {
      callers.push(caller);
      return false;
    };
    events.publish(EVENT, STACK);
    expect(callers).toEqual([{ principal: 'events.amazonaws.com', sourceArn: Arn, sourceAccount: '111122223333' }]);
    expect(invoked).toEqual([]);
    expect(events.failedInvocations).toEqual([{ ruleArn: Arn, functionArn: FUNCTION, reason: 'no permission' }]);
  });

  test('with a rate comes every so often from when it was made, until it is gone', async () => {
    const { physicalId, attributes } = await create({ ScheduleExpression: 'rate(2 hours)' });
    await clock.advance(2 * HOUR - 1);
    expect(invoked).toEqual([]);
    await clock.advance(2 * HOUR + 1);
    expect(invoked.map(({ event }) => event)).toMatchObject([
      { 'detail-type': 'Scheduled Event', 'source': 'aws.events', 'time': '2026-01-01T02:00:00Z', 'resources': [attributes.Arn], 'detail': {} },
      { time: '2026-01-01T04:00:00Z' },
    ]);
    await events.resources['AWS::Events::Rule'].delete({ ...request({}), physicalId });
    expect(clock.pending()).toEqual([]);
  });

  test('that is disabled does nothing, until it is enabled', async () => {
    const properties = { ScheduleExpression: 'rate(1 day)', EventPattern: { source: ['aws.secretsmanager'] } };
    const { physicalId } = await create({ ...properties, State: 'DISABLED' });
    events.publish(EVENT, STACK);
    expect(clock.pending()).toEqual([]);
    await events.resources['AWS::Events::Rule'].update({ ...request({ ...properties, State: 'ENABLED' }), physicalId, previousProperties: {} });
    events.publish(EVENT, STACK);
    await clock.advance(24 * HOUR);
    expect(invoked.map(({ event }) => event.source)).toEqual(['aws.secretsmanager', 'aws.events']);
  });

  test.each<[string, object, RegExp]>([
    ['a cron schedule', { ScheduleExpression: 'cron(0 12 * * ? *)' }, /does not implement the schedule cron/],
    ['a pattern of more than 2,048 characters', { EventPattern: { resources: Array(30).fill({ prefix: 'x'.repeat(60) }) } }, /the event pattern has 2\d+, and may have 2048/],
    ['more than five targets', { EventPattern: {}, Targets: Array.from({ length: 6 }, (_, index) => ({ Id: `T${index}`, Arn: FUNCTION })) }, /may have 5/],
    ['a filter that is not here', { EventPattern: { detail: { name: [{ wildcard: '*' }] } } }, /does not implement the filter \{"wildcard":"\*"\}/],
    ['a bus of one\'s own', { EventBusName: 'mine', EventPattern: {} }, /does not implement EventBusName/],
    ['a queue for a target', { EventPattern: {}, Targets: [{ Id: 'a', Arn: 'arn:aws:sqs:eu-west-1:111122223333:q' }] }, /does not implement the target arn:aws:sqs/],
    ['neither a pattern nor a schedule', {}, /must be specified/],
    ['a value that is no list', { EventPattern: { source: 'aws.ses' } }, /"source" must be an object or an array/],
    ['a rate of nothing', { ScheduleExpression: 'rate(0 minutes)' }, /not valid/],
    ['a plural of one', { ScheduleExpression: 'rate(1 minutes)' }, /not valid/],
    ['a singular of many', { ScheduleExpression: 'rate(5 minute)' }, /not valid/],
  ])('cannot have %s', async (_, properties, message) => {
    await expect(create(properties)).rejects.toThrow(message);
    expect(clock.pending()).toEqual([]);
  });

  test('does not take the name of another', async () => {
    await create({ Name: 'labels', EventPattern: {} });
    await expect(create({ Name: 'labels', EventPattern: {} })).rejects.toThrow(/already exists/);
  });
});
