import { join } from 'node:path';
import { ChangeResourceRecordSetsCommand, CreateHostedZoneCommand, ListResourceRecordSetsCommand, Route53Client } from '@aws-sdk/client-route-53';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetEmailIdentityCommand, ListEmailIdentitiesCommand, SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { narration } from './narration';
import { CdkCli, LocalAws, Receiver, type Verdict } from '../local-aws';
import type { AlarmState } from '../local-aws/cloudwatch';
import type { OutgoingMail } from '../local-aws/ses';

export const DOMAIN = 'example.com';
const MINUTE = 60_000;

/** The engine's time while functions work in the background. */
const FAST = 240;

const { chapter, say, quote } = narration;

/** The engine, and what every act does with it and shows of it. */
export class Stage {
  static async set(): Promise<Stage> {
    chapter('A local engine, a test double of AWS, with real DNS on loopback');
    // SES takes some minutes to look: long enough here for the demo to show what it says before.
    const aws = await LocalAws.start({ ses: { checkDelayMs: 5 * MINUTE } });
    say(`CloudFormation, Lambda, IAM, SES, Route 53 and Secrets Manager at ${aws.endpoint}; nothing leaves this machine`);
    const stage = new Stage(aws);
    await stage.createZone();
    return stage;
  }

  readonly secrets: SecretsManagerClient;
  private readonly route53: Route53Client;
  private readonly ses: SESv2Client;
  private readonly cli: CdkCli;
  private readonly receiver: Receiver;
  private hostedZoneId = '';

  private constructor(readonly aws: LocalAws) {
    const config = aws.clientConfig();
    this.secrets = new SecretsManagerClient(config);
    this.route53 = new Route53Client(config);
    this.ses = new SESv2Client(config);
    this.cli = new CdkCli(aws.environment(), quote);
    this.receiver = new Receiver(aws.route53.lookup);
  }

  end(): Promise<void> {
    return this.aws.stop();
  }

  /** By the real CDK CLI, with an app of `examples/`. */
  async deploy(example: string, stack: string, context: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.flowing(() => this.cli.deploy(...this.app(example, stack, context)));
  }

  /** Nothing may be left, but what was there before. */
  async destroy(example: string, stack: string, context: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.flowing(() => this.cli.destroy(...this.app(example, stack, context)));
    const { EmailIdentities } = await this.ses.send(new ListEmailIdentitiesCommand({}));
    const dkim = (await this.records()).filter(({ name }) => name.includes('_domainkey'));
    say(`identities left: ${EmailIdentities!.length}; DKIM records left: ${dkim.length}; the DMARC record, which is not ours, is still there`);
    if (EmailIdentities!.length + dkim.length > 0) {
      throw new Error('something was left behind');
    }
  }

  async showZone(): Promise<void> {
    say('the zone now:');
    for (const { name, type, value } of await this.records()) {
      say(`  ${name} ${type} ${value.length > 60 ? `${value.slice(0, 60)}…` : value}`);
    }
  }

  async status(): Promise<{ readonly status: string; readonly selector: string }> {
    const { DkimAttributes } = await this.ses.send(new GetEmailIdentityCommand({ EmailIdentity: DOMAIN }));
    return { status: DkimAttributes!.Status!, selector: DkimAttributes!.Tokens!.join() };
  }

  async showStatus(when: string): Promise<void> {
    const { status, selector } = await this.status();
    say(`SES says ${when}: ${status}, selector ${selector}`);
  }

  async letTimePass(): Promise<void> {
    await this.aws.clock.advance(10 * MINUTE);
    await this.showStatus('ten minutes of the engine\'s clock later');
  }

  /** Lets time pass, and what it brings about come to its end. */
  async pass(milliseconds: number): Promise<void> {
    await this.aws.clock.advance(milliseconds);
    this.aws.clock.run(FAST);
    await this.aws.lambda.settled().finally(() => this.aws.clock.pause());
  }

