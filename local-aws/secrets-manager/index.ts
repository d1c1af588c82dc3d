import { randomBytes } from 'node:crypto';
import * as sdk from '@aws-sdk/client-secrets-manager';
import { Secret } from './secret';
import { inventedName, partitionOf } from '../cloudformation/names';
import type { SecretReference } from '../cloudformation/ports';
import type { Properties, ResourceProviders } from '../cloudformation/resource-provider';
import { AwsError } from '../kernel/aws-error';
import type { Clock } from '../kernel/clock';
import type { AccessRequest, Call, ServiceApi } from '../kernel/service';

type Place = Pick<Call, 'account' | 'region'>;

const DEFAULT_RECOVERY_DAYS = 30;
const DAY_MS = 86_400_000;

/** Secrets Manager, without rotation. */
export class SecretsManager {
  readonly apis: ServiceApi[] = [{
    signingName: 'secretsmanager', protocol: 'json-1.1', sdk, operations: this.operations(), access: this.access(),
  }];

  readonly resources: ResourceProviders = {
    'AWS::SecretsManager::Secret': {
      create: async ({ stack, logicalId, properties }) => {
        const name = properties.Name ?? inventedName(stack.name, logicalId);
        const secret = this.create(stack, name, properties.KmsKeyId, properties.Description);
        secret.put({ text: contentOf(properties) }, this.clock.now());
        return { physicalId: secret.arn, attributes: { Id: secret.arn } };
      },
      update: async ({ stack, physicalId, properties, previousProperties }) => {
        const secret = this.find(physicalId, stack);
        secret.kmsKeyId = properties.KmsKeyId;
        secret.description = properties.Description;
        if (properties.SecretString !== undefined && properties.SecretString !== previousProperties.SecretString) {
          secret.put({ text: properties.SecretString }, this.clock.now());
        }
        return { physicalId, attributes: { Id: physicalId } };
      },
      delete: async ({ physicalId }) => {
        this.secrets.delete(physicalId);
      },
    },
  };

  private readonly secrets = new Map<string, Secret>();

  constructor(private readonly clock: Clock) {}

  /** What a dynamic reference stands for. */
  resolve({ secretId, versionId, versionStage }: SecretReference, place: Place): string {
    return this.find(secretId, place).find({ versionId, stage: versionStage }).text ?? '';
  }

  private create({ account, region }: Place, name: string, kmsKeyId?: string, description?: string): Secret {
    this.forgetExpired();
    const sameName = [...this.secrets.values()].find((secret) => secret.name === name && isIn(secret, { account, region }));
    if (sameName) {
      throw sameName.deletedAt
        ? new AwsError('InvalidRequestException', 'You can\'t create this secret because a secret with this name is already scheduled for deletion.')
        : new AwsError('ResourceExistsException', `The operation failed because the secret ${name} already exists.`);
    }
    const secret = new Secret(name, account, region, partitionOf(region), this.clock.now());
    secret.kmsKeyId = kmsKeyId;
    secret.description = description;
    this.secrets.set(secret.arn, secret);
    return secret;
  }

  private find(secretId: string, place: Place): Secret {
    this.forgetExpired();
    const secret = [...this.secrets.values()].find((candidate) => candidate.isNamed(secretId) && isIn(candidate, place));
    if (!secret) {
      throw new AwsError('ResourceNotFoundException', 'Secrets Manager can\'t find the specified secret.');
    }
    return secret;
  }

  private forgetExpired(): void {
    const now = this.clock.now();
    for (const { arn, deletedAt } of this.secrets.values()) {
      if (deletedAt && deletedAt <= now) {
        this.secrets.delete(arn);
      }
    }
  }

  private live(secretId: string, place: Place): Secret {
    const secret = this.find(secretId, place);
    if (secret.deletedAt) {
      throw new AwsError('InvalidRequestException', 'You can\'t perform this operation on the secret because it was marked for deletion.');
    }
    return secret;
  }

