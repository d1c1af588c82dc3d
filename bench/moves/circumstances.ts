const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What the measurement takes for granted of Route 53 and SES. */
export interface Circumstances {
  /** From a change in Route 53 until it is INSYNC and all name servers answer it. */
  readonly propagationMs: number;
  /** From new signing attributes until SES first looks at DNS. */
  readonly checkMs: number;
}

/** [DOC Route 53 GetChange: generally within 60 seconds] */
const PROPAGATION_MS = 60 * SECOND;

/**
 * AWS does not say when SES looks. Where the record was in place, people saw success after less than one minute to five [LIVE
 * hogsend; amazon-ses-developer-guide#71]. Both ends are measured: SES may look after a new record is visible, or before.
 */
export const CIRCUMSTANCES: readonly Circumstances[] = [
  { propagationMs: PROPAGATION_MS, checkMs: 5 * MINUTE },
  { propagationMs: PROPAGATION_MS, checkMs: 30 * SECOND },
];

/** From a look that finds no record to the next one. assumed: that SES looks for 72 hours is documented, not how often */
export const CHECK_AGAIN_MS = 5 * MINUTE;

/** How late mail arrives; the last is when senders give up. [RFC 5321 section 4.5.4.1: at least 4 to 5 days] */
export const DELAYS = [
  { name: '1 h', ms: HOUR },
  { name: '1 d', ms: DAY },
  { name: '5 d', ms: 5 * DAY },
] as const;

/** Between two messages. */
export const INTERVAL_MS = 10 * SECOND;

/** How long mail flows before the change begins, and goes on after the switch. */
export const BEFORE_MS = 4 * MINUTE;
export const AFTER_MS = 6 * MINUTE;
