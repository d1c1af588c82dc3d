import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import {
  CreateEmailIdentityCommand, type DkimSigningAttributes, type GetEmailIdentityResponse, GetEmailIdentityCommand,
  PutEmailIdentityDkimSigningAttributesCommand,
  SendEmailCommand, SESv2Client,
} from '@aws-sdk/client-sesv2';
import { LocalAws, type LocalAwsOptions } from '../../../local-aws/engine';
import { Receiver, type Verdict } from '../../../local-aws/receiver';

export const DOMAIN = 'example.com';
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A key pair in the forms that people have it in. */
export class TestKey {
  readonly pem: string;
  readonly pkcs1: string;
  readonly pkcs8: string;
  /** A TXT record that fits. */
  readonly record: string;

  constructor(bits = 2048) {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: bits });
    const der = (key: KeyObject, type: string) => key.export({ type: type as 'pkcs1', format: 'der' }).toString('base64');
    this.pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    this.pkcs1 = der(privateKey, 'pkcs1');
    this.pkcs8 = der(privateKey, 'pkcs8');
    this.record = `v=DKIM1; k=rsa; p=${der(publicKey, 'spki')}`;
  }
}

/** The engine with a client of SES, and with a DNS provider that shows changes at once. */
export class SesUnderTest {
  static async start(options: LocalAwsOptions = {}): Promise<SesUnderTest> {
    return new SesUnderTest(await LocalAws.start(options));
  }

  readonly client: SESv2Client;
  private readonly receiver: Receiver;

  private constructor(readonly aws: LocalAws) {
    this.client = this.clientIn('eu-west-1');
    this.receiver = new Receiver(aws.route53.lookup);
  }

  stop(): Promise<void> {
    return this.aws.stop();
  }

  clientIn(region: string, account?: string): SESv2Client {
    return new SESv2Client({ ...this.aws.clientConfig({ region, account }), maxAttempts: 1 });
  }

  advance(ms: number): Promise<void> {
    return this.aws.clock.advance(ms);
  }

  /** Without a text the record is gone. */
  publish(selector: string, text?: string, domain: string = DOMAIN): void {
    this.aws.route53.dns.publish(`${selector}._domainkey.${domain}`, 'TXT', text === undefined ? [] : [text]);
  }

  publishTokens(tokens: readonly string[], zone = 'dkim.amazonses.com'): void {
    tokens.forEach((token) => this.aws.route53.dns.publish(`${token}._domainkey.${DOMAIN}`, 'CNAME', [`${token}.${zone}`]));
  }

  create(attributes?: DkimSigningAttributes, client = this.client, domain: string = DOMAIN) {
    return client.send(new CreateEmailIdentityCommand({ EmailIdentity: domain, DkimSigningAttributes: attributes }));
  }

  createByo(selector: string, key: string) {
    return this.create({ DomainSigningSelector: selector, DomainSigningPrivateKey: key });
  }

  putByo(selector: string, key: string, domain: string = DOMAIN) {
    return this.client.send(new PutEmailIdentityDkimSigningAttributesCommand({
      EmailIdentity: domain,
      SigningAttributesOrigin: 'EXTERNAL',
      SigningAttributes: { DomainSigningSelector: selector, DomainSigningPrivateKey: key },
    }));
  }

  putEasy(attributes?: DkimSigningAttributes) {
    return this.client.send(new PutEmailIdentityDkimSigningAttributesCommand({
      EmailIdentity: DOMAIN, SigningAttributesOrigin: 'AWS_SES', SigningAttributes: attributes,
    }));
  }

  putOrigin(origin: string) {
    return this.client.send(new PutEmailIdentityDkimSigningAttributesCommand({ EmailIdentity: DOMAIN, SigningAttributesOrigin: origin as 'EXTERNAL' }));
  }

  get(client = this.client, domain: string = DOMAIN): Promise<GetEmailIdentityResponse> {
    return client.send(new GetEmailIdentityCommand({ EmailIdentity: domain }));
  }

  async status(client = this.client): Promise<string | undefined> {
    return (await this.get(client)).DkimAttributes?.Status;
  }

  /** Sends a mail and answers what its receiver makes of it. */
  async send(from = `shop@${DOMAIN}`, client = this.client): Promise<Verdict> {
    await client.send(new SendEmailCommand({
      FromEmailAddress: from,
      Destination: { ToAddresses: ['someone@receiver.example'] },
      Content: { Simple: { Subject: { Data: 'Your order' }, Body: { Text: { Data: 'It is on its way.\n' } } } },
    }));
    return this.receiver.judge(this.aws.ses.outbox.at(-1)!, DOMAIN);
  }
}

/** For `rejects.toMatchObject`. */
export function awsError(name: string, httpStatusCode: number, message: string | RegExp) {
  return { name, message: typeof message === 'string' ? message : expect.stringMatching(message), $metadata: expect.objectContaining({ httpStatusCode }) };
}
