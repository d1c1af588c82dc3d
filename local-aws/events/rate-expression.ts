import { AwsError, NotImplementedError } from '../kernel/aws-error';

const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** The milliseconds of `rate(5 minutes)`; a unit is singular for 1, and plural else. [DOC EventBridge rate expressions] */
export function rateMs(expression: string, invalid: AwsError): number {
  if (/^cron\(.*\)$/.test(expression)) {
    throw new NotImplementedError(`the schedule ${expression}`);
  }
  const [, digits, unit, plural] = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(expression) ?? [];
  const value = Number(digits);
  if (!unit || value < 1 || (value === 1) !== (plural === '')) {
    throw invalid;
  }
  return value * UNIT_MS[unit];
}
