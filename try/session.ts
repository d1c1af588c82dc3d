import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CreateHostedZoneCommand, ListResourceRecordSetsCommand, Route53Client } from '@aws-sdk/client-route-53';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetEmailIdentityCommand, ListEmailIdentitiesCommand, SendEmailCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import type { Trial } from './arguments';
import { CdkCli, LocalAws, Receiver } from '../local-aws';

const TEN_MINUTES = 10 * 60_000;
/** Seconds of the engine for each of the host's, while a stack is deployed. */
const PACE = 20;

/** The engine, with what a trial asks for. */
export class Session {
  static async start(trial: Trial, say: (line: string) => void): Promise<Session> {
    const { account, region } = trial;
    return new Session(trial, await LocalAws.start({ ...account && { account }, ...region && { region } }), say);
  }

  private readonly route53: Route53Client;
  private readonly secrets: SecretsManagerClient;
  private readonly ses: SESv2Client;
  private readonly zones = new Map<string, string>();

  private constructor(private readonly trial: Trial, private readonly aws: LocalAws, private readonly say: (line: string) => void) {
    const config = aws.clientConfig();
    this.route53 = new Route53Client(config);
    this.secrets = new SecretsManagerClient(config);
    this.ses = new SESv2Client(config);
  }

  /** The zones and the secrets that exist before the stack. */
  async prepare(): Promise<void> {
    for (const name of this.trial.zones) {
      const { HostedZone } = await this.route53.send(new CreateHostedZoneCommand({ Name: name, CallerReference: name }));
      const id = HostedZone!.Id!.replace('/hostedzone/', '');
      this.zones.set(name, id);
      this.say(`hosted zone ${name}: ${id}`);
    }
    for (const [name, file] of this.trial.secrets) {
      await this.secrets.send(new CreateSecretCommand({ Name: name, SecretString: file === undefined ? newKey() : readFileSync(file, 'utf8') }));
      this.say(`secret ${name}: ${file ?? 'a new RSA key of 2048 bits'}`);
    }
  }

  /** By the real CDK CLI. */
  async deploy(): Promise<void> {
    const { app, stack, context } = this.trial;
    const [[domainName, hostedZoneId] = []] = this.zones;
    const cli = new CdkCli(this.aws.environment(), this.say);
    this.aws.clock.run(PACE);
    const { code } = await cli.deploy(app, stack, { ...domainName && { domainName, hostedZoneId }, ...context })
      .finally(() => this.aws.clock.pause());
    if (code !== 0) {
      throw new Error(`cdk deploy ended with ${code}`);
    }
  }

  /** Lets SES look, and shows what it says of each domain, and what a receiver says of its mail. Whether all of it passes. */
  async judge(): Promise<boolean> {
    await this.aws.clock.advance(TEN_MINUTES);
    const { EmailIdentities = [] } = await this.ses.send(new ListEmailIdentitiesCommand({}));
    let passes = EmailIdentities.length > 0;
    for (const { IdentityName: domainName = '' } of EmailIdentities) {
      const { DkimAttributes } = await this.ses.send(new GetEmailIdentityCommand({ EmailIdentity: domainName }));
      this.say(`${domainName}: SES says ${DkimAttributes?.Status} after ten minutes of the engine's clock`);
      passes = await this.judgeMailOf(domainName) && passes;
    }
    for (const [name, id] of this.zones) {
      await this.showZone(name, id);
    }
    return passes;
  }

  /** What other programs need to reach the engine. Its clock goes on as the host's does. */
  remain(): void {
    this.aws.clock.run(1);
    this.say('the engine stays up. For the AWS CLI, an SDK or the CDK CLI in another terminal:');
    Object.entries(this.aws.environment()).filter(([name]) => name.startsWith('AWS_')).forEach(([name, value]) => this.say(`  export ${name}=${value}`));
    this.say(`endpoint: ${this.aws.endpoint}`);
    this.say(`DNS: 127.0.0.1:${this.aws.route53.dns.port}, for example: dig @127.0.0.1 -p ${this.aws.route53.dns.port} TXT ${this.trial.zones[0]}`);
  }

  end(): Promise<void> {
    return this.aws.stop();
  }

  private async judgeMailOf(domainName: string): Promise<boolean> {
    try {
      await this.ses.send(new SendEmailCommand({
        FromEmailAddress: `info@${domainName}`,
        Destination: { ToAddresses: ['reader@receiver.example'] },
        Content: { Simple: { Subject: { Data: 'Hello' }, Body: { Text: { Data: 'A mail to be judged.' } } } },
      }));
    } catch (error) {
      this.say(`${domainName}: SES sends no mail: ${(error as Error).message}`);
      return false;
    }
    const { dkim, selector, dmarc } = await new Receiver(this.aws.route53.lookup).judge(this.aws.ses.outbox.at(-1)!, domainName);
    this.say(`${domainName}: a mail, judged by mailauth over DNS: dkim=${dkim} (selector ${selector ?? 'none'}) dmarc=${dmarc}`);
    return dkim === 'pass';
  }

  private async showZone(name: string, HostedZoneId: string): Promise<void> {
    const { ResourceRecordSets = [] } = await this.route53.send(new ListResourceRecordSetsCommand({ HostedZoneId }));
    this.say(`records of the zone ${name}:`);
    for (const { Name, Type, ResourceRecords = [] } of ResourceRecordSets.filter(({ Type: type }) => type !== 'NS' && type !== 'SOA')) {
      const value = ResourceRecords.map(({ Value }) => Value).join(' ');
      this.say(`  ${Type} ${Name} ${value.length > 60 ? `${value.slice(0, 60)}…` : value}`);
    }
  }
}

function newKey(): string {
  return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
