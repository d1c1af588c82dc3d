import type * as sdk from '@aws-sdk/client-secrets-manager';
import { judge } from './resource-policy';
import { kmsKeyArn, type Secret } from './secret';
import type { Store } from './store';
import { partitionOf } from '../cloudformation/names';
import type { AccessRequest, Call, ServiceApi } from '../kernel/service';

interface OnSecret {
  readonly SecretId?: string;
}

/** Actions, resources and condition keys. [DOC Service Authorization Reference, Secrets Manager] */
export function access(secrets: Store): ServiceApi['access'] {
  const onSecret = (action: string, context: (input: never) => Context = () => ({})) => (input: OnSecret, call: Call): AccessRequest[] => {
    const secret = secrets.lookUp(input.SecretId!, call);
    const request: AccessRequest = {
      action: `secretsmanager:${action}`,
      // One that is not there is asked for as it was named, so that a policy with its six characters refuses. [LIVE: forum reports]
      resource: secret?.arn ?? input.SecretId!,
      context: withoutAbsent({ 'secretsmanager:SecretId': secret?.arn ?? input.SecretId!, ...secretContext(secret), ...context(input as never) }),
    };
    return [{ ...request, allowedByResource: secret && judge(secret, request, call.principal) }];
  };
  const withKey = (request: (input: OnSecret, call: Call) => AccessRequest[], ...kmsActions: string[]) => (input: OnSecret, call: Call) => {
    const secret = secrets.lookUp(input.SecretId!, call);
    return [...request(input, call), ...secret?.kmsKeyArn ? onKey(secret.kmsKeyArn, kmsActions, call, secret) : []];
  };
  const write = ['GenerateDataKey', 'Decrypt'];

  return {
    CreateSecret: ({ Name, KmsKeyId, Description, Tags, AddReplicaRegions, ForceOverwriteReplicaSecret }: sdk.CreateSecretRequest, call: Call) => {
      const partition = partitionOf(call.region);
      const resource = `arn:${partition}:secretsmanager:${call.region}:${call.account}:secret:${Name}`;
      const tags = (Tags ?? []).map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value!]);
      const keyArn = KmsKeyId && kmsKeyArn(KmsKeyId, { ...call, partition });
      return [
        {
          action: 'secretsmanager:CreateSecret',
          resource,
          context: withoutAbsent({
            'secretsmanager:Name': Name,
            'secretsmanager:Description': Description,
            'secretsmanager:KmsKeyArn': keyArn,
            ...Object.fromEntries(tags),
            ...replicaContext(AddReplicaRegions, ForceOverwriteReplicaSecret),
          }),
        },
        ...tags.length > 0 ? [{ action: 'secretsmanager:TagResource', resource, context: Object.fromEntries(tags) }] : [],
        ...AddReplicaRegions?.length ? [{ action: 'secretsmanager:ReplicateSecretToRegions', resource }] : [], // [DOC CreateSecret]
        ...keyArn ? onKey(keyArn, write, call) : [],
        ...onReplicaKeys(AddReplicaRegions, call),
      ];
    },
    GetSecretValue: withKey(onSecret('GetSecretValue', ({ VersionId, VersionStage }: sdk.GetSecretValueRequest) => ({
      'secretsmanager:VersionId': VersionId,
      'secretsmanager:VersionStage': VersionStage ?? (VersionId ? undefined : 'AWSCURRENT'), // assumed: the label that is meant, also where it is not said
    })), 'Decrypt'),
    PutSecretValue: withKey(onSecret('PutSecretValue'), ...write),
    UpdateSecret: (input: sdk.UpdateSecretRequest, call: Call) => {
      const request = onSecret('UpdateSecret', ({ Description }: sdk.UpdateSecretRequest) => ({ 'secretsmanager:Description': Description }));
      const changesKey = input.KmsKeyId !== undefined;
      const changesContent = changesKey || input.SecretString !== undefined || input.SecretBinary !== undefined;
      return [
        ...changesContent ? withKey(request, ...write)(input, call) : request(input, call),
        ...changesKey ? onKey(kmsKeyArn(input.KmsKeyId!, { ...call, partition: partitionOf(call.region) }), write, call) : [],
      ];
    },
    UpdateSecretVersionStage: onSecret('UpdateSecretVersionStage', ({ VersionStage }: sdk.UpdateSecretVersionStageRequest) => ({
      'secretsmanager:VersionStage': VersionStage,
    })),
    RotateSecret: (input: sdk.RotateSecretRequest, call: Call) => {
      const functionArn = input.RotationLambdaARN ?? secrets.lookUp(input.SecretId!, call)?.rotation?.functionArn;
      const request = onSecret('RotateSecret', () => ({
        'secretsmanager:RotationLambdaARN': input.RotationLambdaARN,
        'secretsmanager:ModifyRotationRules': String(input.RotationRules !== undefined),
        'secretsmanager:RotateImmediately': String(input.RotateImmediately ?? true),
      }));
      // The caller needs the function too. [DOC RotateSecret]
      return [...request(input, call), ...functionArn ? [{ action: 'lambda:InvokeFunction', resource: functionArn }] : []];
    },
    CancelRotateSecret: onSecret('CancelRotateSecret'),
    ReplicateSecretToRegions: (input: sdk.ReplicateSecretToRegionsRequest, call: Call) => {
      const request = onSecret('ReplicateSecretToRegions', () => replicaContext(input.AddReplicaRegions, input.ForceOverwriteReplicaSecret));
      return [...withKey(request, 'Decrypt')(input, call), ...onReplicaKeys(input.AddReplicaRegions, call)];
    },
    RemoveRegionsFromReplication: onSecret('RemoveRegionsFromReplication'),
    StopReplicationToReplica: onSecret('StopReplicationToReplica'),
    DescribeSecret: onSecret('DescribeSecret'),
    ListSecretVersionIds: onSecret('ListSecretVersionIds'),
    DeleteSecret: onSecret('DeleteSecret', ({ ForceDeleteWithoutRecovery, RecoveryWindowInDays }: sdk.DeleteSecretRequest) => ({
      'secretsmanager:ForceDeleteWithoutRecovery': String(ForceDeleteWithoutRecovery ?? false), 'secretsmanager:RecoveryWindowInDays': RecoveryWindowInDays?.toString(),
    })),
    RestoreSecret: onSecret('RestoreSecret'),
    ListSecrets: () => [{ action: 'secretsmanager:ListSecrets', resource: '*' }],
    GetRandomPassword: () => [{ action: 'secretsmanager:GetRandomPassword', resource: '*' }],
  };
}

