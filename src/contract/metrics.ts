/*
 * The metrics of live domains. The handler writes them to its log in CloudWatch's embedded metric format, and the constructs refer to
 * them. Names, units and dimensions are part of the contract: alarms and dashboards of users depend on them.
 */

export const METRIC_NAMESPACE = 'cdk-ses-dkim';

/** The dimension of what is known of one domain. An account has one identity of a domain in a Region. */
export const DOMAIN_DIMENSION = 'Domain';

/** The dimension of the sums of a stack: its name. */
export const STACK_DIMENSION = 'StackName';

export type MetricUnit = 'Count' | 'None';
export type MetricStatistic = 'Minimum' | 'Maximum' | 'Sum';

interface MetricDefinition {
  /** CloudWatch has no unit for days. [DOC MetricDatum: Unit] */
  readonly unit: MetricUnit;
  /** What is usually asked of the values of a period. */
  readonly statistic: MetricStatistic;
}

/** Each costs money for each domain: they exist for domains that ask. A new one is appended, because the order is on the wire. */
export const DOMAIN_METRICS = {
  DkimVerified: { unit: 'None', statistic: 'Minimum' },
  DkimRecordServed: { unit: 'None', statistic: 'Minimum' },
  MailFromVerified: { unit: 'None', statistic: 'Minimum' },
  DmarcServed: { unit: 'None', statistic: 'Minimum' },
  KeyAge: { unit: 'None', statistic: 'Maximum' },
  ReconcileErrors: { unit: 'Count', statistic: 'Sum' },
} as const satisfies Record<string, MetricDefinition>;
export type DomainMetric = keyof typeof DOMAIN_METRICS;

/** Every stack has these. */
export const STACK_METRICS = {
  Identities: { unit: 'Count', statistic: 'Maximum' },
  VerifiedIdentities: { unit: 'Count', statistic: 'Minimum' },
  UnverifiedIdentities: { unit: 'Count', statistic: 'Maximum' },
  RecordsNotServed: { unit: 'Count', statistic: 'Maximum' },
  ReconcileErrors: { unit: 'Count', statistic: 'Sum' },
} as const satisfies Record<string, MetricDefinition>;
export type StackMetric = keyof typeof STACK_METRICS;

/** Of a stack that sends events. It has a value only if one was not sent. */
export const EVENT_METRICS = {
  StatusEventsNotSent: { unit: 'Count', statistic: 'Sum' },
} as const satisfies Record<string, MetricDefinition>;

/** What begins a line of the log that has everything about one domain. */
export const DOMAIN_MESSAGES = { well: 'looked after a domain', failed: 'failed to look after a domain' } as const;

// --- which domains ask

/**
 * The environment variable of `watch` that says which metrics of which domains somebody asks for. It is not among the settings of an
 * identity, because an alarm must not change the identity, and because the clock does not read the settings of a healthy domain.
 */
export const ASKED_METRICS_VARIABLE = 'DOMAIN_METRICS';

/** Digits of base64url. [RFC 4648 section 5] */
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const NAMES = Object.keys(DOMAIN_METRICS) as DomainMetric[];
const HASH_LENGTH = 6;

/**
 * For each resource six digits for its logical id and one for the metrics: a function's variables have 4 KB in all, and a stack 500
 * resources. [DOC Lambda quotas, CloudFormation quotas] Two logical ids may look the same. The second domain has metrics then, too.
 */
export function encodeAskedMetrics(asked: ReadonlyMap<string, ReadonlySet<DomainMetric>>): string {
  return [...asked].map(([logicalId, metrics]) => (
    hashOf(logicalId) + DIGITS[NAMES.reduce((bits, name, index) => bits + (metrics.has(name) ? 2 ** index : 0), 0)]
  )).sort().join('');
}

/** Which metrics of a resource somebody asks for. */
export type AskedMetrics = (logicalId: string) => ReadonlySet<DomainMetric>;

export function decodeAskedMetrics(text = ''): AskedMetrics {
  const length = HASH_LENGTH + 1;
  const bitsOf = new Map(Array.from({ length: Math.floor(text.length / length) }, (_, index) => (
    [text.slice(index * length, index * length + HASH_LENGTH), DIGITS.indexOf(text[index * length + HASH_LENGTH])] as const
  )));
  return (logicalId) => {
    const bits = bitsOf.get(hashOf(logicalId)) ?? 0;
    return new Set(NAMES.filter((_, index) => Math.floor(bits / 2 ** index) % 2 === 1));
  };
}

/** FNV-1a with 32 bits. [draft-eastlake-fnv section 2] */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (const character of text) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
  }
  return Array.from({ length: HASH_LENGTH }, (_, index) => DIGITS[Math.floor(hash / 64 ** index) % 64]).join('');
}
