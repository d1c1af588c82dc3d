import {
  ChangeResourceRecordSetsCommand, CreateHostedZoneCommand, Route53Client,
} from '@aws-sdk/client-route-53';
import { DeleteEmailIdentityCommand } from '@aws-sdk/client-sesv2';
import { DAY, DOMAIN, HOUR, MINUTE, SesUnderTest, TestKey } from './ses-under-test';

/*
 * SES's state machine of DKIM: what it answers between a key and its verification, and how it loses it again.
 */

const key = new TestKey();
const otherKey = new TestKey(1024);

let ses: SesUnderTest;

beforeEach(async () => {
  ses = await SesUnderTest.start();
});
afterEach(() => ses.stop());

describe('a new key', () => {
  test('is NOT_STARTED in the answer, PENDING when looked at, and SUCCESS when SES has looked at DNS', async () => {
    const { DkimAttributes } = await ses.createByo('mail', key.pkcs1);
    expect(DkimAttributes).toMatchObject({ Status: 'NOT_STARTED', Tokens: ['mail'], SigningAttributesOrigin: 'EXTERNAL' });
    expect(await ses.get()).toMatchObject({ VerifiedForSendingStatus: false, VerificationStatus: 'PENDING', DkimAttributes: { Status: 'PENDING' } });

    ses.publish('mail', key.record);
    expect(await ses.status()).toBe('PENDING');
    await ses.advance(MINUTE);

    expect(await ses.get()).toMatchObject({
      VerifiedForSendingStatus: true,
      VerificationStatus: 'SUCCESS',
      DkimAttributes: { Status: 'SUCCESS', Tokens: ['mail'] },
      VerificationInfo: { LastSuccessTimestamp: ses.aws.clock.now() },
    });
  });

  test('is looked for again and again until its record is there', async () => {
    await ses.createByo('mail', key.pkcs1);
    await ses.advance(5 * HOUR);
    expect(await ses.get()).toMatchObject({ DkimAttributes: { Status: 'PENDING' }, VerificationInfo: { ErrorType: 'HOST_NOT_FOUND' } });
    ses.publish('mail', key.record);
    await ses.advance(HOUR);
    const found = await ses.get();
    expect(found).toMatchObject({ DkimAttributes: { Status: 'SUCCESS' } });
    expect(found.VerificationInfo?.ErrorType).toBeUndefined();
  });

  test('is given up after 72 hours, for good, until somebody puts it again', async () => {
    await ses.createByo('mail', key.pkcs1);
    await ses.advance(72 * HOUR - 1);
    expect(await ses.status()).toBe('PENDING');
    await ses.advance(HOUR);
    expect(await ses.status()).toBe('FAILED');

    ses.publish('mail', key.record);
    await ses.advance(7 * DAY);
    expect(await ses.status()).toBe('FAILED');

    expect(await ses.putByo('mail', key.pkcs1)).toMatchObject({ DkimStatus: 'NOT_STARTED', DkimTokens: ['mail'] });
    expect(await ses.status()).toBe('PENDING');
    await ses.advance(MINUTE);
    expect(await ses.status()).toBe('SUCCESS');
  });

  test('keeps its tokens when Easy DKIM starts again after it failed', async () => {
    const { DkimAttributes } = await ses.create();
    await ses.advance(73 * HOUR);
    expect(await ses.status()).toBe('FAILED');
    expect(await ses.putEasy()).toMatchObject({ DkimStatus: 'NOT_STARTED', DkimTokens: DkimAttributes!.Tokens });
    ses.publishTokens(DkimAttributes!.Tokens!);
    await ses.advance(MINUTE);
    expect(await ses.status()).toBe('SUCCESS');
  });
});