type Context = Record<string, string | string[] | undefined>;

function replicaContext(regions: sdk.ReplicaRegionType[] | undefined, overwrite: boolean | undefined): Context {
  return regions?.length
    ? { 'secretsmanager:AddReplicaRegions': regions.map(({ Region }) => Region!), 'secretsmanager:ForceOverwriteReplicaSecret': String(overwrite ?? false) }
    : {};
}

/** [DOC ReplicateSecretToRegions] */
function onReplicaKeys(regions: sdk.ReplicaRegionType[] | undefined, call: Call): AccessRequest[] {
  return (regions ?? []).flatMap(({ Region: region, KmsKeyId: key }) => {
    const there = { ...call, region: region! };
    return key ? onKey(kmsKeyArn(key, { ...there, partition: partitionOf(region!) }), ['GenerateDataKey', 'Encrypt'], there) : [];
  });
}

function onKey(keyArn: string, kmsActions: readonly string[], { region }: Call, secret?: Secret): AccessRequest[] {
  return kmsActions.map((action) => ({
    action: `kms:${action}`,
    resource: keyArn,
    context: withoutAbsent({ 'kms:ViaService': `secretsmanager.${region}.amazonaws.com`, 'kms:EncryptionContext:SecretARN': secret?.arn }),
  }));
}

function secretContext(secret: Secret | undefined): Context {
  const tags = Object.entries(secret?.tags ?? {}).flatMap(([key, value]) => (
    [[`aws:ResourceTag/${key}`, value], [`secretsmanager:ResourceTag/${key}`, value]]
  ));
  const ownRegion = secret?.replicas.size ? secret.region : undefined;
  return { 'secretsmanager:SecretPrimaryRegion': secret?.primaryRegion ?? ownRegion, ...Object.fromEntries(tags) };
}

function withoutAbsent(context: Context): Record<string, string | string[]> {
  return Object.fromEntries(Object.entries(context).filter((entry): entry is [string, string | string[]] => entry[1] !== undefined));
}
