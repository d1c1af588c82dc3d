import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ReplicaRegion } from 'aws-cdk-lib/aws-secretsmanager';

/**
 * Options of a DKIM key that is made by the deployment.
 */
export interface GeneratedDkimKeyOptions {
  /**
   * The length of the key in bits, 2048 or 1024.
   *
   * Choose 1024 only if the DNS provider cannot publish 2048. A change makes a new key under a new selector. Whoever reads the
   * secret gets it minutes before its record is published. If you change it back, the previous key is used again.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-bring-your-own.html
   * @default 2048
   */
  readonly keyLength?: number;

  /**
   * The KMS key that the secret is encrypted with.
   *
   * Needed if another account reads the secret. A key that is imported by its alias is refused: import it by its ARN.
   *
   * @default - the account's own key for Secrets Manager, `aws/secretsmanager`
   */
  readonly encryptionKey?: IKey;

  /**
   * Other Regions in which the domain's identities sign with the key, by `Dkim.byoDkimReplica`.
   *
   * The secret is replicated to them, and `rotation`, which this needs, switches them too. Remove a Region from the
   * list after its identity is gone, or signs in another way. A deployment that removes it earlier is refused.
   *
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html
   * @default - none
   */
  readonly replicaRegions?: ReplicaRegion[];

  /**
   * The name of the secret, for the stacks of other Regions to find its replicas by.
   *
   * Choose it with the first deployment: another name is another secret with another key.
   *
   * @default - a name that CloudFormation makes
   */
  readonly secretName?: string;

  /**
   * What happens to the secret when it leaves the stack.
   *
   * `DESTROY` deletes it at once, without Secrets Manager's time for recovery. Choose `RETAIN` if others sign with the key too. A
   * stack that is made again makes a new key in a new secret in any case.
   *
   * @default - as with the identity: the secret is deleted with it, and stays if it is retained or adopted
   */
  readonly removalPolicy?: RemovalPolicy;
}