describe('BYODKIM', () => {
  test.each([
    ['PKCS#1', key.pkcs1],
    ['PKCS#8', key.pkcs8],
  ])('a key in %s is verified', async (_, base64) => {
    ses.publish('mail', key.record);
    await ses.createByo('mail', base64);
    await ses.advance(MINUTE);
    expect(await ses.status()).toBe('SUCCESS');
  });

  test.each([
    ['the base64 of a PEM file', Buffer.from(key.pem).toString('base64')],
    ['the base64 of anything', Buffer.from('no key at all').toString('base64')],
  ])('%s is taken and never verified', async (_, base64) => {
    ses.publish('mail', key.record);
    expect(await ses.createByo('mail', base64)).toMatchObject({ DkimAttributes: { Status: 'NOT_STARTED' } });
    await ses.advance(2 * DAY);
    expect(await ses.get()).toMatchObject({ DkimAttributes: { Status: 'PENDING' }, VerificationInfo: { ErrorType: 'INVALID_VALUE' } });
    await ses.advance(2 * DAY);
    expect(await ses.status()).toBe('FAILED');
  });

  test.each([
    ['of another key', otherKey.record],
    ['without a key', 'v=DKIM1; k=rsa; p='],
    ['of another kind of key', key.record.replace('k=rsa', 'k=ed25519')],
    ['of another version', key.record.replace('DKIM1', 'DKIM2')],
    ['with the version at the end', `${key.record.replace('v=DKIM1; ', '')}; v=DKIM1`],
  ])('a record %s does not verify', async (_, record) => {
    ses.publish('mail', record);
    await ses.createByo('mail', key.pkcs1);
    await ses.advance(DAY);
    expect(await ses.get()).toMatchObject({ DkimAttributes: { Status: 'PENDING' }, VerificationInfo: { ErrorType: 'INVALID_VALUE' } });
  });

  test('a record without version and kind of key verifies, as RFC 6376 has defaults for them', async () => {
    ses.publish('mail', key.record.replace('v=DKIM1; k=rsa; ', ''));
    await ses.createByo('mail', key.pkcs1);
    await ses.advance(MINUTE);
    expect(await ses.status()).toBe('SUCCESS');
  });

  test('a record of another type at the name is told from no name at all', async () => {
    ses.aws.route53.dns.publish(`mail._domainkey.${DOMAIN}`, 'A', ['192.0.2.1']);
    await ses.createByo('mail', key.pkcs1);
    await ses.advance(MINUTE);
    expect(await ses.get()).toMatchObject({ VerificationInfo: { ErrorType: 'TYPE_NOT_FOUND' } });
  });

  test('no answer has anything of the private key', async () => {
    const answers = [await ses.createByo('mail', key.pkcs1), await ses.get(), await ses.putByo('mail2', key.pkcs1), await ses.get()];
    const text = JSON.stringify(answers);
    expect(text).toContain('mail2');
    expect(text).not.toContain(key.pkcs1.slice(-400, -360));
    expect(text).not.toContain('PrivateKey');
  });

  test.each([
    [{}, ['mail']],
    [{ byoTokens: 'none' as const }, undefined],
  ])('the tokens with %j are %j', async (assumptions, tokens) => {
    const other = await SesUnderTest.start({ ses: assumptions });
    try {
      await other.createByo('mail', key.pkcs1);
      const { DkimAttributes } = await other.get();
      expect(DkimAttributes?.Tokens?.length ? DkimAttributes.Tokens : undefined).toEqual(tokens);
      expect(DkimAttributes).toMatchObject({ SigningAttributesOrigin: 'EXTERNAL' });
    } finally {
      await other.stop();
    }
  });

  test('PKCS#8 never verifies where SES is assumed to be as it was', async () => {
    const other = await SesUnderTest.start({ ses: { pkcs8Verifies: false } });
    try {
      other.publish('mail', key.record);
      await other.createByo('mail', key.pkcs8);
      await other.advance(HOUR);
      expect(await other.status()).toBe('PENDING');
      await other.putByo('mail', key.pkcs1);
      await other.advance(MINUTE);
      expect(await other.status()).toBe('SUCCESS');
    } finally {
      await other.stop();
    }
  });
});

