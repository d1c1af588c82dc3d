import { alarmOf, stateOf } from '../../../local-aws/cloudwatch/alarm';
import { bareFunction, BareStack } from '../bare-resource';

/*
 * Metrics of functions and of what they log, and alarms on them.
 */

const PLACE = { account: '111122223333', region: 'eu-west-1' };
const EMF = (more: object) => ({
  _aws: { Timestamp: 0, CloudWatchMetrics: [{ Namespace: 'Dkim', Dimensions: [['Domain'], []], Metrics: [{ Name: 'KeyAge' }, { Name: 'Errors' }] }] },
  Domain: 'example.com',
  ...more,
});
const ALARM = (more: object) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: { ComparisonOperator: 'GreaterThanOrEqualToThreshold', EvaluationPeriods: 1, Threshold: 1, Statistic: 'Sum', Period: 3600, ...more },
});

let stack: BareStack;
beforeEach(async () => {
  stack = await BareStack.start();
});
afterEach(() => stack.stop());

const invoke = (event: object) => stack.aws.lambda.invoke(stack.aws.lambda.functions[0].configuration.arn, event);
const datapoints = (name: string, dimensions: Record<string, string> = {}) => (
  stack.aws.cloudWatch.datapoints({ namespace: 'Dkim', name, dimensions }, PLACE).map(({ value }) => value)
);

test('what a function prints in the embedded metric format is metrics, once for each set of dimensions', async () => {
  await stack.deploy(bareFunction({ handler: 'console.log(JSON.stringify(event)); console.log("no { metric"); process.stdout.write(JSON.stringify(event) + "\\n");' }));
  await invoke(EMF({ KeyAge: 3, Errors: [1, 2] }));
  expect(datapoints('KeyAge', { Domain: 'example.com' })).toEqual([3, 3]);
  expect(datapoints('Errors')).toEqual([1, 2, 1, 2]);
});

test('in Lambda\'s JSON format a message is inside of another object, and makes no metrics', async () => {
  await stack.deploy(bareFunction({
    handler: 'console.log(event); process.stdout.write(JSON.stringify(event) + "\\n");', properties: { LoggingConfig: { LogFormat: 'JSON' } },
  }));
  await invoke(EMF({ KeyAge: 3, Errors: 0 }));
  expect(datapoints('KeyAge')).toEqual([3]);
});

test('an alarm sees a function\'s errors, and goes when they are over', async () => {
  const dimensions = [{ Name: 'FunctionName', Value: { Ref: 'Function' } }];
  const { status, resources } = await stack.deploy({
    ...bareFunction({ handler: 'if (event.fail) throw new Error("no");' }),
    Alarm: ALARM({ Namespace: 'AWS/Lambda', MetricName: 'Errors', Dimensions: dimensions, TreatMissingData: 'notBreaching' }),
    Unknown: ALARM({ Namespace: 'AWS/Lambda', MetricName: 'Errors', Dimensions: dimensions, AlarmName: 'unknown', EvaluationPeriods: 2 }),
  });
  expect(status).toBe('CREATE_COMPLETE');
  expect(resources.Alarm.attributes.Arn).toBe(`arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${resources.Alarm.physicalId}`);
  const state = (name = resources.Alarm.physicalId!) => stack.aws.cloudWatch.stateOf(name, PLACE);
  expect([state(), state('unknown')]).toEqual(['OK', 'INSUFFICIENT_DATA']);
  await invoke({});
  expect([state(), state('unknown')]).toEqual(['OK', 'OK']);
  await invoke({ fail: true });
  expect([state(), state('unknown')]).toEqual(['ALARM', 'ALARM']); // one of two periods, and nothing is known of the other
  await stack.aws.clock.advance(3_600_000);
  expect(state()).toBe('ALARM'); // the latest data are within the evaluation range
  await stack.aws.clock.advance(2 * 3_600_000);
  expect(state()).toBe('OK');

  await stack.destroy();
  expect(stack.aws.cloudWatch.alarms(PLACE)).toEqual([]);
});

test.each<[string, object, RegExp]>([
  ['neither a metric nor an expression', {}, /Exactly one of MetricName and Metrics/],
  ['a comparison with a band', { MetricName: 'Errors', ComparisonOperator: 'LessThanLowerThreshold' }, /does not implement the comparison LessThanLowerThreshold/],
  ['a percentile', { MetricName: 'Errors', Statistic: undefined, ExtendedStatistic: 'p99' }, /does not implement the statistic p99/],
])('an alarm with %s is refused', async (_, properties, message) => {
  const { status, events } = await stack.deploy({ Alarm: ALARM({ Namespace: 'AWS/Lambda', ...properties }) });
  expect(status).toBe('ROLLBACK_COMPLETE');
  expect(events.map(({ ResourceStatusReason }) => ResourceStatusReason)).toContainEqual(expect.stringMatching(message));
});

/** The tables of the guide: 0 is within the threshold, X is beyond it, and - is missing; the last is the latest. [DOC alarms-and-missing-data] */
test.each([
  ['0 - X - X', 3, ['OK', 'OK', 'OK']],
  ['0 - - - -', 3, ['OK', 'OK', 'OK']],
  ['- - - - -', 3, ['INSUFFICIENT_DATA', 'ALARM', 'OK']],
  ['0 X X - X', 3, ['ALARM', 'ALARM', 'ALARM']],
  ['- - X - -', 3, ['ALARM', 'ALARM', 'OK']],
  ['0 - X - X', 2, ['ALARM', 'ALARM', 'ALARM']],
  ['0 0 X - X', 2, ['ALARM', 'ALARM', 'ALARM']],
  ['0 - X - -', 2, ['OK', 'ALARM', 'OK']],
  ['- - - - 0', 2, ['OK', 'ALARM', 'OK']],
  ['- - - X -', 2, ['ALARM', 'ALARM', 'OK']],
])('%s, of which %i are needed: %j if missing data are missing, breaching, or not breaching', (pattern, DatapointsToAlarm, states) => {
  const values = pattern.split(' ');
  const points = values.flatMap((value, index) => value === '-' ? [] : [{ at: new Date(index * 60_000), value: value === 'X' ? 1 : 0 }]);
  const alarm = (TreatMissingData: string) => alarmOf('a', 'arn', {
    ...ALARM({ MetricName: 'Errors', EvaluationPeriods: 3, DatapointsToAlarm, TreatMissingData, Period: 60 }).Properties,
  });
  expect(['missing', 'breaching', 'notBreaching'].map((treat) => stateOf(alarm(treat), points, new Date(4.5 * 60_000)))).toEqual(states);
});
