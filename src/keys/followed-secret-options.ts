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
}
