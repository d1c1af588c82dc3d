import type { Duration } from 'aws-cdk-lib';
import type { Alarm, IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';

/**
 * The alarms that a domain can have.
 */
export enum DomainAlarm {
  /**
   * SES has not verified the domain in two looks, an hour apart; of a new domain, for 24 hours.
   */
  DKIM_NOT_VERIFIED = 'DkimNotVerified',

  /**
   * The name servers did not serve a record that SES signs with.
   */
  DKIM_RECORD_NOT_SERVED = 'DkimRecordNotServed',

  /**
   * SES has not verified the MAIL FROM domain in two looks, an hour apart; of a new one, for 24 hours.
   */
  MAIL_FROM_NOT_VERIFIED = 'MailFromNotVerified',

  /**
   * The name servers did not serve the DMARC record.
   */
  DMARC_NOT_SERVED = 'DmarcNotServed',

  /**
   * The key is older than its rotation allows.
   */
  KEY_TOO_OLD = 'KeyTooOld',

  /**
   * A look, a repair, a rotation or a new key failed; or nobody has looked for hours.
   */
  RECONCILE_ERRORS = 'ReconcileErrors',
}

/**
 * Which alarms a domain gets, and whom they notify.
 */
export interface DomainAlarmOptions {
  /**
   * What an alarm does when it goes off. The alarm on `ReconcileErrors` also does it when it has no data, because
   * nobody checks the domain then.
   *
   * @default - nothing; the console shows the state
   */
  readonly actions?: IAlarmAction[];

  /**
   * What an alarm does when all is well again.
   *
   * @default - nothing
   */
  readonly okActions?: IAlarmAction[];

  /**
   * Which alarms.
   *
   * @default - all that the identity can have: the one on MAIL FROM with `mailFrom`, the one on DMARC with `dmarc`, and the one on
   * the key's age with a rotation or `longestKeyAge`
   */
  readonly alarms?: DomainAlarm[];

  /**
   * How old a key may be, in whole days.
   *
   * @default - the time between two rotations and two days; without a rotation a key may have any age
   */
  readonly longestKeyAge?: Duration;
}

/**
 * The alarms that `addAlarms` has made.
 */
export interface DomainAlarms {
  /**
   * SES has not verified the domain.
   *
   * @default - none was asked for
   */
  readonly dkimNotVerified?: Alarm;

  /**
   * A record that SES signs with is not served.
   *
   * @default - none was asked for
   */
  readonly dkimRecordNotServed?: Alarm;

  /**
   * SES has not verified the MAIL FROM domain.
   *
   * @default - none was asked for, or there is no `mailFrom`
   */
  readonly mailFromNotVerified?: Alarm;

  /**
   * The DMARC record is not served.
   *
   * @default - none was asked for, or there is no `dmarc`
   */
  readonly dmarcNotServed?: Alarm;

  /**
   * The key is too old.
   *
   * @default - none was asked for, or nothing says how old a key may be
   */
  readonly keyTooOld?: Alarm;

  /**
   * Something failed, or nobody looks.
   *
   * @default - none was asked for
   */
  readonly reconcileErrors?: Alarm;
}
