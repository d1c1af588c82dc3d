import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { ChangeResourceRecordSetsCommand, CreateHostedZoneCommand, ListResourceRecordSetsCommand, Route53Client } from '@aws-sdk/client-route-53';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetEmailIdentityCommand, ListEmailIdentitiesCommand, SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { narration } from './narration';
import { CdkCli, LocalAws, Receiver, type Verdict } from '../local-aws';

const DOMAIN = 'example.com';
const STACK = 'ByoDkim';
const EXAMPLE = join(__dirname, '..', 'examples', 'byodkim');
const MINUTE = 60_000;
/** The engine's time while a deployment waits for Route 53: 30 seconds of propagation in less than two. */
const FAST = 20;

const { chapter, say, quote } = narration;

/** From a key in a secret to mail that a receiver accepts, through a change of the key, to nothing left. */
export class Story {
  static async begin(): Promise<Story> {
    chapter('A local engine, a test double of AWS, with real DNS on loopback');
    // SES takes some minutes to look: long enough here for the demo to show what it says before.
    const aws = await LocalAws.start({ ses: { checkDelayMs: 5 * MINUTE } });
    say(`CloudFormation, Lambda, IAM, SES, Route 53 and Secrets Manager at ${aws.endpoint}; nothing leaves this machine`);
    return new Story(aws);
  }

  private readonly route53: Route53Client;
  private readonly secrets: SecretsManagerClient;
  private readonly ses: SESv2Client;
  private readonly cli: CdkCli;
  private readonly receiver: Receiver;
  private hostedZoneId = '';

  private constructor(private readonly aws: LocalAws) {
    const config = aws.clientConfig();
    this.route53 = new Route53Client(config);
    this.secrets = new SecretsManagerClient(config);
    this.ses = new SESv2Client(config);
    this.cli = new CdkCli(aws.environment(), quote);
    this.receiver = new Receiver(aws.route53.lookup);
  }

  async tell(): Promise<string> {
    await this.prepare();

    chapter(`cdk deploy -c selectors=mail2026   (the stack ${STACK} of examples/byodkim)`);
    await this.deploy('mail2026');
    await this.showZone();
    await this.showStatus('right after the deployment');
    await this.letTimePass();
    const before = await this.mail('mail2026');

    chapter('cdk deploy -c selectors=mail2027,mail2026   (another key; the old record stays)');
    const underWay = await this.send();
    await this.deploy('mail2027,mail2026');
    await this.showZone();
    await this.showStatus('right after the deployment');
    say('until SES has seen the new record, mail leaves without the domain\'s signature: SES\'s own doing, kept as short as it can be');
    await this.letTimePass();
    const after = await this.mail('mail2027');
    say('the mail that was under way meanwhile, signed with the old key:');
    const late = await this.judge(underWay, 'mail2026');

    chapter('cdk destroy');
    await this.flowing(() => this.cli.destroy(EXAMPLE, STACK, this.context('mail2027,mail2026')));
    await this.checkNothingIsLeft();

    chapter('The same on AWS');
    say('What you saw ran against a test double: its DNS, its signatures and their verification are real, its SES is not.');
    say(`On AWS: cd examples/byodkim, put a key into the secret dkim/<selector>, and run
             npx cdk deploy -c domainName=<your domain> -c hostedZoneId=<its zone> -c selectors=<selector>`);
    return `dkim=${before.dkim} dmarc=${before.dmarc} before, dkim=${after.dkim} dmarc=${after.dmarc} after the change of the key, `
      + `dkim=${late.dkim} for mail under way, nothing left`;
  }

  async end(): Promise<void> {
    await this.aws.stop();
  }

  /** What exists before the stack: a zone with a strict DMARC policy, and a secret for each key. */
  private async prepare(): Promise<void> {
    chapter(`Before: a hosted zone for ${DOMAIN}, and two DKIM keys in Secrets Manager`);
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
    for (const selector of ['mail2026', 'mail2027']) {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
      await this.secrets.send(new CreateSecretCommand({ Name: `dkim/${selector}`, SecretString: pem }));
      say(`dkim/${selector}: an RSA key of 2048 bits`);
    }
  }

  private deploy(selectors: string): Promise<void> {
    return this.flowing(() => this.cli.deploy(EXAMPLE, STACK, this.context(selectors)));
  }

  private context(selectors: string): Record<string, string> {
    return { domainName: DOMAIN, hostedZoneId: this.hostedZoneId, selectors };
  }

  private async flowing(run: () => Promise<{ readonly code: number }>): Promise<void> {
    this.aws.clock.run(FAST);
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

  private async showZone(): Promise<void> {
    say('the zone now:');
    for (const { name, type, value } of await this.records()) {
      say(`  ${name} ${type} ${value.length > 60 ? `${value.slice(0, 60)}…` : value}`);
    }
  }

  private async status(): Promise<string> {
    const { DkimAttributes } = await this.ses.send(new GetEmailIdentityCommand({ EmailIdentity: DOMAIN }));
    return `${DkimAttributes!.Status} (${DkimAttributes!.SigningAttributesOrigin}, selector ${DkimAttributes!.Tokens!.join()})`;
  }

  private async showStatus(when: string): Promise<void> {
    say(`SES says ${when}: ${await this.status()}`);
  }

  private async letTimePass(): Promise<void> {
    await this.aws.clock.advance(10 * MINUTE);
    await this.showStatus('ten minutes of the engine\'s clock later');
  }

  private async send() {
    await this.ses.send(new SendEmailCommand({
      FromEmailAddress: `news@${DOMAIN}`,
      Destination: { ToAddresses: ['reader@receiver.example'] },
      Content: { Simple: { Subject: { Data: 'Hello' }, Body: { Text: { Data: 'Signed by SES with our key.' } } } },
    }));
    return this.aws.ses.outbox.at(-1)!;
  }

  private async mail(selector: string): Promise<Verdict> {
    return this.judge(await this.send(), selector);
  }

  private async judge(mail: Parameters<Receiver['judge']>[0], selector: string): Promise<Verdict> {
    const verdict = await this.receiver.judge(mail, DOMAIN);
    say(`a mail from news@${DOMAIN}, judged by mailauth over DNS: dkim=${verdict.dkim} (s=${verdict.selector ?? 'none'}) dmarc=${verdict.dmarc}`);
    if (verdict.dkim !== 'pass' || verdict.dmarc !== 'pass' || verdict.selector !== selector) {
      throw new Error(`the mail should pass with the selector ${selector}`);
    }
    return verdict;
  }

  private async checkNothingIsLeft(): Promise<void> {
    const { EmailIdentities } = await this.ses.send(new ListEmailIdentitiesCommand({}));
    const dkim = (await this.records()).filter(({ name }) => name.includes('_domainkey'));
    say(`identities left: ${EmailIdentities!.length}; DKIM records left: ${dkim.length}; the DMARC record, which is not ours, is still there`);
    if (EmailIdentities!.length + dkim.length > 0) {
      throw new Error('something was left behind');
    }
  }
}
