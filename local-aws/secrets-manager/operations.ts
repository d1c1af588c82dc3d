import type * as sdk from '@aws-sdk/client-secrets-manager';
import { tokenOf } from './client-request-token';
import { randomPassword } from './password';
import { describedReplication, replicationOperations, replicationStatus } from './replication-operations';
import { describedRotation, rotationOperations } from './rotation-operations';
import type { Secret } from './secret';
import type { SecretContent } from './secret-version';
import { checkLive, checkPrimary, type Store } from './store';
import { AwsError, NotImplementedError } from '../kernel/aws-error';
import type { Call, ServiceApi } from '../kernel/service';

const DEFAULT_RECOVERY_DAYS = 30;
const DAY_MS = 86_400_000;
const MAX_VERSIONS_PAGE = 100;

/** The operations of Secrets Manager, but for tags of what exists and resource policies. */
export function operations(secrets: Store): ServiceApi['operations'] {
  return {
    ...rotationOperations(secrets),
    ...replicationOperations(secrets),
    CreateSecret: (input: sdk.CreateSecretRequest, call: Call): sdk.CreateSecretResponse => {
      if (input.Type) {
        throw new NotImplementedError('types of secrets');
      }
      const token = tokenOf(input);
      const secret = secrets.create(call, {
        name: input.Name!,
        content: contentOf(input),
        token,
        kmsKeyId: input.KmsKeyId,
        description: input.Description,
        tags: Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key!, Value!])),
        replicas: input.AddReplicaRegions,
        overwriteReplicas: input.ForceOverwriteReplicaSecret,
      });
      const VersionId = secret.versions.find(({ id }) => id === token)?.id;
      return { ARN: secret.arn, Name: secret.name, VersionId, ReplicationStatus: replicationStatus(secret) };
    },
    GetSecretValue: ({ SecretId, VersionId, VersionStage }: sdk.GetSecretValueRequest, call: Call): sdk.GetSecretValueResponse => {
      const secret = secrets.seen(SecretId!, call);
      checkLive(secret);
      const version = secret.find({ versionId: VersionId, stage: VersionStage });
      return {
        ARN: secret.arn,
        Name: secret.name,
        VersionId: version.id,
        VersionStages: [...version.stages],
        CreatedDate: version.created,
        SecretString: version.content.text,
        SecretBinary: version.content.binary,
      };
    },
    PutSecretValue: (input: sdk.PutSecretValueRequest, call: Call): sdk.PutSecretValueResponse => {
      const secret = secrets.writable(input.SecretId!, call);
      if (input.RotationToken && input.RotationToken !== secret.rotation?.run?.rotationToken) {
        throw new AwsError('InvalidParameterException', 'The RotationToken is not the one of the rotation in progress.'); // assumed
      }
      const version = secrets.put(secret, contentOf(input) ?? {}, tokenOf(input), input.VersionStages);
      return { ARN: secret.arn, Name: secret.name, VersionId: version.id, VersionStages: [...version.stages] };
    },
    UpdateSecret: (input: sdk.UpdateSecretRequest, call: Call): sdk.UpdateSecretResponse => {
      if (input.Type) {
        throw new NotImplementedError('types of secrets');
      }
      const content = contentOf(input);
      // Of a replica only the key is its own. [DOC Secrets Manager, standalone-secret]
      const secret = content || input.Description !== undefined ? secrets.writable(input.SecretId!, call) : secrets.live(input.SecretId!, call);
      const version = content && secrets.put(secret, content, tokenOf(input));
      update(secret, { description: input.Description, kmsKeyId: input.KmsKeyId }, secrets.now);
      return { ARN: secret.arn, Name: secret.name, VersionId: version?.id };
    },
    UpdateSecretVersionStage: (input: sdk.UpdateSecretVersionStageRequest, call: Call): sdk.UpdateSecretVersionStageResponse => {
      const secret = secrets.writable(input.SecretId!, call);
      secret.updateStage(input.VersionStage!, input.MoveToVersionId, input.RemoveFromVersionId, secrets.now);
      return { ARN: secret.arn, Name: secret.name };
    },
    DescribeSecret: ({ SecretId }: sdk.DescribeSecretRequest, call: Call): sdk.DescribeSecretResponse => {
      const secret = secrets.seen(SecretId!, call);
      return {
        ARN: secret.arn,
        Name: secret.name,
        Description: secret.description,
        KmsKeyId: secret.kmsKeyId,
        CreatedDate: secret.created,
        LastChangedDate: secret.changed,
        DeletedDate: secret.deletedAt,
        ...describedRotation(secret),
        ...describedReplication(secret),
        Tags: Object.entries(secret.tags).map(([Key, Value]) => ({ Key, Value })),
        VersionIdsToStages: Object.fromEntries(secret.versions.filter(({ stages }) => stages.size > 0).map(({ id, stages }) => [id, [...stages]])),
      };
    },
    ListSecretVersionIds: (input: sdk.ListSecretVersionIdsRequest, call: Call): sdk.ListSecretVersionIdsResponse => {
      const secret = secrets.seen(input.SecretId!, call);
      const start = Number(input.NextToken ?? 0);
      const end = start + (input.MaxResults ?? MAX_VERSIONS_PAGE);
      const versions = secret.versions.filter(({ stages }) => input.IncludeDeprecated || stages.size > 0);
      return {
        ARN: secret.arn,
        Name: secret.name,
        Versions: versions.slice(start, end).map(({ id, stages, created }) => ({ VersionId: id, VersionStages: [...stages], CreatedDate: created })),
        NextToken: versions.length > end ? String(end) : undefined,
      };
    },
    ListSecrets: ({ NextToken, MaxResults = MAX_VERSIONS_PAGE, ...input }: sdk.ListSecretsRequest, call: Call): sdk.ListSecretsResponse => {
      const [unsupported] = Object.keys(input);
      if (unsupported) {
        throw new NotImplementedError(`${unsupported} of ListSecrets`);
      }
      const start = Number(NextToken ?? 0);
      const all = secrets.list(call).filter(({ deletedAt }) => !deletedAt);
      const page = all.slice(start, start + MaxResults);
      return {
        SecretList: page.map(({ arn, name, description, created }) => ({ ARN: arn, Name: name, Description: description, CreatedDate: created })),
        NextToken: start + page.length < all.length ? String(start + page.length) : undefined,
      };
    },
    DeleteSecret: (input: sdk.DeleteSecretRequest, call: Call): sdk.DeleteSecretResponse => {
      const days = recoveryDays(input);
      const date = new Date(secrets.now.getTime() + days * DAY_MS);
      if (!input.ForceDeleteWithoutRecovery) {
        const secret = secrets.live(input.SecretId!, call);
        checkDeletable(secret);
        secret.deletedAt = date;
        return { ARN: secret.arn, Name: secret.name, DeletionDate: date };
      }
      // By force also one that is deleted or was never there. [DOC DeleteSecret]
      const secret = secrets.lookUp(input.SecretId!, call);
      if (secret) {
        checkDeletable(secret);
        secrets.remove(secret);
      }
      return { ARN: secret?.arn, Name: secret?.name ?? input.SecretId, DeletionDate: date };
    },
    RestoreSecret: ({ SecretId }: sdk.RestoreSecretRequest, call: Call): sdk.RestoreSecretResponse => {
      const secret = secrets.find(SecretId!, call);
      secret.deletedAt = undefined;
      return { ARN: secret.arn, Name: secret.name };
    },
    GetRandomPassword: (input: sdk.GetRandomPasswordRequest): sdk.GetRandomPasswordResponse => ({ RandomPassword: randomPassword(input) }),
  };
}

/** Changes what is given, and leaves the rest. [DOC UpdateSecret] */
export function update(secret: Secret, { description, kmsKeyId }: Pick<Secret, 'description' | 'kmsKeyId'>, now: Date): void {
  secret.description = description ?? secret.description;
  secret.kmsKeyId = kmsKeyId ?? secret.kmsKeyId;
  secret.touch(now);
}

function contentOf({ SecretString, SecretBinary }: Pick<sdk.PutSecretValueRequest, 'SecretString' | 'SecretBinary'>): SecretContent | undefined {
  return SecretString === undefined && SecretBinary === undefined ? undefined : { text: SecretString, binary: SecretBinary };
}

/** [LIVE gruntwork-io/cloud-nuke#435] */
function checkDeletable(secret: Secret): void {
  checkPrimary(secret);
  if (secret.replicas.size > 0) {
    const regions = [...secret.replicas.keys()].join(', ');
    throw new AwsError('InvalidParameterException', `You can't delete secret ${secret.arn} that still has replica regions [${regions}].`);
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
