import type { DomainHealth } from './domain-health';
import { type Fields, log, type Level } from './log';
import {
  type AskedMetrics, DOMAIN_DIMENSION, DOMAIN_MESSAGES, DOMAIN_METRICS, type DomainMetric, EVENT_METRICS, METRIC_NAMESPACE, STACK_DIMENSION,
  STACK_METRICS, type StackMetric,
} from '../../src/contract/metrics';

const DAY_MS = 24 * 60 * 60_000;

/** Where and when a look took place. */
export interface Look {
  readonly stackName: string;
  /** In milliseconds. */
  readonly now: number;
  readonly asked: AskedMetrics;
}

export interface Line {
  readonly level: Level;
  readonly message: string;
  readonly fields: Fields;
  /** In CloudWatch's embedded metric format: CloudWatch makes metrics of it. */
  readonly metrics?: object;
}

/** Everything about one domain, for people, and the metrics that somebody asks for. */
export function domainLine(health: DomainHealth, { now, asked }: Look): Line {
  const { domainName, mode, status, selectors, recordServed, mailFromVerified, dmarcServed, keySince, nextRetirement, did, error } = health;
  const wanted = asked(health.logicalId ?? '');
  const values = Object.entries(domainValues(health, now)).filter(([name, value]) => value !== undefined && wanted.has(name as DomainMetric));
  return {
    level: error === undefined ? 'INFO' : 'ERROR',
    message: error === undefined ? DOMAIN_MESSAGES.well : DOMAIN_MESSAGES.failed,
    fields: {
      domainName,
      mode,
      status,
      selectors,
      recordServed,
      mailFromVerified,
      dmarcServed,
      keyAgeDays: keySince === undefined ? undefined : Math.floor((now - keySince) / DAY_MS),
      nextRetirement: nextRetirement === undefined ? undefined : new Date(nextRetirement).toISOString(),
      did: did?.length ? did : undefined,
      error,
    },
    metrics: embedded(Object.fromEntries(values), DOMAIN_METRICS, { [DOMAIN_DIMENSION]: domainName }, now),
  };
}

/** The sums of a look at all domains of a stack. */
export function stackLine(healths: readonly DomainHealth[], { stackName, now }: Look): Line {
  const count = (is: (health: DomainHealth) => boolean) => healths.filter(is).length;
  const verified = count(({ isVerified }) => isVerified === true);
  const values: Record<StackMetric, number> = {
    Identities: healths.length,
    VerifiedIdentities: verified,
    UnverifiedIdentities: healths.length - verified,
    RecordsNotServed: count(({ recordServed }) => recordServed === false),
    ReconcileErrors: count(({ error }) => error !== undefined),
  };
  return { level: 'INFO', message: 'looked after the domains of the stack', fields: {}, metrics: embedded(values, STACK_METRICS, { [STACK_DIMENSION]: stackName }, now) };
}

/** What failed in a look at some of the domains: a rotation, or a new key in a secret. A look that failed as a whole is one failure. */
export function stackErrorsLine(healths: ReadonlyArray<Pick<DomainHealth, 'error'>>, { stackName, now }: Look): Line {
  const ReconcileErrors = healths.filter(({ error }) => error !== undefined).length;
  return { level: 'INFO', message: 'counted errors', fields: {}, metrics: embedded({ ReconcileErrors }, STACK_METRICS, { [STACK_DIMENSION]: stackName }, now) };
}

/** An event that the bus did not take. Nothing else fails because of it. */
export function eventNotSentLine(fields: Fields, { stackName, now }: Pick<Look, 'stackName' | 'now'>): Line {
  return {
    level: 'ERROR', message: 'did not send an event', fields, metrics: embedded({ StatusEventsNotSent: 1 }, EVENT_METRICS, { [STACK_DIMENSION]: stackName }, now),
  };
}

export function write({ level, message, fields, metrics }: Line): void {
  log(level, message, fields, metrics);
}

function domainValues(health: DomainHealth, now: number): Record<DomainMetric, number | undefined> {
  const { isVerified, recordServed, mailFromVerified, dmarcServed, keySince, error } = health;
  return {
    DkimVerified: digit(isVerified),
    DkimRecordServed: digit(recordServed),
    MailFromVerified: digit(mailFromVerified),
    DmarcServed: digit(dmarcServed),
    KeyAge: keySince === undefined ? undefined : Math.max(0, (now - keySince) / DAY_MS),
    ReconcileErrors: error === undefined ? 0 : 1,
  };
}

function digit(value: boolean | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}

/**
 * Undefined without values.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
function embedded(
  values: Readonly<Record<string, number | undefined>>, definitions: Readonly<Record<string, { readonly unit: string }>>,
  dimensions: Readonly<Record<string, string>>, now: number,
): object | undefined {
  const names = Object.keys(values);
  return names.length === 0 ? undefined : {
    ...dimensions,
    ...values,
    _aws: {
      Timestamp: now,
      CloudWatchMetrics: [{
        Namespace: METRIC_NAMESPACE,
        Dimensions: [Object.keys(dimensions)],
        Metrics: names.map((Name) => ({ Name, Unit: definitions[Name].unit })),
      }],
    },
  };
}
