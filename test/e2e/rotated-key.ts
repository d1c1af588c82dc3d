import { DescribeSecretCommand, GetSecretValueCommand, RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import type { Stack } from 'aws-cdk-lib';
import type { World } from './world';
import type { GeneratedSecret } from '../../src/contract/dkim-key';

/** The key of the stack `Mail`, as it changes without a deployment. */
export class RotatedKey {
  secretArn = '';

  constructor(private readonly world: World) {}

  async deploy(define: (stack: Stack) => void): Promise<GeneratedSecret> {
    const outcome = await this.world.deploy(define);
    expect(`${outcome.status} ${JSON.stringify(this.world.failures(outcome))}`).toMatch(/^(CREATE|UPDATE)_COMPLETE /);
    this.secretArn = Object.values(outcome.resources).find(({ type }) => type === 'AWS::SecretsManager::Secret')!.physicalId!;
    await this.world.settled();
    return this.held();
  }

  /** What the secret has. */
  async held(): Promise<GeneratedSecret> {
    return JSON.parse((await this.world.secrets.send(new GetSecretValueCommand({ SecretId: this.secretArn }))).SecretString!);
  }

  /** The labels of the secret's versions. */
  async labels(): Promise<string[]> {
    const { VersionIdsToStages } = await this.world.secrets.send(new DescribeSecretCommand({ SecretId: this.secretArn }));
    return Object.values(VersionIdsToStages!).flat().sort();
  }

  /** Asks Secrets Manager for a rotation. */
  async begin(): Promise<void> {
    await this.world.secrets.send(new RotateSecretCommand({ SecretId: this.secretArn }));
  }

  /** Rotates by hand, with as many attempts as Secrets Manager makes. */
  async rotate(): Promise<GeneratedSecret> {
    await this.begin();
    await this.world.settled();
    await this.pass(20 * 60_000, 4 * 60_000); // each is asked for when the one before has failed
    return this.held();
  }

  /** Lets time pass, and what each step of it brings about come to its end. */
  pass(ms: number, stepMs?: number): Promise<void> {
    return this.world.pass(ms, stepMs);
  }

  /** What the functions have logged of a kind. */
  logged(message: string): string[] {
    return this.world.aws.logs.everything().filter((line) => line.includes(`"message":"${message}"`));
  }
}
