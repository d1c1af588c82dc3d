import type { Predefined } from './input-transformer';
import type { Rule } from './rule';

/** What a template may name without a path. `aws.events.event` and the time of ingestion are not here. [DOC EventBridge, input transformation] */
export const PREDEFINED = ['aws.events.rule-arn', 'aws.events.rule-name', 'aws.events.event.json'];

export function predefined({ arn, name }: Pick<Rule, 'arn' | 'name'>, event: unknown): Predefined {
  return { 'aws.events.rule-arn': arn, 'aws.events.rule-name': name, 'aws.events.event.json': event };
}
