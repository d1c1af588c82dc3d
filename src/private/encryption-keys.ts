import { Arn, ArnFormat, Stack, Token } from 'aws-cdk-lib';
import type { IAlias, IKey } from 'aws-cdk-lib/aws-kms';
import type { IConstruct } from 'constructs';

/**
 * The ARN of a KMS key. IAM never matches the ARN of an alias, and what a key encrypts is in the key's own Region. [DOC KMS, using IAM
 * policies: key ARN in the resource; multi-Region keys]
 */
export function encryptionKeyArn(property: string, scope: IConstruct, key: IKey | undefined): string | undefined {
  const keyArn = key && keyBehind(key).keyArn;
  if (keyArn !== undefined && keyArn.includes(':alias/')) {
    throw new Error(`\`${property}\` needs the KMS key itself, because IAM does not take an alias for it: import the key by its ARN, `
      + `with \`kms.Key.fromKeyArn\`, got '${(key as Partial<IAlias>).aliasName ?? keyArn}'`);
  }
  if (keyArn?.startsWith('arn:')) {
    const [here, there] = [Stack.of(scope).region, Arn.split(keyArn, ArnFormat.SLASH_RESOURCE_NAME).region!];
    if (![here, there].some(Token.isUnresolved) && here !== there) {
      throw new Error(`\`${property}\` needs a KMS key in the Region of the stack, '${here}', got one in '${there}'`);
    }
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
