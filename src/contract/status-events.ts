/*
 * What other systems hear of a domain, if somebody asks for it: events of EventBridge. Source, detail type and the fields of the detail are part
 * of the contract: rules of users depend on them. A new field may come, and no field goes or changes its meaning without another version.
 */

export const EVENT_SOURCE = 'cdk-ses-dkim';
export const STATUS_EVENT_TYPE = 'SES DKIM Status Change';
const VERSION = '1';

/** The environment variable of both functions that says that events are sent. */
export const STATUS_EVENTS_VARIABLE = 'STATUS_EVENTS';

export const STATUS_CHANGES = [
  /** What SES says of DKIM is not what it said before. */
  'STATUS_CHANGED',
  /** SES was given another key, or another way of signing. */
  'KEY_SWITCHED',
  /** Nothing signs with the record any more. It is served for the overlap. */
  'RECORD_RETIRED',
  /** The record now says that its key is not to be trusted. */
  'RECORD_REVOKED',
  /** The record is gone. */
  'RECORD_REMOVED',
  /** Somebody had removed the record, and it was published again. */
  'RECORD_REPUBLISHED',
] as const;
export type StatusChange = typeof STATUS_CHANGES[number];

/** What happened to a domain. It never has a key, and no value of a record. */
export interface StatusEvent {
  readonly domainName: string;
  /** Of the identity. */
  readonly region: string;
  readonly change: StatusChange;
  /** In milliseconds. */
  readonly time: number;
  readonly stackId: string;
  /** Only of `STATUS_CHANGED`. Absent in the first event of a domain. */
  readonly previousStatus?: string;
  /** Only of `STATUS_CHANGED`. */
  readonly status?: string;
  /** Of the key. Absent if SES makes the keys, and for records of another kind. */
  readonly selector?: string;
  /** Only of a change of a record. */
  readonly recordName?: string;
  /** Only of a change of a record. */
  readonly recordType?: string;
}

/** The detail of an event: what a rule sees. Fields that do not apply are absent. */
export function encodeStatusEvent({ time, ...event }: StatusEvent): string {
  return JSON.stringify({ version: VERSION, ...event, time: new Date(time).toISOString() });
}
