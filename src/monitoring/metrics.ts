import { Duration, Stack } from 'aws-cdk-lib';
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import {
  DOMAIN_DIMENSION, DOMAIN_METRICS, type DomainMetric, EVENT_METRICS, METRIC_NAMESPACE, STACK_DIMENSION, STACK_METRICS,
} from '../contract/metrics';
import { settingsOf } from '../handler/handler-settings';
import { nonEmpty } from '../private/names';
import { a, checkOptions, optional, plainly } from '../private/options';
import { quote } from '../private/quoting';

const OF_A_STACK = { ...STACK_METRICS, ...EVENT_METRICS };

export function domainMetric(stack: Stack, domainName: string, name: DomainMetric, options?: MetricOptions): Metric {
  return metric(stack, name, { [DOMAIN_DIMENSION]: domainName }, DOMAIN_METRICS[name].statistic, options);
}

export function stackMetric(scope: Construct, name: string, options?: MetricOptions): Metric {
  if (!isStackMetric(name)) {
    throw new Error(`\`metricName\` must be one of ${Object.keys(OF_A_STACK).join(', ')}, got ${quote(name)}`);
  }
  const stack = Stack.of(scope);
  return metric(stack, name, { [STACK_DIMENSION]: stack.stackName }, OF_A_STACK[name].statistic, options);
}

/** Of the stack's account and Region: a dashboard may be elsewhere. */
function metric(stack: Stack, metricName: string, dimensionsMap: Record<string, string>, statistic: string, given: MetricOptions = {}): Metric {
  checkOptions<Pick<MetricOptions, 'period' | 'statistic'>>('the options of a metric', given, plainly, {
    period: optional(a('duration')), statistic: optional(nonEmpty('a statistic, like \'Maximum\'')),
  });
  const { clockRate: period = Duration.hours(1) } = settingsOf(stack); // there is one value for each look
  return new Metric({ namespace: METRIC_NAMESPACE, metricName, dimensionsMap, period, statistic, ...given }).attachTo(stack);
}

function isStackMetric(name: unknown): name is keyof typeof OF_A_STACK {
  return typeof name === 'string' && Object.hasOwn(OF_A_STACK, name);
}
