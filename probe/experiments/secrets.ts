import {
  CreateSecretCommand, DeleteSecretCommand, GetSecretValueCommand, PutSecretValueCommand, RemoveRegionsFromReplicationCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { type Experiment, known, unknown, type Verdict } from '../experiment';
import type { Laboratory } from '../laboratory';

const LOOK_MS = 1_000;
const LONGEST_MS = 300_000;

/** How long it takes until a Region shows a new version as the current one. */
function untilShown({ delayUntil }: Laboratory, client: SecretsManagerClient, SecretId: string, versionId: string): Promise<number | undefined> {
  return delayUntil(async () => {
    try {
      return (await client.send(new GetSecretValueCommand({ SecretId }))).VersionId === versionId;
    } catch (error) {
      if ((error as Error).name === 'ResourceNotFoundException') {
        return false;
      }
      throw error;
    }
  }, LOOK_MS, LONGEST_MS);
}

export const secretOwnWrites: Experiment = {
  id: 'secret-own-writes',
  question: 'Does Secrets Manager read its own writes, and after how long?',
  settles: ['secretsManager.readLagMs'],
  minutes: 1,
  run: async (laboratory) => {
    const secrets = laboratory.clients.secrets();
    const Name = laboratory.newName();
    const created = await secrets.send(new CreateSecretCommand({ Name, SecretString: 'one' }));
    laboratory.willRemove(`the secret ${Name}`, () => secrets.send(new DeleteSecretCommand({ SecretId: Name, ForceDeleteWithoutRecovery: true })));
    const found = await untilShown(laboratory, secrets, Name, created.VersionId!);
    await laboratory.clock.sleep(LONGEST_MS);
    const changed = await secrets.send(new PutSecretValueCommand({ SecretId: Name, SecretString: 'two' }));
    return [longest('secretsManager.readLagMs', found, await untilShown(laboratory, secrets, Name, changed.VersionId!))];
  },
};

export const secretReplication: Experiment = {
  id: 'secret-replication',
  question: 'How long does a change of a secret take to its replica?',
  settles: ['secretsManager.replicationMs'],
  minutes: 6,
  run: async (laboratory) => {
    const { otherRegion, clients } = laboratory;
    const [secrets, others] = [clients.secrets(), clients.secrets(otherRegion)];
    const Name = laboratory.newName();
    await secrets.send(new CreateSecretCommand({ Name, SecretString: 'one', AddReplicaRegions: [{ Region: otherRegion }] }));
    laboratory.willRemove(`the secret ${Name}`, async () => {
      await secrets.send(new RemoveRegionsFromReplicationCommand({ SecretId: Name, RemoveReplicaRegions: [otherRegion] }));
      await laboratory.patiently(
        () => secrets.send(new DeleteSecretCommand({ SecretId: Name, ForceDeleteWithoutRecovery: true })), ['InvalidParameterException', 'InvalidRequestException'],
      );
    });
    await laboratory.clock.sleep(LONGEST_MS);
    const change = async (text: string) => (await secrets.send(new PutSecretValueCommand({ SecretId: Name, SecretString: text }))).VersionId!;
    return [longest('secretsManager.replicationMs', await untilShown(laboratory, others, Name, await change('two')))];
  },
};

function longest(assumption: string, ...delays: ReadonlyArray<number | undefined>): Verdict {
  return delays.includes(undefined) ? unknown(assumption, 'it is not shown after five minutes') : known(assumption, Math.max(...delays as number[]));
}
