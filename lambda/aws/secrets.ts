import {
  DescribeSecretCommand, type DescribeSecretResponse, GetSecretValueCommand, PutSecretValueCommand, ResourceExistsException,
  ResourceNotFoundException, SecretsManagerClient, UpdateSecretVersionStageCommand, type UpdateSecretVersionStageCommandInput,
} from '@aws-sdk/client-secrets-manager';
import type { KeyLocation } from '../../src/contract/dkim-key';

export interface SecretText {
  /** Absent for a binary secret. */
  readonly text?: string;
  readonly versionId: string;
}

export interface UnfinishedRotation {
  /** Of the version that it was to make the current one; it may be empty. */
  readonly versionId: string;
  /** Somebody has cancelled it, or has taken the schedule away: nobody goes on with it. */
  readonly isCancelled: boolean;
}

/** After a rotation the label may stay with the version that became the current one. [DOC RotateSecret] */
export function isPending(labels: readonly string[]): boolean {
  return labels.includes('AWSPENDING') && !labels.includes('AWSCURRENT');
}

/** Secrets Manager, as far as we use it. */
export class Secrets {
  constructor(private readonly client: SecretsManagerClient) {}

  async read({ secretArn, versionId }: KeyLocation): Promise<SecretText> {
    const command = new GetSecretValueCommand({ SecretId: secretArn, VersionId: versionId });
    const answer = await this.client.send(command).catch((error: Error) => {
      throw explain(error, 'read', secretArn, versionId);
    });
    return { text: answer.SecretString, versionId: answer.VersionId! };
  }

  /** The version that has a label; undefined if none has it, as in a secret that is empty. */
  async labelled(secretArn: string, label: 'AWSCURRENT' | 'AWSPREVIOUS'): Promise<SecretText | undefined> {
    try {
      const answer = await this.client.send(new GetSecretValueCommand({ SecretId: secretArn, VersionStage: label }));
      return { text: answer.SecretString, versionId: answer.VersionId! };
    } catch (error) {
      if (error instanceof ResourceNotFoundException) {
        return undefined;
      }
      throw explain(error as Error, 'read', secretArn);
    }
  }

  /** The staging labels of each version that has any; undefined if there is no such secret. */
  async labels(secretArn: string): Promise<Readonly<Record<string, readonly string[]>> | undefined> {
    const secret = await this.describe(secretArn);
    return secret && (secret.VersionIdsToStages ?? {});
  }

  /** The rotation that has begun and not ended, if there is one. */
  async unfinishedRotation(secretArn: string): Promise<UnfinishedRotation | undefined> {
    const { VersionIdsToStages = {}, RotationEnabled = false } = await this.describe(secretArn) ?? {};
    const [versionId] = Object.entries(VersionIdsToStages).find(([, labels]) => isPending(labels)) ?? [];
    return versionId === undefined ? undefined : { versionId, isCancelled: !RotationEnabled };
  }

  /** Without this Secrets Manager refuses every further rotation of the secret. [DOC Secrets Manager, troubleshoot rotation] */
  async abandonRotation(secretArn: string, { versionId }: Pick<UnfinishedRotation, 'versionId'>): Promise<void> {
    await this.removeLabel(secretArn, versionId, 'AWSPENDING');
  }

  private async describe(secretArn: string): Promise<DescribeSecretResponse | undefined> {
    try {
      return await this.client.send(new DescribeSecretCommand({ SecretId: secretArn }));
    } catch (error) {
      if (error instanceof ResourceNotFoundException) {
        return undefined;
      }
      throw explain(error as Error, 'read', secretArn);
    }
  }

  /** Gives a version a label that no other version has, or takes it from the one that has it. */
  async addLabel(secretArn: string, versionId: string, label: string, insteadOf?: string): Promise<void> {
    await this.moveLabel(secretArn, { VersionStage: label, MoveToVersionId: versionId, RemoveFromVersionId: insteadOf });
  }

  async removeLabel(secretArn: string, versionId: string, label: string): Promise<void> {
    await this.moveLabel(secretArn, { VersionStage: label, RemoveFromVersionId: versionId });
  }

  /**
   * Adds a version with an id of the caller's choice, by default as the current one. False if that version is there already
   * with another text: Secrets Manager never changes a version. [DOC PutSecretValue: ClientRequestToken]
   */
  async add(secretArn: string, versionId: string, text: string, label: 'AWSCURRENT' | 'AWSPENDING' = 'AWSCURRENT'): Promise<boolean> {
    try {
      await this.client.send(new PutSecretValueCommand({
        SecretId: secretArn, ClientRequestToken: versionId, SecretString: text, VersionStages: [label],
      }));
      return true;
    } catch (error) {
      if (error instanceof ResourceExistsException) {
        return false;
      }
      throw explain(error as Error, 'write', secretArn);
    }
  }

  /** Makes another version the current one. */
  async makeCurrent(secretArn: string, versionId: string, insteadOf: string): Promise<void> {
    await this.moveLabel(secretArn, { VersionStage: 'AWSCURRENT', MoveToVersionId: versionId, RemoveFromVersionId: insteadOf });
  }

  private async moveLabel(SecretId: string, move: Omit<UpdateSecretVersionStageCommandInput, 'SecretId'>): Promise<void> {
    await this.client.send(new UpdateSecretVersionStageCommand({ SecretId, ...move })).catch((error: Error) => {
      throw explain(error, 'write', SecretId);
    });
  }
}

function explain(error: Error, verb: 'read' | 'write', secretArn: string, versionId?: string): Error {
  const what = versionId === undefined ? `the secret ${secretArn}` : `version ${versionId} of the secret ${secretArn}`;
  const next = NEXT_STEP[error.name];
  return new Error(`cannot ${verb} ${what}: ${error.name}: ${error.message}${next ? `; ${next}` : ''}`);
}

const NEXT_STEP: Record<string, string | undefined> = {
  ResourceNotFoundException: 'put the key there first, or correct the secret or `versionId`',
  InvalidRequestException: 'restore the secret if it is scheduled for deletion',
  DecryptionFailure: 'let the handler use the secret\'s KMS key: import the secret with its `encryptionKey`',
  // A secret that does not exist is also refused in these words: only the name with six random characters is allowed.
  AccessDeniedException: 'check that the secret exists in this account and Region; if it has a KMS key of its own, import it with `encryptionKey`',
};
