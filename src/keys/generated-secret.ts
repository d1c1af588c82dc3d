import { type CfnSecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { GeneratedDkimKeyOptions } from './generated-dkim-key-options';
import type { KeyContext } from './key-binding';
import { SECRET_DOMAIN_TAG } from '../contract/tags';
import { keyBehind } from '../private/encryption-keys';

/** The secret of a generated key, which the handler fills. */
export function generatedSecret(scope: Construct, { domainName, removalPolicy }: KeyContext, options: GeneratedDkimKeyOptions): Secret {
  const { secretName, encryptionKey, replicaRegions } = options;
  const secret = new Secret(scope, 'Key', {
    description: 'A DKIM key, by cdk-ses-dkim',
    secretName,
    encryptionKey: encryptionKey && keyBehind(encryptionKey),
    replicaRegions: replicaRegions?.length ? replicaRegions : undefined,
    removalPolicy: options.removalPolicy ?? removalPolicy,
  });
  const resource = secret.node.defaultChild as CfnSecret;
  // Empty: the CDK would have a password generated. The handler puts the first version. [DOC AWS::SecretsManager::Secret]
  resource.generateSecretString = undefined;
  // Not by `Tags.of`: that is an aspect, and aspects visit the whole tree.
  resource.tags.setTag(SECRET_DOMAIN_TAG, domainName, Number.MAX_SAFE_INTEGER);
  return secret;
}
