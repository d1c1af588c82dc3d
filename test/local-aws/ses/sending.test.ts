import { PutEmailIdentityDkimAttributesCommand } from '@aws-sdk/client-sesv2';
import { awsError, DAY, DOMAIN, HOUR, MINUTE, SesUnderTest, TestKey } from './ses-under-test';

/*
 * Mail as its receiver sees it. The verdict is mailauth's, over DNS: nothing of SES's own opinion is in it.
 */

const key = new TestKey();
const newKey = new TestKey();
const PLACE = { account: '111122223333', region: 'eu-west-1' };

let ses: SesUnderTest;

beforeEach(async () => {
  ses = await SesUnderTest.start();
});
afterEach(() => ses.stop());

async function verifiedByo(): Promise<void> {
  ses.publish('mail', key.record);
  await ses.createByo('mail', key.pkcs1);
  await ses.advance(MINUTE);
}

test('mail is rejected before the domain is verified', async () => {
  const rejected = awsError('MessageRejected', 400, /^Email address is not verified\..*in region EU-WEST-1: shop@example\.com$/);
  await expect(ses.send()).rejects.toMatchObject(rejected);
  await ses.createByo('mail', key.pkcs1);
  await expect(ses.send()).rejects.toMatchObject(rejected);
  expect(ses.aws.ses.outbox).toEqual([]);
});

test('mail of a domain with BYODKIM has a signature that its receiver accepts, and SES\'s own', async () => {
  await verifiedByo();
  expect(await ses.send()).toEqual({ selector: 'mail', dkim: 'pass', dmarc: 'none' });
  const [mail] = ses.aws.ses.outbox;
  expect(mail).toMatchObject({ signedBy: 'mail', to: ['someone@receiver.example'], sentAt: ses.aws.clock.now() });
  expect(mail.raw.toString().match(/d=[\w.]+/g)?.sort()).toEqual(['d=amazonses.com', `d=${DOMAIN}`]);
});

test('mail of a domain with Easy DKIM has a signature that its receiver accepts by way of the CNAME', async () => {
  const { DkimAttributes } = await ses.create();
  ses.publishTokens(DkimAttributes!.Tokens!);
  await ses.advance(MINUTE);
  const verdict = await ses.send();
  expect(verdict).toMatchObject({ dkim: 'pass' });
  expect(DkimAttributes!.Tokens).toContain(verdict.selector);
});

test('DMARC passes with the domain\'s own signature', async () => {
  await verifiedByo();
  ses.aws.route53.dns.publish(`_dmarc.${DOMAIN}`, 'TXT', ['v=DMARC1; p=reject']);
  expect(await ses.send()).toMatchObject({ dkim: 'pass', dmarc: 'pass' });
});

test('between a new key and its verification mail leaves without the domain\'s signature, and DMARC fails', async () => {
  await verifiedByo();
  ses.aws.route53.dns.publish(`_dmarc.${DOMAIN}`, 'TXT', ['v=DMARC1; p=reject']);
  ses.publish('mail2', newKey.record);
  await ses.putByo('mail2', newKey.pkcs1);
  expect(ses.aws.ses.signsWith(DOMAIN, PLACE)).toBeUndefined();
  expect(await ses.send()).toEqual({ selector: undefined, dkim: 'none', dmarc: 'fail' });
  expect(ses.aws.ses.outbox[0].raw.toString()).toContain('d=amazonses.com');

  await ses.advance(MINUTE);
  expect(ses.aws.ses.signsWith(DOMAIN, PLACE)).toBe('mail2');
  expect(await ses.send()).toEqual({ selector: 'mail2', dkim: 'pass', dmarc: 'pass' });
});

test('a key that is replaced in DNS is noticed by the receiver at once', async () => {
  await verifiedByo();
  ses.publish('mail', newKey.record);
  expect(await ses.send()).toMatchObject({ selector: 'mail', dkim: 'fail' });
});

test('a record that is gone costs the receiver\'s trust at once, and SES\'s later', async () => {
  await verifiedByo();
  ses.publish('mail');
  await ses.advance(HOUR);
  const { selector, dkim } = await ses.send();
  expect(selector).toBe('mail');
  expect(dkim).not.toBe('pass');
  await ses.advance(6 * DAY);
  await expect(ses.send()).rejects.toMatchObject({ name: 'MessageRejected' });
});

test('mail leaves without the domain\'s signature while signing is switched off', async () => {
  await verifiedByo();
  await ses.client.send(new PutEmailIdentityDkimAttributesCommand({ EmailIdentity: DOMAIN, SigningEnabled: false }));
  expect(await ses.send()).toMatchObject({ dkim: 'none' });
  await ses.client.send(new PutEmailIdentityDkimAttributesCommand({ EmailIdentity: DOMAIN, SigningEnabled: true }));
  expect(await ses.send()).toMatchObject({ dkim: 'pass' });
});

test('a subdomain sends with the identity of the domain above it, until it has its own', async () => {
  await verifiedByo();
  expect(await ses.send(`Shop <shop@news.${DOMAIN}>`)).toMatchObject({ selector: 'mail', dkim: 'pass' });
  await ses.create({}, ses.client, `news.${DOMAIN}`);
  await expect(ses.send(`shop@news.${DOMAIN}`)).rejects.toMatchObject({ name: 'MessageRejected' });
});

test('another Region knows nothing of a verified domain', async () => {
  await verifiedByo();
  await expect(ses.send(`shop@${DOMAIN}`, ses.clientIn('us-east-1'))).rejects
    .toMatchObject(awsError('MessageRejected', 400, /in region US-EAST-1/));
});
