import { Duration, Stack } from 'aws-cdk-lib';
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import {
  DOMAIN_DIMENSION, DOMAIN_METRICS, type DomainMetric, METRIC_NAMESPACE, STACK_DIMENSION, STACK_METRICS, type StackMetric,
} from '../contract/metrics';
import { settingsOf } from '../handler/handler-settings';
import { nonEmpty } from '../private/names';
import { a, checkOptions, optional, plainly } from '../private/options';
import { quote } from '../private/quoting';

export function domainMetric(stack: Stack, domainName: string, name: DomainMetric, options?: MetricOptions): Metric {
  return metric(stack, name, { [DOMAIN_DIMENSION]: domainName }, DOMAIN_METRICS[name].statistic, options);
}

export function stackMetric(scope: Construct, name: string, options?: MetricOptions): Metric {
  if (!isStackMetric(name)) {
    throw new Error(`\`metricName\` must be one of ${Object.keys(STACK_METRICS).join(', ')}, got ${quote(name)}`);
  }
  const stack = Stack.of(scope);
  return metric(stack, name, { [STACK_DIMENSION]: stack.stackName }, STACK_METRICS[name].statistic, options);
}

/** Of the stack's account and Region: a dashboard may be elsewhere. */
function metric(stack: Stack, metricName: string, dimensionsMap: Record<string, string>, statistic: string, given: MetricOptions = {}): Metric {
  checkOptions<Pick<MetricOptions, 'period' | 'statistic'>>('the options of a metric', given, plainly, {
    period: optional(a('duration')), statistic: optional(nonEmpty('a statistic, like \'Maximum\'')),
  });
  const { clockRate: period = Duration.hours(1) } = settingsOf(stack); // there is one value for each look
  return new Metric({ namespace: METRIC_NAMESPACE, metricName, dimensionsMap, period, statistic, ...given }).attachTo(stack);
}

function isStackMetric(name: unknown): name is StackMetric {
  return typeof name === 'string' && Object.hasOwn(STACK_METRICS, name);
}
