import {
  type BehaviorOnMxFailure, DeleteEmailIdentityCommand, PutEmailIdentityMailFromAttributesCommand,
} from '@aws-sdk/client-sesv2';
import { awsError, DAY, DOMAIN, HOUR, MINUTE, SesUnderTest, TestKey } from './ses-under-test';

/*
 * A custom MAIL FROM domain: when SES uses it, and what its receiver makes of the envelope.
 */

const MAIL_FROM = `bounce.${DOMAIN}`;
const key = new TestKey();
const newKey = new TestKey();

let ses: SesUnderTest;

beforeEach(async () => {
  ses = await SesUnderTest.start();
});
afterEach(() => ses.stop());

const put = (MailFromDomain?: string, behavior?: BehaviorOnMxFailure, EmailIdentity = DOMAIN) => (
  ses.client.send(new PutEmailIdentityMailFromAttributesCommand({ EmailIdentity, MailFromDomain, BehaviorOnMxFailure: behavior }))
);
const attributes = async () => (await ses.get()).MailFromAttributes;
const status = async () => (await attributes())?.MailFromDomainStatus;
const publishMx = (...values: string[]) => ses.aws.route53.dns.publish(MAIL_FROM, 'MX', values);
const publishSpf = (text: string) => ses.aws.route53.dns.publish(MAIL_FROM, 'TXT', [text]);
const mailFrom = () => ses.aws.ses.outbox.at(-1)!.mailFrom.split('@')[1];

async function verified(): Promise<void> {
  ses.publish('mail', key.record);
  await ses.createByo('mail', key.pkcs1);
  await ses.advance(MINUTE);
}

describe('the attributes', () => {
  beforeEach(() => ses.create());

  test('are SES\'s own domain until somebody wants another', async () => {
    expect(await attributes()).toEqual({ BehaviorOnMxFailure: 'USE_DEFAULT_VALUE' });
  });

  test('are PENDING until SES has found the MX record, and then SUCCESS', async () => {
    await put(MAIL_FROM, 'REJECT_MESSAGE');
    expect(await attributes()).toEqual({ MailFromDomain: MAIL_FROM, MailFromDomainStatus: 'PENDING', BehaviorOnMxFailure: 'REJECT_MESSAGE' });
    await ses.advance(5 * HOUR);
    expect(await status()).toBe('PENDING');
    publishMx('10 feedback-smtp.eu-west-1.amazonses.com');
    await ses.advance(HOUR);
    expect(await attributes()).toEqual({ MailFromDomain: MAIL_FROM, MailFromDomainStatus: 'SUCCESS', BehaviorOnMxFailure: 'REJECT_MESSAGE' });
  });

  test('are FAILED after 72 hours without the record, for good, until they are put again', async () => {
    await put(MAIL_FROM);
    await ses.advance(72 * HOUR - 1);
    expect(await status()).toBe('PENDING');
    await ses.advance(HOUR);
    expect(await status()).toBe('FAILED');
    publishMx('10 feedback-smtp.eu-west-1.amazonses.com');
    await ses.advance(DAY);
    expect(await status()).toBe('FAILED');
    await put(MAIL_FROM);
    expect(await status()).toBe('PENDING');
    await ses.advance(MINUTE);
    expect(await status()).toBe('SUCCESS');
  });

  test('are a TEMPORARY_FAILURE when the record is gone, SUCCESS when it is back, and FAILED when it stays away', async () => {
    publishMx('10 feedback-smtp.eu-west-1.amazonses.com');
    await put(MAIL_FROM);
    await ses.advance(MINUTE);
    publishMx();
    await ses.advance(HOUR);
    expect(await status()).toBe('TEMPORARY_FAILURE');
    publishMx('10 feedback-smtp.eu-west-1.amazonses.com');
    await ses.advance(HOUR);
    expect(await status()).toBe('SUCCESS');
    publishMx();
    await ses.advance(74 * HOUR);
    expect(await status()).toBe('FAILED');
  });

  test.each([
    ['of another Region', ['10 feedback-smtp.us-east-1.amazonses.com']],
    ['of another priority', ['20 feedback-smtp.eu-west-1.amazonses.com']],
    ['besides another', ['10 feedback-smtp.eu-west-1.amazonses.com', '20 mx.example.net']],
  ])('are not SUCCESS with an MX record %s', async (_, values) => {
    publishMx(...values);
    await put(MAIL_FROM);
    await ses.advance(DAY);
    expect(await status()).toBe('PENDING');
  });

  test('stay as they are when the same domain is put again with another behavior', async () => {
    publishMx('10 feedback-smtp.eu-west-1.amazonses.com');
    await put(MAIL_FROM);
    await ses.advance(MINUTE);
    await put(MAIL_FROM.toUpperCase(), 'REJECT_MESSAGE');
    expect(await attributes()).toEqual({ MailFromDomain: MAIL_FROM, MailFromDomainStatus: 'SUCCESS', BehaviorOnMxFailure: 'REJECT_MESSAGE' });
  });

  test('are SES\'s own again when they are put without a domain, and nobody looks for the record any more', async () => {
    await put(MAIL_FROM, 'REJECT_MESSAGE');
    await put();
    expect(await attributes()).toEqual({ BehaviorOnMxFailure: 'USE_DEFAULT_VALUE' });
    await put(MAIL_FROM);
    await ses.client.send(new DeleteEmailIdentityCommand({ EmailIdentity: DOMAIN }));
    expect(ses.aws.clock.pending()).toEqual([]);
  });

  test.each([
    ['the identity itself', DOMAIN, /is not subdomain of the domain of the identity <example\.com>/],
    ['a domain of somebody else', 'bounce.example.org', /is not subdomain/],
    ['a domain that only ends alike', `bounce-${DOMAIN}`, /is not subdomain/],
    ['a name that is none', `not a name.${DOMAIN}`, /^Invalid MAIL-FROM domain name/],
  ])('may not name %s', async (_, domainName, message) => {
    await put(MAIL_FROM);
    await expect(put(domainName)).rejects.toMatchObject(awsError('BadRequestException', 400, message));
    expect(await attributes()).toMatchObject({ MailFromDomain: MAIL_FROM });
  });

  test('are refused with a behavior that there is not, and for an identity that there is not', async () => {
    await expect(put(MAIL_FROM, 'SOMETHING' as 'REJECT_MESSAGE')).rejects
      .toMatchObject(awsError('BadRequestException', 400, 'Invalid BehaviorOnMxFailure SOMETHING.'));
    await expect(put('bounce.absent.com', undefined, 'absent.com')).rejects
      .toMatchObject(awsError('BadRequestException', 400, 'Identity <absent.com> does not exist.'));
  });

  test('of an address are in the domain of the address', async () => {
    await ses.create(undefined, ses.client, `shop@${DOMAIN}`);
    await expect(put(MAIL_FROM, undefined, `shop@${DOMAIN}`)).resolves.toBeDefined();
  });
});