  async removeRecord(name: string): Promise<void> {
    const { ResourceRecordSets } = await this.route53.send(new ListResourceRecordSetsCommand({
      HostedZoneId: this.hostedZoneId, StartRecordName: name, MaxItems: 1,
    }));
    await this.route53.send(new ChangeResourceRecordSetsCommand({
      HostedZoneId: this.hostedZoneId, ChangeBatch: { Changes: [{ Action: 'DELETE', ResourceRecordSet: ResourceRecordSets![0] }] },
    }));
  }

  async hasRecord(name: string): Promise<boolean> {
    return (await this.records()).some((record) => record.name === `${name}.`);
  }

  /** The latest value of a metric of the domain. */
  metric(name: string): number {
    return this.aws.cloudWatch.datapoints({ namespace: 'cdk-ses-dkim', name, dimensions: { Domain: DOMAIN } }, this.aws).at(-1)!.value;
  }

  /** The state of an alarm, by the end of its name in the template. */
  alarm(id: string): AlarmState {
    return this.aws.cloudWatch.stateOf(this.aws.cloudWatch.alarms(this.aws).find(({ name }) => name.includes(id))!.name, this.aws);
  }

  async send(): Promise<OutgoingMail> {
    await this.ses.send(new SendEmailCommand({
      FromEmailAddress: `news@${DOMAIN}`,
      Destination: { ToAddresses: ['reader@receiver.example'] },
      Content: { Simple: { Subject: { Data: 'Hello' }, Body: { Text: { Data: 'Signed by SES with our key.' } } } },
    }));
    return this.aws.ses.outbox.at(-1)!;
  }

  async judge(mail: OutgoingMail): Promise<Verdict> {
    const verdict = await this.receiver.judge(mail, DOMAIN);
    say(`a mail from news@${DOMAIN}, judged by mailauth over DNS: dkim=${verdict.dkim} (s=${verdict.selector ?? 'none'}) dmarc=${verdict.dmarc}`);
    return verdict;
  }

  /** A mail that has to pass, with the key of a selector. */
  async passes(selector: string, mail?: OutgoingMail): Promise<Verdict> {
    const verdict = await this.judge(mail ?? await this.send());
    if (verdict.dkim !== 'pass' || verdict.dmarc !== 'pass' || verdict.selector !== selector) {
      throw new Error(`the mail should pass with the selector ${selector}`);
    }
    return verdict;
  }

  /** The zone, with a strict DMARC policy: what exists before any stack. */
  private async createZone(): Promise<void> {
    const { HostedZone } = await this.route53.send(new CreateHostedZoneCommand({ Name: DOMAIN, CallerReference: 'demo' }));
    this.hostedZoneId = HostedZone!.Id!.replace('/hostedzone/', '');
    await this.route53.send(new ChangeResourceRecordSetsCommand({
      HostedZoneId: this.hostedZoneId,
      ChangeBatch: {
        Changes: [{
          Action: 'CREATE',
          ResourceRecordSet: { Name: `_dmarc.${DOMAIN}`, Type: 'TXT', TTL: 300, ResourceRecords: [{ Value: '"v=DMARC1; p=reject"' }] },
        }],
      },
    }));
    say(`there is a hosted zone for ${DOMAIN}, with the DMARC policy p=reject`);
  }

  private app(example: string, stack: string, context: Readonly<Record<string, string>>): Parameters<CdkCli['deploy']> {
    return [join(__dirname, '..', 'examples', example), stack, { domainName: DOMAIN, hostedZoneId: this.hostedZoneId, ...context }];
  }

  private async flowing(run: () => Promise<{ readonly code: number }>): Promise<void> {
    this.aws.clock.run(20); // 30 seconds of propagation in less than two
    const { code } = await run().finally(() => this.aws.clock.pause());
    if (code !== 0) {
      throw new Error(`the CDK CLI ended with ${code}`);
    }
  }

  private async records(): Promise<Array<{ readonly name: string; readonly type: string; readonly value: string }>> {
    const { ResourceRecordSets } = await this.route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: this.hostedZoneId }));
    return ResourceRecordSets!.filter(({ Type }) => Type !== 'NS' && Type !== 'SOA')
      .map(({ Name, Type, ResourceRecords }) => ({ name: Name!, type: Type!, value: ResourceRecords!.map(({ Value }) => Value).join(' ') }));
  }
}
