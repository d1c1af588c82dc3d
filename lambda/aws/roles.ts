import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity } from '@smithy/types';

/** A new role and its trust are not known everywhere at once. [DOC IAM is eventually consistent] */
const ATTEMPTS = 10;
const PAUSE_MS = 3_000;

type CredentialProvider = () => Promise<AwsCredentialIdentity>;

/** The roles that the handler takes for what its own may not do. */
export class Roles {
  constructor(private readonly client: STSClient, private readonly pauseMs = PAUSE_MS) {}

  /** For a client of the SDK, which asks again when they expire. */
  credentials(roleArn: string): CredentialProvider {
    return async () => {
      const { Credentials } = await this.assume(roleArn, ATTEMPTS);
      return {
        accessKeyId: Credentials!.AccessKeyId!,
        secretAccessKey: Credentials!.SecretAccessKey!,
        sessionToken: Credentials!.SessionToken,
        expiration: Credentials!.Expiration,
      };
    };
  }

  private async assume(roleArn: string, attempts: number): ReturnType<typeof this.once> {
    try {
      return await this.once(roleArn);
    } catch (error) {
      if ((error as Error).name !== 'AccessDenied' || attempts <= 1) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, this.pauseMs));
      return this.assume(roleArn, attempts - 1);
    }
  }

  private once(roleArn: string) {
    return this.client.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'cdk-ses-dkim' }));
  }
}