  private operations(): ServiceApi['operations'] {
    return {
      CreateSecret: (input: sdk.CreateSecretRequest, call: Call): sdk.CreateSecretResponse => {
        const secret = this.create(call, input.Name!, input.KmsKeyId, input.Description);
        const hasContent = input.SecretString !== undefined || input.SecretBinary !== undefined;
        const version = hasContent
          ? secret.put({ text: input.SecretString, binary: input.SecretBinary }, this.clock.now(), input.ClientRequestToken)
          : undefined;
        return { ARN: secret.arn, Name: secret.name, VersionId: version?.id };
      },
      GetSecretValue: ({ SecretId, VersionId, VersionStage }: sdk.GetSecretValueRequest, call: Call): sdk.GetSecretValueResponse => {
        const secret = this.live(SecretId!, call);
        const version = secret.find({ versionId: VersionId, stage: VersionStage });
        return {
          ARN: secret.arn,
          Name: secret.name,
          VersionId: version.id,
          VersionStages: [...version.stages],
          CreatedDate: version.created,
          SecretString: version.text,
          SecretBinary: version.binary,
        };
      },
      PutSecretValue: (input: sdk.PutSecretValueRequest, call: Call): sdk.PutSecretValueResponse => {
        const secret = this.live(input.SecretId!, call);
        const content = { text: input.SecretString, binary: input.SecretBinary };
        const version = secret.put(content, this.clock.now(), input.ClientRequestToken, input.VersionStages);
        return { ARN: secret.arn, Name: secret.name, VersionId: version.id, VersionStages: [...version.stages] };
      },
      UpdateSecretVersionStage: (input: sdk.UpdateSecretVersionStageRequest, call: Call): sdk.UpdateSecretVersionStageResponse => {
        const secret = this.live(input.SecretId!, call);
        secret.updateStage(input.VersionStage!, input.MoveToVersionId, input.RemoveFromVersionId);
        return { ARN: secret.arn, Name: secret.name };
      },
      DescribeSecret: ({ SecretId }: sdk.DescribeSecretRequest, call: Call): sdk.DescribeSecretResponse => {
        const secret = this.find(SecretId!, call);
        return {
          ARN: secret.arn,
          Name: secret.name,
          Description: secret.description,
          KmsKeyId: secret.kmsKeyId,
          CreatedDate: secret.created,
          DeletedDate: secret.deletedAt,
          VersionIdsToStages: Object.fromEntries(secret.versions.filter(({ stages }) => stages.size > 0).map(({ id, stages }) => [id, [...stages]])),
        };
      },
      DeleteSecret: (input: sdk.DeleteSecretRequest, call: Call): sdk.DeleteSecretResponse => {
        const secret = this.find(input.SecretId!, call);
        const days = recoveryDays(input);
        secret.deletedAt = new Date(this.clock.now().getTime() + days * DAY_MS);
        if (input.ForceDeleteWithoutRecovery) {
          this.secrets.delete(secret.arn);
        }
        return { ARN: secret.arn, Name: secret.name, DeletionDate: secret.deletedAt };
      },
      RestoreSecret: ({ SecretId }: sdk.RestoreSecretRequest, call: Call): sdk.RestoreSecretResponse => {
        const secret = this.find(SecretId!, call);
        secret.deletedAt = undefined;
        return { ARN: secret.arn, Name: secret.name };
      },
    };
  }

  private access(): ServiceApi['access'] {
    // A secret that is not there is asked for as it was named, so that a policy with its six characters refuses. [LIVE: forum reports]
    const arnOf = (secretId: string, call: Call) => {
      try {
        return this.find(secretId, call).arn;
      } catch {
        return secretId;
      }
    };
    const onSecret = (action: string) => ({ SecretId }: { SecretId?: string }, call: Call): AccessRequest[] => (
      [{ action: `secretsmanager:${action}`, resource: arnOf(SecretId!, call) }]
    );
    const withKey = (action: string, kmsAction: string) => (input: { SecretId?: string }, call: Call): AccessRequest[] => {
      const key = [...this.secrets.values()].find((secret) => secret.isNamed(input.SecretId!) && isIn(secret, call))?.kmsKeyId;
      return [
        ...onSecret(action)(input, call),
        ...key ? [{ action: kmsAction, resource: key, context: { 'kms:ViaService': `secretsmanager.${call.region}.amazonaws.com` } }] : [],
      ];
    };
    return {
      CreateSecret: ({ Name }: sdk.CreateSecretRequest, { region, account }: Call) => [{
        action: 'secretsmanager:CreateSecret', resource: `arn:${partitionOf(region)}:secretsmanager:${region}:${account}:secret:${Name}`,
      }],
      GetSecretValue: withKey('GetSecretValue', 'kms:Decrypt'),
      PutSecretValue: withKey('PutSecretValue', 'kms:GenerateDataKey'),
      UpdateSecretVersionStage: onSecret('UpdateSecretVersionStage'),
      DescribeSecret: onSecret('DescribeSecret'),
      DeleteSecret: onSecret('DeleteSecret'),
      RestoreSecret: onSecret('RestoreSecret'),
    };
  }
}

/** [DOC DeleteSecret] */
function recoveryDays({ ForceDeleteWithoutRecovery, RecoveryWindowInDays }: sdk.DeleteSecretRequest): number {
  if (ForceDeleteWithoutRecovery && RecoveryWindowInDays !== undefined) {
    throw new AwsError('InvalidParameterException', 'You can\'t use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.');
  }
  const days = RecoveryWindowInDays ?? DEFAULT_RECOVERY_DAYS;
  if (days < 7 || days > 30) {
    throw new AwsError('InvalidParameterException', 'RecoveryWindowInDays value must be between 7 and 30 days (inclusive).');
  }
  return ForceDeleteWithoutRecovery ? 0 : days;
}

function isIn({ arn }: Secret, { account, region }: Place): boolean {
  const [, , , secretRegion, secretAccount] = arn.split(':');
  return secretRegion === region && secretAccount === account;
}

/** What CloudFormation puts into a new secret: a given text, or a generated password, which may be a field of a template. */
function contentOf({ SecretString, GenerateSecretString }: Properties): string {
  if (SecretString !== undefined) {
    return SecretString;
  }
  const password = randomBytes(24).toString('base64url').slice(0, Number(GenerateSecretString?.PasswordLength ?? 32));
  return GenerateSecretString?.SecretStringTemplate
    ? JSON.stringify({ ...JSON.parse(GenerateSecretString.SecretStringTemplate), [GenerateSecretString.GenerateStringKey]: password })
    : password;
}
