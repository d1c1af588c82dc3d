import { S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import type { Stack } from 'aws-cdk-lib';
import { Assembly } from './assembly';
import { ACCOUNT, DOMAIN, type World } from './world';
import type { Verdict } from '../../local-aws';
import type { StackOutcome } from '../../local-aws/cloudformation';
import type { OutgoingMail } from '../../local-aws/ses';

/** One more Region, with a stack of its own. */
export class Region {
  private readonly ses: SESv2Client;
  private readonly s3: S3Client;
  private readonly secrets: SecretsManagerClient;

  constructor(private readonly world: World, readonly name: string) {
    this.ses = new SESv2Client(world.aws.clientConfig({ region: name }));
    this.s3 = new S3Client(world.aws.clientConfig({ region: name }));
    this.secrets = new SecretsManagerClient(world.aws.clientConfig({ region: name }));
  }

  async createSecret(Name: string, SecretString: string): Promise<void> {
    await this.secrets.send(new CreateSecretCommand({ Name, SecretString }));
    await this.world.shown();
  }

  async deploy(define: (stack: Stack) => void): Promise<StackOutcome> {
    const assembly = new Assembly('There', { account: ACCOUNT, region: this.name }, define);
    await assembly.publish(this.s3);
    return this.flowing(() => this.world.aws.cloudFormation.deploy({ stackName: 'There', template: assembly.template, region: this.name }));
  }

  destroy(): Promise<StackOutcome> {
    return this.flowing(() => this.world.aws.cloudFormation.destroy('There', { region: this.name }));
  }

  /** The selector of the key that SES has; undefined without an identity. */
  selector(): string | undefined {
    return this.world.selector(DOMAIN, this.name);
  }

  /** Sends a mail as things are at this moment, and lets a receiver judge it. */
  async verdictNow(): Promise<Verdict> {
    return this.world.judge(await this.send());
  }

  async send(): Promise<OutgoingMail> {
    await this.ses.send(new SendEmailCommand({
      FromEmailAddress: `info@${DOMAIN}`,
      Destination: { ToAddresses: ['reader@receiver.example'] },
      Content: { Simple: { Subject: { Data: 'Hello' }, Body: { Text: { Data: 'A mail to be judged.' } } } },
    }));
    return this.world.aws.ses.outbox.at(-1)!;
  }

  private async flowing<T>(run: () => Promise<T>): Promise<T> {
    this.world.aws.clock.run(60);
    try {
      return await run();
    } finally {
      this.world.aws.clock.pause();
      await this.world.shown();
    }
  }
}
