import type { Duration } from 'aws-cdk-lib';

/**
 * How a generated key is rotated.
 *
 * @see https://www.m3aawg.org/DKIMKeyRotation
 */
export interface KeyRotationOptions {
  /**
   * How long a key is used before the next one replaces it, in whole days, at most 1000. M3AAWG recommends at most six months.
   *
   * `Duration.days(0)` rotates only if somebody asks for it: `aws secretsmanager rotate-secret --secret-id …`. A running schedule
   * stops.
   *
   * A deployment that changes it, while a rotation has begun and not ended, is refused.
   *
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
   * @default Duration.days(90)
   */
  readonly every?: Duration;

  /**
   * Whether a deployment that brings rotation, or changes `every`, rotates at once.
   *
   * @default false
   */
  readonly rotateImmediatelyOnUpdate?: boolean;
}
