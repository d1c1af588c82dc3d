import { Stack, Stage, Token } from 'aws-cdk-lib';
import { CfnSecret, type ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IConstruct } from 'constructs';
import { checkSecretPlace, secretNames } from './secrets';
import { namedSecretArn } from '../permissions/listed-permissions';
import { encryptionKeyArn } from '../private/encryption-keys';
import { quote } from '../private/quoting';

/** A replica, as the handler and a policy name it. */
export interface ReplicaSecret {
  readonly secretId: string;
  readonly arnPattern: string;
  /** The KMS key of its Region, if it has one of its own. */
  readonly keyArn?: string;
}

const PROPERTY = 'Dkim.byoDkimReplica';

/** The replica that a stack signs with: as somebody imports it, or as the stack that makes the key says. */
export function replicaSecret(scope: IConstruct, secret: ISecret): ReplicaSecret {
  const primary = secret.node?.defaultChild;
  const [here, there] = [Stack.of(scope).region, secret.env?.region];
  if (primary instanceof CfnSecret && ![here, there].some(Token.isUnresolved) && here !== there) {
    return replicaOf(primary, Stack.of(scope));
  }
  checkSecretPlace(PROPERTY, scope, secret);
  const { secretId, arnPattern } = secretNames(scope, secret);
  return { secretId, arnPattern, keyArn: encryptionKeyArn(PROPERTY, scope, secret.encryptionKey) };
}

/** A replica has the name of its primary. [DOC Secrets Manager, replicate-secrets] */
function replicaOf(primary: CfnSecret, stack: Stack): ReplicaSecret {
  const { name, stack: home } = primary;
  if (![home.account, stack.account].some(Token.isUnresolved) && home.account !== stack.account) {
    throw new Error(`\`${PROPERTY}\` needs a replica in the account of the stack, '${stack.account}', got a secret of '${home.account}', and replicas stay in `
      + 'an account: give the other account a key of its own, with another selector');
  }
  if (name === undefined || Token.isUnresolved(name)) {
    throw new Error(`\`${PROPERTY}\` needs a secret whose name both Regions know, got one that CloudFormation names: `
      + 'give `DkimKey.generate` a `secretName`');
  }
  const replicas = (home.resolve(primary.replicaRegions) ?? []) as ReadonlyArray<{ readonly region: string; readonly kmsKeyId?: unknown }>;
  const replica = replicas.find(({ region }) => region === stack.region);
  if (!replica) {
    throw new Error(`\`replicaRegions\` of \`DkimKey.generate\` must have the Region of this stack, '${stack.region}', got [${
      replicas.map(({ region }) => quote(region)).join(', ')}]`);
  }
  const { kmsKeyId: keyArn } = replica;
  if (keyArn !== undefined && (typeof keyArn !== 'string' || !keyArn.startsWith('arn:') || keyArn.includes(':alias/'))) {
    throw new Error(`\`${PROPERTY}\` needs the ARN of the replica's KMS key, which this stack does not see: import the replica by `
      + '`Secret.fromSecretAttributes`, with `encryptionKey`');
  }
  // CloudFormation knows nothing across Regions, but the CDK deploys in this order.
  if (Stage.of(home) === Stage.of(stack)) {
    stack.addDependency(home, 'it has the key that is replicated');
  }
  return { secretId: name, arnPattern: namedSecretArn(name), keyArn };
}
