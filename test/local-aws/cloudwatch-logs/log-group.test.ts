import { Logs } from '../../../local-aws/cloudwatch-logs';

/*
 * Log groups as resources, apart for each Region.
 */

const TYPE = 'AWS::Logs::LogGroup';
const stack = (region: string) => ({ id: 'arn:stack', name: 'Mail', account: '111122223333', region });
const request = (region: string, properties: object = {}) => ({ stack: stack(region), logicalId: 'Log', type: TYPE, properties, tags: {} });

let logs: Logs;
beforeEach(() => {
  logs = new Logs();
});

test('a name, and the ARN with its star', async () => {
  const { physicalId, attributes } = await logs.resources[TYPE].create(request('eu-west-1'));
  expect(physicalId).toMatch(/^Mail-Log-[A-Z0-9]{12}$/);
  expect(attributes).toEqual({ Arn: `arn:aws:logs:eu-west-1:111122223333:log-group:${physicalId}:*` });
});

test('one name in two Regions is two groups, in one it is a conflict', async () => {
  const named = { LogGroupName: '/aws/lambda/handler' };
  await logs.resources[TYPE].create(request('eu-west-1', named));
  await logs.resources[TYPE].create(request('cn-north-1', named));
  await expect(logs.resources[TYPE].create(request('eu-west-1', named))).rejects.toThrow('already exists');
  logs.append('/aws/lambda/handler', 'here', stack('eu-west-1'));
  logs.append('/aws/lambda/handler', 'there', stack('cn-north-1'));
  expect(logs.lines('/aws/lambda/handler', stack('eu-west-1'))).toEqual(['here']);
  expect(logs.lines('/aws/lambda/handler')).toEqual(['here', 'there']);
});

test('what was written outlives its group', async () => {
  const { physicalId } = await logs.resources[TYPE].create(request('eu-west-1'));
  logs.append(physicalId, 'line', stack('eu-west-1'));
  await logs.resources[TYPE].delete({ ...request('eu-west-1'), physicalId });
  expect(logs.groupNames(stack('eu-west-1'))).toEqual([]);
  expect(logs.lines(physicalId)).toEqual([]);
  expect(logs.everything()).toEqual(['line']);
});

test('a line for a group that is gone makes it again only if the writer may', () => {
  const place = stack('eu-west-1');
  logs.append('/aws/lambda/handler', 'late', place, () => false);
  expect(logs.groupNames(place)).toEqual([]);
  logs.append('/aws/lambda/handler', 'early', place, () => true);
  logs.append('/aws/lambda/handler', 'next', place, () => false);
  expect(logs.lines('/aws/lambda/handler')).toEqual(['early', 'next']);
  expect(logs.everything()).toEqual(['late', 'early', 'next']);
});
