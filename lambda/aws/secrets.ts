import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { KeyLocation } from '../../src/contract/dkim-key';

export interface SecretText {
  /** Absent for a binary secret. */
  readonly text?: string;
  readonly versionId: string;
}

/** Secrets Manager, as far as we use it. */
export class Secrets {
  constructor(private readonly client: SecretsManagerClient) {}

  async read({ secretArn, versionId }: KeyLocation): Promise<SecretText> {
    const command = new GetSecretValueCommand({ SecretId: secretArn, VersionId: versionId });
    const answer = await this.client.send(command).catch((error: Error) => {
      throw explain(error, secretArn, versionId);
    });
    return { text: answer.SecretString, versionId: answer.VersionId! };
  }
}

function explain(error: Error, secretArn: string, versionId?: string): Error {
  const what = versionId === undefined ? `the secret ${secretArn}` : `version ${versionId} of the secret ${secretArn}`;
  const next = NEXT_STEP[error.name];
  return new Error(`cannot read ${what}: ${error.name}: ${error.message}${next ? `; ${next}` : ''}`);
}

const NEXT_STEP: Record<string, string | undefined> = {
  ResourceNotFoundException: 'put the key there first, or correct the secret or `versionId`',
  InvalidRequestException: 'restore the secret if it is scheduled for deletion',
  DecryptionFailure: 'let the handler use the secret\'s KMS key: import the secret with its `encryptionKey`',
  // A secret that does not exist is also refused in these words: only the name with six random characters is allowed.
  AccessDeniedException: 'check that the secret exists in this account and Region; if it has a KMS key of its own, import it with `encryptionKey`',
};
