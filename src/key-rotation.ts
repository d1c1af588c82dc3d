import type { Duration } from 'aws-cdk-lib';

/**
 * How a generated key is rotated.
 *
 * @see https://www.m3aawg.org/DKIMKeyRotation
 */
export interface KeyRotationOptions {
  /**
   * How often a new key takes over, in whole days, at most 1000. M3AAWG asks for every six months at least.
   *
   * `Duration.days(0)` rotates only when somebody asks for it: `aws secretsmanager rotate-secret --secret-id …`.
   *
   * A deployment that changes it, while a rotation has begun and not ended, is refused.
   *
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
   * @default Duration.days(90)
   */
  readonly every?: Duration;

  /**
   * How long the record of a former key is served, in whole days, for mail that is under way.
   *
   * After that the record says that the key is revoked, for as long again, and is then removed. To revoke a key that has
   * leaked, rotate by hand and make this `Duration.days(1)`.
   *
   * @default Duration.days(14)
   */
  readonly overlap?: Duration;

  /**
   * Whether a deployment that brings rotation, or changes `every`, rotates at once.
   *
   * @default false
   */
  readonly rotateImmediatelyOnUpdate?: boolean;
}
