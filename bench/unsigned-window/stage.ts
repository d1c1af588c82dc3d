import { CreateHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import { S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import type { Stack } from 'aws-cdk-lib';
import { type IPublicHostedZone, PublicHostedZone } from 'aws-cdk-lib/aws-route53';
import { CHECK_AGAIN_MS, type Circumstances } from './circumstances';
import { deploy } from './deployment';
import { KEYS } from './keys';
import { LocalAws, Receiver } from '../../local-aws';
import type { OutgoingMail } from '../../local-aws/ses';
import { Assembly } from '../../test/e2e/assembly';

export const DOMAIN = 'example.com';
const STACK = 'Mail';
const PLACE = { account: '111122223333', region: 'eu-west-1' };

/** An engine with a hosted zone and two keys: the same for every variant, and one for each. */
export class Stage {
  static async set({ propagationMs, checkMs }: Circumstances): Promise<Stage> {
    const aws = await LocalAws.start({ ...PLACE, propagationMs, ses: { checkDelayMs: checkMs, checkIntervalMs: CHECK_AGAIN_MS } });
    const { HostedZone } = await new Route53Client(aws.clientConfig()).send(new CreateHostedZoneCommand({ Name: DOMAIN, CallerReference: DOMAIN }));
    const secrets = new SecretsManagerClient(aws.clientConfig());
    for (const { selector, privateKey } of KEYS) {
      await secrets.send(new CreateSecretCommand({ Name: `dkim/${selector}`, SecretString: privateKey }));
    }
    return new Stage(aws, HostedZone!.Id!.replace('/hostedzone/', ''), propagationMs);
  }

  private readonly ses: SESv2Client;
  private readonly receiver: Receiver;

  private constructor(readonly aws: LocalAws, private readonly hostedZoneId: string, readonly propagationMs: number) {
    this.ses = new SESv2Client(aws.clientConfig());
    this.receiver = new Receiver(aws.route53.lookup);
  }

  /** The domain's zone, in a stack. */
  zone(stack: Stack): IPublicHostedZone {
    return PublicHostedZone.fromPublicHostedZoneAttributes(stack, 'Zone', { hostedZoneId: this.hostedZoneId, zoneName: DOMAIN });
  }

  async deploy(define: (stack: Stack) => void): Promise<void> {
    const assembly = new Assembly(STACK, PLACE, define);
    await assembly.publish(new S3Client(this.aws.clientConfig()));
    await deploy(this.aws, STACK, assembly.template, this.propagationMs);
  }

  /** When SES was last given a key: by a request, or by CloudFormation itself, whose event follows at once. */
  get switchedAt(): number {
    const puts = this.aws.requests.all({ service: 'ses', operation: 'PutEmailIdentityDkimSigningAttributes' }).map(({ time }) => time);
    const updates = this.aws.cloudFormation.stack(STACK).events
      .filter(({ ResourceType, ResourceStatus }) => ResourceType === 'AWS::SES::EmailIdentity' && ResourceStatus === 'UPDATE_COMPLETE')
      .map(({ Timestamp }) => Timestamp);
    const latest = Math.max(...[...puts, ...updates].map((time) => time.getTime()));
    return Math.floor(latest / 1000) * 1000; // events of one moment are a millisecond apart
  }

  async send(): Promise<OutgoingMail> {
    await this.ses.send(new SendEmailCommand({
      FromEmailAddress: `news@${DOMAIN}`,
      Destination: { ToAddresses: ['reader@receiver.example'] },
      Content: { Simple: { Subject: { Data: 'Hello' }, Body: { Text: { Data: 'Is this signed?' } } } },
    }));
    return this.aws.ses.outbox.at(-1)!;
  }

  /** Whether a receiver that gets the mail now finds the domain's signature right. */
  async verifies(mail: OutgoingMail): Promise<boolean> {
    return (await this.receiver.judge(mail, DOMAIN)).dkim === 'pass';
  }

  end(): Promise<void> {
    return this.aws.stop();
  }
}
