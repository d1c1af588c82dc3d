import type { Datapoint, MetricId } from './metrics';
import type { Properties } from '../cloudformation/resource-provider';
import { AwsError, NotImplementedError } from '../kernel/aws-error';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** An alarm on one metric. */
export interface Alarm {
  readonly name: string;
  readonly arn: string;
  /** Absent with an expression of several metrics, which is kept and not evaluated here. */
  readonly metric?: MetricId;
  readonly statistic: string;
  readonly periodMs: number;
  readonly threshold: number;
  readonly comparison: string;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: string;
}

const STATISTICS: Readonly<Record<string, (values: readonly number[]) => number>> = {
  Sum: (values) => values.reduce((sum, value) => sum + value, 0),
  Maximum: (values) => Math.max(...values),
  Minimum: (values) => Math.min(...values),
  Average: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  SampleCount: (values) => values.length,
};

const COMPARISONS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

/** Reads the properties of an `AWS::CloudWatch::Alarm`. [DOC PutMetricAlarm] */
export function alarmOf(name: string, arn: string, properties: Properties): Alarm {
  const { Namespace, MetricName, Dimensions = [], Metrics, ComparisonOperator: comparison, Statistic: statistic = 'Average' } = properties;
  if (!(comparison in COMPARISONS)) {
    throw new NotImplementedError(`the comparison ${comparison} of AWS::CloudWatch::Alarm`);
  }
  if ((MetricName === undefined) === (Metrics === undefined)) {
    throw new AwsError('ValidationError', 'Exactly one of MetricName and Metrics must be specified'); // assumed text
  }
  if (!(statistic in STATISTICS) || properties.ExtendedStatistic) {
    throw new NotImplementedError(`the statistic ${properties.ExtendedStatistic ?? statistic} of AWS::CloudWatch::Alarm`);
  }
  const evaluationPeriods = Number(properties.EvaluationPeriods);
  const dimensions = Object.fromEntries((Dimensions as Properties[]).map(({ Name, Value }) => [Name, Value]));
  return {
    name,
    arn,
    metric: MetricName && { namespace: Namespace, name: MetricName, dimensions },
    statistic,
    periodMs: Number(properties.Period ?? 60) * 1000,
    threshold: Number(properties.Threshold),
    comparison,
    evaluationPeriods,
    datapointsToAlarm: Number(properties.DatapointsToAlarm ?? evaluationPeriods),
    treatMissingData: properties.TreatMissingData ?? 'missing',
  };
}

/** How many periods are looked at beyond those that count: the guide's tables look at two more. [DOC alarm evaluation] */
const MORE_PERIODS = 2;

/**
 * What an alarm says, the period that runs included. Periods with data count as long as there are enough of them in the evaluation
 * range. Only the rest is filled in as the alarm treats missing data. `ignore` keeps the state, which this function does not know.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function stateOf(alarm: Alarm, datapoints: readonly Datapoint[], now: Date): AlarmState {
  if (!alarm.metric) {
    throw new NotImplementedError(`the evaluation of ${alarm.name}, which has an expression`);
  }
  const { periodMs, statistic, comparison, threshold, treatMissingData, evaluationPeriods, datapointsToAlarm } = alarm;
  const current = Math.floor(now.getTime() / periodMs);
  const breaches = Array.from({ length: evaluationPeriods + MORE_PERIODS }, (_, index) => current - index)
    .map((period) => datapoints.filter(({ at }) => Math.floor(at.getTime() / periodMs) === period).map(({ value }) => value))
    .filter((values) => values.length > 0)
    .slice(0, evaluationPeriods)
    .map((values) => COMPARISONS[comparison](STATISTICS[statistic](values), threshold));
  const isMissing = !['breaching', 'notBreaching'].includes(treatMissingData);
  if (breaches.length === 0 && isMissing) {
    return 'INSUFFICIENT_DATA';
  }
  const filled = treatMissingData === 'breaching' ? evaluationPeriods - breaches.length : 0;
  const breaching = breaches.filter(Boolean).length + filled;
  // With too little data, all of which breaches, an alarm goes off before its time. [DOC, "Avoiding premature transitions" and the tables]
  const needed = isMissing ? Math.min(datapointsToAlarm, breaches.length) : datapointsToAlarm;
  return breaching >= needed ? 'ALARM' : 'OK';
}
