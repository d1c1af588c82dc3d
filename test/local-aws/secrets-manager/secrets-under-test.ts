import {
  CreateSecretCommand, DescribeSecretCommand, GetSecretValueCommand, type GetSecretValueRequest, PutSecretValueCommand, type PutSecretValueRequest,
  SecretsManagerClient, UpdateSecretVersionStageCommand, type UpdateSecretVersionStageRequest,
} from '@aws-sdk/client-secrets-manager';
import { LocalAws } from '../../../local-aws/engine';

export const ONE = '00000000-0000-0000-0000-000000000001';
export const TWO = '00000000-0000-0000-0000-000000000002';
export const THREE = '00000000-0000-0000-0000-000000000003';
export const STACK = { id: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Mail/1', name: 'Mail', account: '111122223333', region: 'eu-west-1' };

/** The engine with a client of Secrets Manager, and the secret `dkim/key` with the value `one` in version `ONE`. */
export class SecretsUnderTest {
  static async start(): Promise<SecretsUnderTest> {
    const aws = await LocalAws.start();
    const client = new SecretsManagerClient(aws.clientConfig());
    const { ARN } = await client.send(new CreateSecretCommand({ Name: 'dkim/key', SecretString: 'one', ClientRequestToken: ONE }));
    return new SecretsUnderTest(aws, client, ARN!);
  }

  private constructor(readonly aws: LocalAws, readonly client: SecretsManagerClient, readonly arn: string) {}

  get(more: Partial<GetSecretValueRequest> = {}) {
    return this.client.send(new GetSecretValueCommand({ SecretId: 'dkim/key', ...more }));
  }

  put(SecretString: string, ClientRequestToken: string, more: Partial<PutSecretValueRequest> = {}) {
    return this.client.send(new PutSecretValueCommand({ SecretId: 'dkim/key', SecretString, ClientRequestToken, ...more }));
  }

  move(more: Partial<UpdateSecretVersionStageRequest>) {
    return this.client.send(new UpdateSecretVersionStageCommand({ SecretId: 'dkim/key', VersionStage: 'AWSCURRENT', ...more }));
  }

  describe(SecretId = 'dkim/key') {
    return this.client.send(new DescribeSecretCommand({ SecretId }));
  }

  async stages() {
    return (await this.describe()).VersionIdsToStages;
  }
}

export const refusal = (name: string, message: string | RegExp) => ({
  name, message: typeof message === 'string' ? message : expect.stringMatching(message), $metadata: expect.objectContaining({ httpStatusCode: 400 }),
});
