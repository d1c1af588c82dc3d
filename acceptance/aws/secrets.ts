import {
  CreateSecretCommand, DeleteSecretCommand, DescribeSecretCommand, GetSecretValueCommand, PutSecretValueCommand, RotateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { type Clients, unlessAbsent } from './clients';
import type { NewKey, PublicKey, Secrets, SecretState } from '../ports';

export class AwsSecrets implements Secrets {
  constructor(private readonly clients: Clients) {}

  async find(region: string, SecretId: string): Promise<SecretState | undefined> {
    const found = await unlessAbsent(this.clients.secrets(region).send(new DescribeSecretCommand({ SecretId })), 'ResourceNotFoundException');
    return found && { deletion: found.DeletedDate };
  }

  async putKey(region: string, name: string, { text }: NewKey): Promise<void> {
    const client = this.clients.secrets(region);
    if (!await unlessAbsent(client.send(new PutSecretValueCommand({ SecretId: name, SecretString: text })), 'ResourceNotFoundException')) {
      await client.send(new CreateSecretCommand({ Name: name, SecretString: text, Description: 'A DKIM key of an acceptance run of cdk-ses-dkim' }));
    }
  }

  async current(region: string, SecretId: string): Promise<PublicKey> {
    const { SecretString } = await this.clients.secrets(region).send(new GetSecretValueCommand({ SecretId }));
    const { selector, publicKey } = JSON.parse(SecretString!) as PublicKey;
    return { selector, publicKey };
  }

  async rotate(region: string, SecretId: string): Promise<void> {
    try {
      await this.clients.secrets(region).send(new RotateSecretCommand({ SecretId }));
    } catch (error) {
      // [DOC RotateSecret: InvalidRequestException, "a previous rotation … still in progress"]
      if (!/previous rotation|in progress/i.test((error as Error).message)) {
        throw error;
      }
    }
  }

  async delete(region: string, SecretId: string): Promise<void> {
    await unlessAbsent(this.clients.secrets(region).send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true })), 'ResourceNotFoundException');
  }
}
