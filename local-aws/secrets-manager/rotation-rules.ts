import type { RotationRulesType } from '@aws-sdk/client-secrets-manager';
import { rateMs } from '../events';
import { AwsError } from '../kernel/aws-error';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SHORTEST_MS = 4 * HOUR_MS;

/** When a secret may be rotated. */
export interface RotationWindow {
  readonly start: Date;
  readonly end: Date;
}

/** [DOC RotationRulesType]; the texts are assumed. A cron expression is not here. */
export function checkRules(rules: RotationRulesType): void {
  const { AutomaticallyAfterDays: days, ScheduleExpression: schedule, Duration: duration } = rules;
  if (days !== undefined && schedule !== undefined) {
    throw invalid('You can\'t specify both AutomaticallyAfterDays and ScheduleExpression.');
  }
  if (days !== undefined && (days < 1 || days > 1000)) {
    throw invalid('AutomaticallyAfterDays must be between 1 and 1000.');
  }
  const every = everyMs(rules);
  if (schedule !== undefined && every! < SHORTEST_MS) {
    throw invalid('The rotation schedule must be at least four hours.');
  }
  const longest = every === undefined ? DAY_MS : Math.min(every, DAY_MS);
  if (duration !== undefined && (!/^\d{1,2}h$/.test(duration) || windowMs(rules) < HOUR_MS || windowMs(rules) > longest)) {
    throw invalid('The rotation window must not extend into the next window or the next UTC day.');
  }
}

/**
 * The first window after a moment. A number of days counts from that day's midnight, hours count from the anchor; without a
 * duration, a window in hours is an hour long, and one in days ends with the day. [DOC RotationRulesType; the anchor is assumed]
 */
export function nextWindow(rules: RotationRulesType, after: Date, anchor: Date): RotationWindow | undefined {
  const every = everyMs(rules);
  if (every === undefined) {
    return undefined;
  }
  const from = every % DAY_MS === 0 ? midnight(after) : anchor;
  const start = new Date(from.getTime() + (Math.floor((after.getTime() - from.getTime()) / every) + 1) * every);
  return { start, end: new Date(start.getTime() + windowMs(rules) - 1000) };
}

/** With the days between two rotations, which are known after the first one. [DOC RotationRulesType] */
export function shownRules(rules: RotationRulesType, hasRotated: boolean): RotationRulesType {
  const every = everyMs(rules);
  return hasRotated && every !== undefined && every % DAY_MS === 0 ? { ...rules, AutomaticallyAfterDays: every / DAY_MS } : rules;
}

export function midnight(date: Date): Date {
  return new Date(Math.floor(date.getTime() / DAY_MS) * DAY_MS);
}

function everyMs({ AutomaticallyAfterDays: days, ScheduleExpression: schedule }: RotationRulesType): number | undefined {
  return schedule === undefined ? days && days * DAY_MS : rateMs(schedule, invalid('Invalid ScheduleExpression.'));
}

function windowMs(rules: RotationRulesType): number {
  if (rules.Duration !== undefined) {
    return parseInt(rules.Duration, 10) * HOUR_MS;
  }
  return /hour/.test(rules.ScheduleExpression ?? '') ? HOUR_MS : DAY_MS;
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}
