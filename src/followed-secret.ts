import type { Duration } from 'aws-cdk-lib';

/**
 * Options of a key that its owner changes in a secret.
 */
export interface FollowedSecretOptions {
  /**
   * The field of the secret's JSON that holds the private key.
   *
   * @default 'privateKey'
   */
  readonly jsonField?: string;

  /**
   * The field of the secret's JSON that holds the key's selector.
   *
   * @default 'selector'
   */
  readonly selectorField?: string;

  /**
   * How long the record of a former key is served, in whole days, for mail that is under way.
   *
   * After that the record says that the key is revoked, for as long again, and is then removed.
   *
   * @default Duration.days(14)
   */
  readonly overlap?: Duration;
}
