import type * as sdk from '@aws-sdk/client-secrets-manager';
import type { Secret } from './secret';
import type { Store } from './store';
import type { Call, ServiceApi } from '../kernel/service';

export function replicationOperations(secrets: Store): ServiceApi['operations'] {
  return {
    ReplicateSecretToRegions: (input: sdk.ReplicateSecretToRegionsRequest, call: Call): sdk.ReplicateSecretToRegionsResponse => {
      const secret = secrets.writable(input.SecretId!, call);
      secrets.replication.add(secret, input.AddReplicaRegions!, input.ForceOverwriteReplicaSecret);
      return { ARN: secret.arn, ReplicationStatus: replicationStatus(secret) };
    },
    RemoveRegionsFromReplication: (input: sdk.RemoveRegionsFromReplicationRequest, call: Call): sdk.RemoveRegionsFromReplicationResponse => {
      const secret = secrets.writable(input.SecretId!, call);
      secrets.replication.remove(secret, input.RemoveReplicaRegions!);
      return { ARN: secret.arn, ReplicationStatus: replicationStatus(secret) };
    },
    StopReplicationToReplica: ({ SecretId }: sdk.StopReplicationToReplicaRequest, call: Call): sdk.StopReplicationToReplicaResponse => {
      const secret = secrets.live(SecretId!, call);
      secrets.replication.promote(secret);
      return { ARN: secret.arn };
    },
  };
}

export function replicationStatus({ replicas }: Secret): sdk.ReplicationStatusType[] | undefined {
  const status = [...replicas.values()].map(({ region, kmsKeyId = 'alias/aws/secretsmanager', status: Status, message: StatusMessage }) => (
    { Region: region, KmsKeyId: kmsKeyId, Status, StatusMessage }
  ));
  return status.length > 0 ? status : undefined;
}

/** What `DescribeSecret` says; of the other Regions only in the primary's own (assumed). [DOC DescribeSecret] */
export function describedReplication(secret: Secret): Partial<sdk.DescribeSecretResponse> {
  const primaryRegion = secret.replicas.size > 0 ? secret.region : undefined;
  return { PrimaryRegion: secret.primaryRegion ?? primaryRegion, ReplicationStatus: replicationStatus(secret) };
}