describe('mail', () => {
  beforeEach(verified);

  test('has SES\'s own domain of the Region in its envelope, which passes SPF and aligns with nothing', async () => {
    ses.aws.route53.dns.publish(`_dmarc.${DOMAIN}`, 'TXT', ['v=DMARC1; p=reject']);
    expect(await ses.send()).toEqual({ selector: 'mail', dkim: 'pass', spf: undefined, dmarc: 'pass' });
    expect(mailFrom()).toBe('eu-west-1.amazonses.com');
    expect(ses.aws.route53.dns.queries.map(({ name }) => name)).toContain('eu-west-1.amazonses.com.');
  });

  test('has the custom domain in its envelope from SUCCESS on, and passes SPF by way of amazonses.com', async () => {
    await put(MAIL_FROM);
    await ses.send();
    expect(mailFrom()).toBe('eu-west-1.amazonses.com');
    publishMx('10 feedback-smtp.eu-west-1.amazonses.com');
    publishSpf('v=spf1 include:amazonses.com ~all');
    await ses.advance(5 * MINUTE);
    expect(await ses.send()).toMatchObject({ dkim: 'pass', spf: 'pass' });
    expect(mailFrom()).toBe(MAIL_FROM);
  });

  test.each([
    ['none', undefined],
    ['fail', 'v=spf1 -all'],
    ['softfail', 'v=spf1 include:example.net ~all'],
    ['permerror', 'v=spf1 include:absent.example.net -all'],
  ])('has the SPF result %s with the record %j', async (result, record) => {
    ses.aws.route53.dns.publish('example.net', 'TXT', ['v=spf1 ip4:198.51.100.1 -all']);
    publishMx('10 feedback-smtp.eu-west-1.amazonses.com');
    if (record) {
      publishSpf(record);
    }
    await put(MAIL_FROM);
    await ses.advance(MINUTE);
    expect(await ses.send()).toMatchObject({ spf: result });
  });

  test('without the domain\'s signature passes DMARC by its envelope', async () => {
    publishMx('10 feedback-smtp.eu-west-1.amazonses.com');
    publishSpf('v=spf1 include:amazonses.com ~all');
    await put(MAIL_FROM);
    await ses.advance(MINUTE);
    ses.publish('mail2', newKey.record);
    await ses.putByo('mail2', newKey.pkcs1);
    ses.aws.route53.dns.publish(`_dmarc.${DOMAIN}`, 'TXT', ['v=DMARC1; p=reject']);
    expect(await ses.send()).toEqual({ selector: undefined, dkim: 'none', spf: 'pass', dmarc: 'pass' });
    publishSpf('v=spf1 ~all');
    expect(await ses.send()).toEqual({ selector: undefined, dkim: 'none', spf: 'softfail', dmarc: 'fail' });
  });

  test('is refused while the MX record is not found, where that is wanted', async () => {
    await put(MAIL_FROM, 'REJECT_MESSAGE');
    await expect(ses.send()).rejects.toMatchObject({ name: 'MailFromDomainNotVerifiedException', $metadata: { httpStatusCode: 400 } });
    expect(ses.aws.ses.outbox).toEqual([]);
    publishMx('10 feedback-smtp.eu-west-1.amazonses.com');
    await ses.advance(5 * MINUTE);
    await ses.send();
    expect(mailFrom()).toBe(MAIL_FROM);
    publishMx();
    await ses.advance(HOUR);
    await expect(ses.send()).rejects.toMatchObject({ name: 'MailFromDomainNotVerifiedException' });
  });
});
