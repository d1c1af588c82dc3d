import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { EasyDkimSigningKeyLength } from 'aws-cdk-lib/aws-ses';
import type { DkimKey } from './keys/dkim-key';
import type { KeyRotationOptions } from './keys/key-rotation-options';

/**
 * Options of Easy DKIM.
 */
export interface EasyDkimOptions {
  /**
   * The length of the keys that SES makes.
   *
   * SES takes one change of the length a day. Choose 1024 bits only if the DNS provider cannot publish 2048.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-easy.html
   * @default - what the identity has; 2048 bits for a new one
   */
  readonly signingKeyLength?: EasyDkimSigningKeyLength;
}

/**
 * Options of BYODKIM.
 */
export interface ByoDkimSigningOptions {
  /**
   * The key to sign with.
   */
  readonly key: DkimKey;

  /**
   * At most four more keys, whose records are published without mail being signed with them.
   *
   * A new key can be published long before the switch to it. The record of a previous key needs no entry here: it stays for the
   * `overlap` of the identity.
   *
   * @default - only the record of `key` is published
   */
  readonly alsoPublish?: DkimKey[];

  /**
   * Rotates `key`, which has to be one of `DkimKey.generate()`, without a deployment.
   *
   * Each rotation makes a key under a new selector, publishes its record, waits until the domain's name servers serve it, and only
   * then gives the key to SES. Until SES has seen the record, mail leaves without the domain's signature, as after every change of a
   * key: usually some minutes. If a rotation fails, SES keeps the previous key or gets it back, and
   * `DomainIdentity.metricReconcileErrors()` counts it. The record of the previous key stays for the `overlap` of the identity.
   *
   * `rotation: {}` rotates every 90 days. `DomainIdentity.dnsRecords` has the record of the key that the last deployment saw.
   *
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html
   * @default - the key stays
   */
  readonly rotation?: KeyRotationOptions;
}

/**
 * Options of BYODKIM with a key of another Region.
 */
export interface ByoDkimReplicaOptions {
  /**
   * The replica, in this Region, of the secret that the key was generated in.
   *
   * Imported by its name or its ARN, which are the primary's except for the Region. In one app it can be the
   * `DomainIdentity.generatedKeySecret` of the other Region's stack, if `DkimKey.generate` has a `secretName`. If the replica has
   * a KMS key of its own, decryption is granted too.
   */
  readonly secret: ISecret;
}

/**
 * Options of Deterministic Easy DKIM.
 */
export interface DeterministicEasyDkimOptions {
  /**
   * The Region in which the domain has an Easy DKIM identity, like `eu-west-1`: its keys sign here too.
   *
   * It must not be the Region of this stack, and not one whose identity has the keys of a third Region.
   */
  readonly parentRegion: string;
}
