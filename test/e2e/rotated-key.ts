import { DescribeSecretCommand, GetSecretValueCommand, RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import type { Stack } from 'aws-cdk-lib';
import type { World } from './world';
import type { GeneratedSecret } from '../../src/contract/dkim-key';

/** The engine's time while a rotation waits for Route 53 and SES: a check of SES's, a minute, takes a quarter of a second. */
const FAST = 240;

/** The key of the stack `Mail`, as it changes without a deployment. */
export class RotatedKey {
  secretArn = '';

  constructor(private readonly world: World) {}

  async deploy(define: (stack: Stack) => void): Promise<GeneratedSecret> {
    const outcome = await this.world.deploy(define);
    expect(`${outcome.status} ${JSON.stringify(this.world.failures(outcome))}`).toMatch(/^(CREATE|UPDATE)_COMPLETE /);
    this.secretArn = Object.values(outcome.resources).find(({ type }) => type === 'AWS::SecretsManager::Secret')!.physicalId!;
    await this.settled();
    return this.held();
  }

  /** What the secret has. */
  async held(): Promise<GeneratedSecret> {
    return JSON.parse((await this.world.secrets.send(new GetSecretValueCommand({ SecretId: this.secretArn }))).SecretString!);
  }

  /** The selectors of the keys that have, or had, a record. */
  async published(): Promise<string[]> {
    const { VersionIdsToStages } = await this.world.secrets.send(new DescribeSecretCommand({ SecretId: this.secretArn }));
    return Object.values(VersionIdsToStages!).flat().filter((label) => label.startsWith('dkim:')).map((label) => label.split(':')[1]).sort();
  }

  /** Rotates by hand, with as many attempts as Secrets Manager makes. */
  async rotate(): Promise<GeneratedSecret> {
    await this.world.secrets.send(new RotateSecretCommand({ SecretId: this.secretArn }));
    await this.settled();
    await this.pass(20 * 60_000, 4 * 60_000); // each is asked for when the one before has failed
    return this.held();
  }

  /** Lets time pass, and what each step of it brings about come to its end. */
  async pass(ms: number, stepMs = 12 * 60 * 60_000): Promise<void> {
    const end = this.world.aws.clock.now().getTime() + ms;
    for (let now = end - ms; now < end; now = this.world.aws.clock.now().getTime()) {
      await this.world.aws.clock.advance(Math.min(stepMs, end - now));
      await this.settled();
    }
  }

  /** What the functions have logged of a kind. */
  logged(message: string): string[] {
    return this.world.aws.logs.everything().filter((line) => line.includes(`"message":"${message}"`));
  }

  /** Until what runs in the background has ended, with the engine's clock going on. */
  private async settled(): Promise<void> {
    this.world.aws.clock.run(FAST);
    try {
      await this.world.aws.secretsManager.settled();
      await this.world.aws.lambda.settled();
    } finally {
      this.world.aws.clock.pause();
    }
  }
}
