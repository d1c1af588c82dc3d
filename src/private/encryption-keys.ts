import { Arn, ArnFormat, Stack, Token } from 'aws-cdk-lib';
import type { IAlias, IKey } from 'aws-cdk-lib/aws-kms';
import type { IConstruct } from 'constructs';
import { checkPartition } from './regions';

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
  checkPartition(`\`${property}\``, keyArn ?? '', Stack.of(scope).region);
  checkKeyRegion(`\`${property}\``, key, Stack.of(scope).region, 'the stack');
  return keyArn;
}

/** Refuses a key of another Region. Tokens pass. */
export function checkKeyRegion(property: string, key: IKey | undefined, region: string, whose: string): void {
  const there = key && regionOf(keyBehind(key));
  if (there !== undefined && ![region, there].some(Token.isUnresolved) && region !== there) {
    throw new Error(`${property} needs a KMS key in the Region of ${whose}, '${region}', got one in '${there}'`);
  }
}

/** The key, if it is known behind an alias. The ARN of an alias would not make its user wait for the alias. */
export function keyBehind(key: IKey): IKey {
  try {
    return (key as Partial<IAlias>).aliasTargetKey ?? key;
  } catch { // an alias that was imported by its name
    return key;
  }
}

/** The Region in the ARN, or that of the stack which makes the key. */
function regionOf({ keyArn, env }: IKey): string | undefined {
  return keyArn.startsWith('arn:') && !Token.isUnresolved(keyArn) ? Arn.split(keyArn, ArnFormat.SLASH_RESOURCE_NAME).region : env?.region;
}