describe('Easy DKIM', () => {
  test('has three tokens, and is verified by three CNAMEs in a hosted zone', async () => {
    const { DkimAttributes } = await ses.create();
    expect(DkimAttributes).toMatchObject({
      SigningAttributesOrigin: 'AWS_SES', CurrentSigningKeyLength: 'RSA_2048_BIT', NextSigningKeyLength: 'RSA_2048_BIT', SigningHostedZone: 'dkim.amazonses.com',
    });
    const tokens = DkimAttributes!.Tokens!;
    expect(new Set(tokens).size).toBe(3);

    const route53 = new Route53Client(ses.aws.clientConfig());
    const { HostedZone } = await route53.send(new CreateHostedZoneCommand({ Name: DOMAIN, CallerReference: 'one' }));
    const add = (names: string[]) => route53.send(new ChangeResourceRecordSetsCommand({
      HostedZoneId: HostedZone!.Id,
      ChangeBatch: {
        Changes: names.map((token) => ({
          Action: 'CREATE',
          ResourceRecordSet: {
            Name: `${token}._domainkey.${DOMAIN}`, Type: 'CNAME', TTL: 300, ResourceRecords: [{ Value: `${token}.dkim.amazonses.com` }],
          },
        })),
      },
    }));
    await add(tokens.slice(0, 2));
    await ses.advance(2 * HOUR);
    expect(await ses.status()).toBe('PENDING');
    expect((await ses.get()).VerificationInfo!.SOARecord).toMatchObject({ PrimaryNameServer: expect.stringMatching(/^ns-/), SerialNumber: 1 });
    await add(tokens.slice(2));
    await ses.advance(HOUR);
    expect(await ses.status()).toBe('SUCCESS');
  });

  test('CNAMEs to another zone do not verify', async () => {
    const { DkimAttributes } = await ses.create();
    ses.publishTokens(DkimAttributes!.Tokens!, 'dkim.eu-south-1.amazonses.com');
    await ses.advance(HOUR);
    expect(await ses.get()).toMatchObject({ DkimAttributes: { Status: 'PENDING' }, VerificationInfo: { ErrorType: 'INVALID_VALUE' } });
  });

  test('a Region may have a zone of its own', async () => {
    const milan = ses.clientIn('eu-south-1');
    const { DkimAttributes } = await ses.create({}, milan);
    expect(DkimAttributes).toMatchObject({ SigningHostedZone: 'dkim.eu-south-1.amazonses.com' });
    ses.publishTokens(DkimAttributes!.Tokens!, 'dkim.eu-south-1.amazonses.com');
    await ses.advance(MINUTE);
    expect(await ses.status(milan)).toBe('SUCCESS');
  });

  test('another key length makes new tokens and starts again, and the domain may go on sending', async () => {
    const { DkimAttributes: before } = await ses.create();
    ses.publishTokens(before!.Tokens!);
    await ses.advance(MINUTE);
    expect(await ses.putEasy({ NextSigningKeyLength: 'RSA_1024_BIT' })).toMatchObject({ DkimStatus: 'NOT_STARTED' });
    const { DkimAttributes: after, VerifiedForSendingStatus } = await ses.get();
    expect(after).toMatchObject({ Status: 'PENDING', NextSigningKeyLength: 'RSA_1024_BIT', LastKeyGenerationTimestamp: ses.aws.clock.now() });
    expect(after!.Tokens!.filter((token) => before!.Tokens!.includes(token))).toEqual([]);
    expect(after!.Tokens).toHaveLength(3);
    expect(VerifiedForSendingStatus).toBe(true);
  });
});

describe('records that are gone', () => {
  beforeEach(async () => {
    ses.publish('mail', key.record);
    await ses.createByo('mail', key.pkcs1);
    await ses.advance(MINUTE);
    ses.publish('mail');
    await ses.advance(HOUR);
  });

  test('are a TEMPORARY_FAILURE first, with which SES signs on', async () => {
    expect(await ses.get()).toMatchObject({
      VerifiedForSendingStatus: true, DkimAttributes: { Status: 'TEMPORARY_FAILURE' }, VerificationInfo: { ErrorType: 'HOST_NOT_FOUND' },
    });
    expect(ses.aws.ses.signsWith(DOMAIN, { account: '111122223333', region: 'eu-west-1' })).toBe('mail');
  });

  test('are forgiven when they come back', async () => {
    await ses.advance(4 * DAY);
    ses.publish('mail', key.record);
    await ses.advance(HOUR);
    expect(await ses.get()).toMatchObject({ VerifiedForSendingStatus: true, DkimAttributes: { Status: 'SUCCESS' } });
  });

  test('cost the domain its verification after the grace, for good', async () => {
    await ses.advance(5 * DAY - 1);
    expect(await ses.status()).toBe('TEMPORARY_FAILURE');
    await ses.advance(HOUR);
    expect(await ses.get()).toMatchObject({ VerifiedForSendingStatus: false, DkimAttributes: { Status: 'FAILED' } });
    ses.publish('mail', key.record);
    await ses.advance(5 * DAY);
    expect(await ses.status()).toBe('FAILED');
  });

  test('cost it as much again only after another whole grace', async () => {
    await ses.advance(4 * DAY);
    ses.publish('mail', key.record);
    await ses.advance(HOUR);
    ses.publish('mail');
    await ses.advance(4 * DAY);
    expect(await ses.status()).toBe('TEMPORARY_FAILURE');
  });
});

test('an identity that was deleted is not looked after any more', async () => {
  await ses.createByo('mail', key.pkcs1);
  expect(ses.aws.clock.pending().filter(({ what }) => what.includes(DOMAIN))).toHaveLength(1);
  await ses.client.send(new DeleteEmailIdentityCommand({ EmailIdentity: DOMAIN }));
  expect(ses.aws.clock.pending().filter(({ what }) => what.includes(DOMAIN))).toEqual([]);
});
