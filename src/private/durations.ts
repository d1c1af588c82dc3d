import { Duration } from 'aws-cdk-lib';
import { checkKind } from './kinds';

/** The CDK refuses parts of a millisecond itself, and calls NaN one. */
const EXACT = { integral: false };

/** Refuses a time that is not so many whole days. */
export function wholeDays(property: string, duration: Duration, least: number, most: number): number {
  checkKnown(property, duration);
  const days = duration.toMilliseconds(EXACT) / Duration.days(1).toMilliseconds();
  if (!Number.isInteger(days) || days < least || days > most) {
    throw new Error(`${property} must be whole days from ${least} to ${most}, got ${human(duration)}`);
  }
  return days;
}

/** Refuses a time that is not so many whole seconds, or none. A token passes if it is in seconds. */
export function wholeSeconds(property: string, duration: Duration, most: Duration): number {
  checkKind(property, duration, 'duration');
  if (duration.isUnresolved() && duration.unitLabel() === 'seconds') {
    return duration.toSeconds();
  }
  checkKnown(property, duration, ', or be `Duration.seconds(token)`');
  const seconds = duration.toMilliseconds(EXACT) / 1000;
  if (!Number.isInteger(seconds) || seconds <= 0 || seconds > most.toSeconds()) {
    throw new Error(`${property} must be whole seconds, more than none and at most ${human(most)}, got ${human(duration)}`);
  }
  return seconds;
}

/** Refuses a time that is not so many whole minutes. */
export function wholeMinutes(property: string, duration: Duration, least: Duration, most: Duration): void {
  checkKnown(property, duration);
  const minutes = duration.toMilliseconds(EXACT) / 60_000;
  if (!Number.isInteger(minutes) || minutes < least.toMinutes() || minutes > most.toMinutes()) {
    throw new Error(`${property} must be whole minutes, from ${human(least)} to ${human(most)}, got ${human(duration)}`);
  }
}

/** `1 day`, `2 days`. */
export function daysText(days: number): string {
  return `${days} ${days === 1 ? 'day' : 'days'}`;
}

function human(duration: Duration): string {
  const milliseconds = duration.toMilliseconds(EXACT);
  return Number.isFinite(milliseconds) ? duration.toHumanString() : `${milliseconds}`;
}

function checkKnown(property: string, duration: Duration, alternative = ''): void {
  checkKind(property, duration, 'duration');
  if (duration.isUnresolved()) {
    throw new Error(`${property} must be known at synthesis${alternative}, got a duration from a token, which has no value before the deployment`);
  }
}
