import { ChangeResourceRecordSetsCommand, CreateHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import { S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateEmailIdentityCommand, SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import type { Stack } from 'aws-cdk-lib';
import { type IPublicHostedZone, PublicHostedZone } from 'aws-cdk-lib/aws-route53';
import { CHECK_AGAIN_MS, type Circumstances } from './circumstances';
import { secretValues } from './keys';
import { PARENT_REGIONS } from './variant';
import { LocalAws, Receiver } from '../../local-aws';
import type { StackOutcome } from '../../local-aws/cloudformation';
import type { OutgoingMail } from '../../local-aws/ses';
import { Assembly } from '../../test/e2e/assembly';

export const DOMAIN = 'example.com';
const STACK = 'Mail';
const PLACE = { account: '111122223333', region: 'eu-west-1' };

/** Seconds of the engine for each of the host's, while something is in progress. What is measured begins at the switch, on the engine's clock. */
const PACE = 20;
const HOUR_MS = 3_600_000;

/** The deployment was refused, and changed nothing. */
export class RefusedDeployment extends Error {}

/** An engine with a hosted zone and keys: the same for every variant, and one for each. */
export class Stage {
  static async set({ propagationMs, checkMs }: Circumstances): Promise<Stage> {
    const aws = await LocalAws.start({
      ...PLACE, propagationMs, ses: { checkDelayMs: checkMs, checkIntervalMs: CHECK_AGAIN_MS, replicationDelayMs: checkMs },
    });
    const { HostedZone } = await new Route53Client(aws.clientConfig()).send(new CreateHostedZoneCommand({ Name: DOMAIN, CallerReference: DOMAIN }));
    const secrets = new SecretsManagerClient(aws.clientConfig());
    for (const { name, value } of secretValues()) {
      await secrets.send(new CreateSecretCommand({ Name: `dkim/${name}`, SecretString: value }));
    }
    const stage = new Stage(aws, HostedZone!.Id!.replace('/hostedzone/', ''));
    for (const region of PARENT_REGIONS) {
      await stage.createParent(region);
    }
    return stage;
  }

  private readonly ses: SESv2Client;
  private readonly receiver: Receiver;

  private constructor(readonly aws: LocalAws, private readonly hostedZoneId: string) {
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
    check(await this.flowing(() => this.aws.cloudFormation.deploy({ stackName: STACK, template: assembly.template })));
  }

  /** Lets the engine's time flow while something is in progress. */
  async flowing<T>(run: () => Promise<T>): Promise<T> {
    this.aws.clock.run(PACE);
    try {
      return await run();
    } finally {
      this.aws.clock.pause();
    }
  }

  /** Lets time pass, hour by hour: what the hourly clock begins is done before the next. */
  async pass(milliseconds: number): Promise<void> {
    const { clock, lambda } = this.aws;
    for (let left = milliseconds; left > 0; left -= HOUR_MS) {
      await clock.advance(Math.min(left, HOUR_MS));
      await this.flowing(() => lambda.settled());
    }
  }

  /** When SES was given each way of signing: by a request, or by CloudFormation itself, whose event follows at once. */
  switches(): number[] {
    const puts = this.aws.requests.all({ service: 'ses', operation: 'PutEmailIdentityDkimSigningAttributes' })
      .filter(({ outcome }) => outcome === 'ok').map(({ time }) => time.getTime());
    const updates = this.aws.cloudFormation.stack(STACK).events
      .filter(({ ResourceType, ResourceStatus }) => ResourceType === 'AWS::SES::EmailIdentity' && ResourceStatus === 'UPDATE_COMPLETE')
      .map(({ Timestamp }) => Timestamp.getTime());
    return [...puts, ...updates];
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

  private async createParent(region: string): Promise<void> {
    const ses = new SESv2Client(this.aws.clientConfig({ region }));
    const { DkimAttributes: { Tokens = [], SigningHostedZone } = {} } = await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: DOMAIN }));
    await new Route53Client(this.aws.clientConfig()).send(new ChangeResourceRecordSetsCommand({
      HostedZoneId: this.hostedZoneId,
      ChangeBatch: {
        Changes: Tokens.map((token) => ({
          Action: 'CREATE',
          ResourceRecordSet: { Name: `${token}._domainkey.${DOMAIN}`, Type: 'CNAME', TTL: 300, ResourceRecords: [{ Value: `${token}.${SigningHostedZone}` }] },
        })),
      },
    }));
  }
}

function check({ status, events }: StackOutcome): void {
  if (status !== 'CREATE_COMPLETE' && status !== 'UPDATE_COMPLETE') {
    const reasons = events.filter(({ ResourceStatus }) => ResourceStatus.endsWith('_FAILED')).map(({ ResourceStatusReason }) => ResourceStatusReason);
    throw new RefusedDeployment(`the deployment ended with ${status}: ${reasons.join('; ')}`);
  }
}
