import { RotateSecretCommand, type RotateSecretRequest } from '@aws-sdk/client-secrets-manager';
import { SecretsUnderTest, STACK } from './secrets-under-test';
import { DeployedFunction } from '../lambda/deployed-function';

/** Does the least that a rotation function has to do. */
export const ROTATE = `
  const sdk = require('@aws-sdk/client-secrets-manager');
  const client = new sdk.SecretsManagerClient({ maxAttempts: 1 });
  exports.handler = async (event) => {
    console.log(JSON.stringify(event));
    const { Step, SecretId, ClientRequestToken } = event;
    if (Step === 'createSecret') {
      await client.send(new sdk.PutSecretValueCommand({ SecretId, ClientRequestToken, SecretString: 'rotated', VersionStages: ['AWSPENDING'] }));
    }
    if (Step === 'finishSecret') {
      const { VersionId } = await client.send(new sdk.GetSecretValueCommand({ SecretId }));
      await client.send(new sdk.UpdateSecretVersionStageCommand({
        SecretId, VersionStage: 'AWSCURRENT', MoveToVersionId: ClientRequestToken, RemoveFromVersionId: VersionId,
      }));
    }
  };`;

/** The secret `dkim/key`, and a function that can rotate it. */
export class RotationUnderTest {
  static async start(code = ROTATE, more: object = {}): Promise<RotationUnderTest> {
    const secrets = await SecretsUnderTest.start();
    const fn = await DeployedFunction.create(secrets.aws, STACK, code, more);
    await fn.permit('secretsmanager.amazonaws.com');
    return new RotationUnderTest(secrets, fn);
  }

  private constructor(readonly secrets: SecretsUnderTest, readonly fn: DeployedFunction) {}

  get aws() {
    return this.secrets.aws;
  }

  /** Answers when the first attempt is over. */
  async rotate(more: Partial<RotateSecretRequest> = {}) {
    const answer = await this.request({ RotationLambdaARN: this.fn.arn, ...more });
    await this.aws.secretsManager.settled();
    return answer;
  }

  request(more: Partial<RotateSecretRequest> = {}) {
    return this.secrets.client.send(new RotateSecretCommand({ SecretId: 'dkim/key', ...more }));
  }

  /** Moves the clock, and waits for what it set off. */
  async advance(ms: number): Promise<void> {
    await this.aws.clock.advance(ms);
    await this.aws.secretsManager.settled();
  }

  steps(): string[] {
    return this.fn.printed().map(({ Step }) => Step);
  }
}
