import type { Properties } from '../../../local-aws/cloudformation/resource-provider';
import { Events } from '../../../local-aws/events';
import { Clock } from '../../../local-aws/kernel/clock';

/*
 * What a target gets instead of the event. [DOC EventBridge, input transformation]
 */

const STACK = { id: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Mail/1', name: 'Mail', account: '111122223333', region: 'eu-west-1' };
const FUNCTION = 'arn:aws:lambda:eu-west-1:111122223333:function:handler';
const EVENT = {
  source: 'aws.secretsmanager',
  detailType: 'Secret Label Updated',
  resources: ['arn:one', 'arn:two'],
  detail: { name: 'dkim/"key"', size: 2, done: false, list: [1, 'a'] },
};

let invoked: Properties[];
let events: Events;

beforeEach(() => {
  invoked = [];
  events = new Events({ clock: new Clock(), invoke: (_, event) => invoked.push(event as Properties), permits: () => true });
});

const create = (target: object) => events.resources['AWS::Events::Rule'].create({
  stack: STACK,
  logicalId: 'Rule',
  type: 'AWS::Events::Rule',
  tags: {},
  properties: { Name: 'labels', EventPattern: { source: ['aws.secretsmanager'] }, Targets: [{ Id: 'Target0', Arn: FUNCTION, ...target }] },
});

async function given(InputTemplate: string, InputPathsMap?: Record<string, string>): Promise<unknown> {
  await create({ InputTransformer: { InputTemplate, InputPathsMap } });
  events.publish(EVENT, STACK);
  return invoked.at(-1);
}

test.each<[string, string, Record<string, string>, unknown]>([
  ['a value by itself keeps its type', '{"a":<name>,"b":<size>,"c":<done>,"d":<list>}',
    { name: '$.detail.name', size: '$.detail.size', done: '$.detail.done', list: '$.detail.list' }, { a: 'dkim/"key"', b: 2, c: false, d: [1, 'a'] }],
  ['a value inside a string is text', '{"a":"key <name> of <size>, <list>"}',
    { name: '$.detail.name', size: '$.detail.size', list: '$.detail.list' }, { a: 'key dkim/"key" of 2, [1,"a"]' }],
  ['an element of a list', '{"followed":{"secret":<resources-0>,"of":[{"domain":"a.example","secret":"arn:one"}]}}',
    { 'resources-0': '$.resources[0]' }, { followed: { secret: 'arn:one', of: [{ domain: 'a.example', secret: 'arn:one' }] } }],
  ['what the event does not have', '{"a":<absent>,"b":"<absent>"}', { absent: '$.detail.absent.deeper' }, { a: null, b: '' }],
  ['the whole of a part', '<detail>', { detail: '$.detail' }, EVENT.detail],
  ['text alone', '"changed: <name>"', { name: '$.detail-type' }, 'changed: Secret Label Updated'],
  ['what EventBridge knows', '{"rule":<aws.events.rule-arn>,"name":"<aws.events.rule-name>"}', {},
    { rule: 'arn:aws:events:eu-west-1:111122223333:rule/labels', name: 'labels' }],
])('%s', async (_, template, paths, expected) => {
  expect(await given(template, paths)).toEqual(expected);
});

test('a constant is the same for every event', async () => {
  await create({ Input: '{"clock":"hourly"}' });
  events.publish(EVENT, STACK);
  expect(invoked).toEqual([{ clock: 'hourly' }]);
});

test('a template that makes no JSON fails the invocation', async () => {
  await given('{"a":<name> and more}', { name: '$.detail.name' });
  expect(invoked).toEqual([]);
  expect(events.failedInvocations).toMatchObject([{ functionArn: FUNCTION, reason: expect.stringContaining('no JSON') }]);
});

test.each<[string, object, string]>([
  ['a name that no path gives', { InputTransformer: { InputTemplate: '{"a":<b>}' } }, '<b>'],
  ['a path that is none', { InputTransformer: { InputTemplate: '<a>', InputPathsMap: { a: 'detail.name' } } }, 'a: detail.name is no path'],
  ['a name of AWS\'s own', { InputTransformer: { InputTemplate: '<a>', InputPathsMap: { 'aws.a': '$.detail' } } }, 'aws.a'],
  ['a template of more than 8,192 characters', { InputTransformer: { InputTemplate: `"${'x'.repeat(8200)}"` } }, '8192'],
  ['both', { Input: '{}', InputTransformer: { InputTemplate: '{}' } }, 'Only one of Input'],
])('%s is refused', async (_, target, message) => {
  await expect(create(target)).rejects.toThrow(message);
});
