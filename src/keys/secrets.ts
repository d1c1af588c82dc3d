import { Arn, ArnFormat, Stack, Token } from 'aws-cdk-lib';
import type { IAlias, IKey } from 'aws-cdk-lib/aws-kms';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IConstruct } from 'constructs';
import { secretArn } from '../permissions/arns';
import { namedSecretArn } from '../permissions/listed-permissions';
import { nonEmpty } from '../private/names';

/** How a secret is named: for the handler, in a policy, and in a rule. */
export interface SecretNames {
  /** Its name if it is imported by name, and otherwise its whole ARN. */
  readonly secretId: string;
  readonly arnPattern: string;
  eventArn(): string | { readonly prefix: string };
}

/**
 * A partial ARN does not find a secret whose name ends with a hyphen and six characters: the name does.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen
 */
export function secretNames(scope: IConstruct, secret: ISecret): SecretNames {
  const { secretFullArn } = secret;
  if (secretFullArn !== undefined) {
    return { secretId: secretFullArn, arnPattern: secretFullArn, eventArn: () => secretFullArn };
  }
  const name = nameOf(secret);
  return { secretId: name, arnPattern: namedSecretArn(name), eventArn: () => ({ prefix: `${secretArn(scope, name)}-` }) };
}

/** From a partial ARN, `secretName` lacks what looks like the six random characters. */
function nameOf({ secretArn: arn, secretName }: ISecret): string {
  return arn.startsWith('arn:') ? Arn.split(arn, ArnFormat.COLON_RESOURCE_NAME).resourceName ?? secretName : secretName;
}

/** Refuses a secret that is somewhere else, or has no name. A name is one of the stack's account. Tokens pass. */
export function checkSecretPlace(property: string, scope: IConstruct, secret: ISecret, isInAnyAccount: boolean): void {
  nonEmpty('a secret that has a name')(`\`${property}\``, secret.secretName);
  const stack = Stack.of(scope);
  const there = placeOf(secret);
  const isInAccount = !isInAnyAccount || secret.secretFullArn === undefined;
  const places = [['Region', stack.region, there.region], ...isInAccount ? [['account', stack.account, there.account]] : []] as const;
  for (const [what, here, its] of places) {
    if (![here, its].some(Token.isUnresolved) && here !== its) {
      throw new Error(`\`${property}\` needs a secret in the ${what} of the stack, '${here}', got one in '${its}'`);
    }
  }
}

function placeOf({ secretArn: arn, env }: ISecret): { readonly region: string; readonly account: string } {
  if (!arn.startsWith('arn:')) {
    return env;
  }
  const { region = env.region, account = env.account } = Arn.split(arn, ArnFormat.COLON_RESOURCE_NAME);
  return { region, account };
}

/** The ARN of the KMS key that encrypts a secret, if it has one of its own. IAM never matches the ARN of an alias. */
export function encryptionKeyArn(property: string, key: IKey | undefined): string | undefined {
  const keyArn = key && keyBehind(key).keyArn;
  if (keyArn !== undefined && keyArn.includes(':alias/')) {
    throw new Error(`\`${property}\` needs the KMS key itself, because IAM does not take an alias for it: import the key by its ARN, `
      + `with \`kms.Key.fromKeyArn\`, got '${(key as Partial<IAlias>).aliasName ?? keyArn}'`);
  }
  return keyArn;
}

function keyBehind(key: IKey): IKey {
  try {
    return (key as Partial<IAlias>).aliasTargetKey ?? key;
  } catch { // an alias that was imported by its name
    return key;
  }
}
