/**
 * Options of a DKIM key that is in a Secrets Manager secret.
 */
export interface SecretDkimKeyOptions {
  /**
   * The selector: the name under which the public key is published, at `<selector>._domainkey.<domain>`.
   *
   * One DNS label: letters, digits and inner hyphens, at most 63 characters. Take a new one for each new key, like
   * `mail202611`: mail in transit, and the caches of receivers, still need the record of the previous key.
   *
   * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DkimSigningAttributes.html
   */
  readonly selector: string;

  /**
   * The field that holds the key, if the secret is a JSON object.
   *
   * @default - the whole secret is the key
   */
  readonly jsonField?: string;

  /**
   * The id of the secret's version to read.
   *
   * CloudFormation does not see that a secret has a new value: a key is read when something in the template changes.
   * If you name the version, a new version is such a change.
   *
   * @default - the current version (`AWSCURRENT`) at the time of the deployment
   */
  readonly versionId?: string;
}
