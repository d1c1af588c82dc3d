import { AssumeRoleCommand, type AssumeRoleCommandOutput, type STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity } from '@smithy/types';

/** A new role and its trust are not known everywhere at once. [DOC IAM is eventually consistent] */
const ATTEMPTS = 10;
const PAUSE_MS = 3_000;

type CredentialProvider = () => Promise<AwsCredentialIdentity>;

/** The roles that the handler takes for what its own may not do. */
export class Roles {
  constructor(private readonly client: (credentials?: CredentialProvider) => STSClient, private readonly pauseMs = PAUSE_MS) {}

  /** For a client of the SDK, which asks again when they expire. Each role is taken as the one before it. */
  credentials(roleArn: string, ...further: readonly string[]): CredentialProvider {
    return further.reduce((before, next) => this.taken(next, before), this.taken(roleArn));
  }

  private taken(roleArn: string, as?: CredentialProvider): CredentialProvider {
    const client = this.client(as);
    return async () => {
      const { Credentials } = await this.assume(client, roleArn, ATTEMPTS);
      return {
        accessKeyId: Credentials!.AccessKeyId!,
        secretAccessKey: Credentials!.SecretAccessKey!,
        sessionToken: Credentials!.SessionToken,
        expiration: Credentials!.Expiration,
      };
    };
  }

  private async assume(client: STSClient, RoleArn: string, attempts: number): Promise<AssumeRoleCommandOutput> {
    try {
      return await client.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'cdk-ses-dkim' }));
    } catch (error) {
      if ((error as Error).name !== 'AccessDenied' || attempts <= 1) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, this.pauseMs));
      return this.assume(client, RoleArn, attempts - 1);
    }
  }
}
