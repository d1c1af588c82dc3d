import { GetIdentityDkimAttributesCommand, SESClient, VerifyDomainDkimCommand } from '@aws-sdk/client-ses';
import {
  CreateConfigurationSetCommand, CreateEmailIdentityCommand, DeleteConfigurationSetCommand, DeleteEmailIdentityCommand, type DkimSigningAttributes,
  GetEmailIdentityCommand, ListEmailIdentitiesCommand, ListTagsForResourceCommand, PutEmailIdentityConfigurationSetAttributesCommand,
  PutEmailIdentityDkimAttributesCommand, PutEmailIdentityDkimSigningAttributesCommand, PutEmailIdentityFeedbackAttributesCommand, type SESv2Client,
  TagResourceCommand, UntagResourceCommand,
} from '@aws-sdk/client-sesv2';
import { awsError, DAY, DOMAIN, HOUR, MINUTE, SECOND, SesUnderTest, TestKey } from './ses-under-test';

const key = new TestKey();
const BYO: DkimSigningAttributes = { DomainSigningSelector: 'mail', DomainSigningPrivateKey: key.pkcs1 };

let ses: SesUnderTest;

beforeEach(async () => {
  ses = await SesUnderTest.start();
});
afterEach(() => ses.stop());

/** The call's own operation and errors; what it does to DNS and mail is elsewhere. */
const calls: Readonly<Record<string, (client: SESv2Client, name: string) => Promise<unknown>>> = {
  'Get': (client, EmailIdentity) => client.send(new GetEmailIdentityCommand({ EmailIdentity })),
  'Delete': (client, EmailIdentity) => client.send(new DeleteEmailIdentityCommand({ EmailIdentity })),
  'Create': (client, EmailIdentity) => client.send(new CreateEmailIdentityCommand({ EmailIdentity })),
  'Put of signing attributes': (client, EmailIdentity) => client.send(new PutEmailIdentityDkimSigningAttributesCommand({
    EmailIdentity, SigningAttributesOrigin: 'EXTERNAL', SigningAttributes: BYO,
  })),
  'Put of the DKIM switch': (client, EmailIdentity) => client.send(new PutEmailIdentityDkimAttributesCommand({ EmailIdentity, SigningEnabled: true })),
  'Put of feedback': (client, EmailIdentity) => client.send(new PutEmailIdentityFeedbackAttributesCommand({ EmailIdentity })),
  'Put of an unknown configuration set': (client, EmailIdentity) => client.send(new PutEmailIdentityConfigurationSetAttributesCommand({
    EmailIdentity, ConfigurationSetName: 'absent',
  })),
  'Create with an unknown configuration set': (client, EmailIdentity) => client.send(new CreateEmailIdentityCommand({
    EmailIdentity, ConfigurationSetName: 'absent',
  })),
};

describe('errors have SES\'s names, statuses and words', () => {
  test.each([
    ['Create', DOMAIN, 'AlreadyExistsException', 400, 'Email identity example.com already exist.'],
    ['Create', 'EXAMPLE.com', 'AlreadyExistsException', 400, 'Email identity EXAMPLE.com already exist.'],
    ['Create with an unknown configuration set', 'absent.com', 'NotFoundException', 404, 'Configuration set <absent> does not exist.'],
    ['Get', 'absent.com', 'NotFoundException', 404, 'Identity absent.com does not exist.'],
    ['Delete', 'absent.com', 'NotFoundException', 404, 'Email identity absent.com does not exist.'],
    ['Put of signing attributes', 'absent.com', 'NotFoundException', 404, 'Email identity absent.com does not exist.'],
    ['Put of signing attributes', 'a@example.com', 'BadRequestException', 400, 'The EmailIdentity value must be a valid domain.'],
    ['Put of signing attributes', ' ', 'BadRequestException', 400, 'The EmailIdentity value must be a valid domain.'],
    ['Put of the DKIM switch', 'absent.com', 'BadRequestException', 400, 'Domain absent.com is not verified for DKIM signing.'],
    ['Put of feedback', 'absent.com', 'BadRequestException', 400, 'Identity absent.com is invalid. Must be a verified email address or domain.'],
    ['Put of an unknown configuration set', DOMAIN, 'NotFoundException', 404, 'Configuration set <absent> does not exist.'],
  ])('%s for %j', async (call, name, error, status, message) => {
    await ses.create();
    await expect(calls[call](ses.client, name)).rejects.toMatchObject(awsError(error, status, message));
  });

  test('a Create that fails leaves no identity', async () => {
    await expect(calls['Create with an unknown configuration set'](ses.client, DOMAIN)).rejects.toThrow('does not exist');
    await expect(ses.get()).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  test('one identity more than SES takes is refused', async () => {
    const small = await SesUnderTest.start({ ses: { maxIdentities: 1 } });
    try {
      await small.create();
      await expect(small.create({}, small.client, 'example.org')).rejects.toMatchObject({ name: 'LimitExceededException' });
      await expect(small.create({}, small.clientIn('us-east-1'), 'example.org')).resolves.toBeDefined();
    } finally {
      await small.stop();
    }
  });
});

describe('signing attributes', () => {
  const tooLong = 'a'.repeat(64);
  const REFUSED: ReadonlyArray<[string, string, DkimSigningAttributes, RegExp]> = [
    ['a selector with a dot', 'EXTERNAL', { ...BYO, DomainSigningSelector: 'a.b' }, /domainSigningSelector.*regular expression/],
    ['a selector with a hyphen in front', 'EXTERNAL', { ...BYO, DomainSigningSelector: '-a' }, /domainSigningSelector/],
    ['a selector with a hyphen behind', 'EXTERNAL', { ...BYO, DomainSigningSelector: 'a-' }, /domainSigningSelector/],
    ['a selector with an underscore', 'EXTERNAL', { ...BYO, DomainSigningSelector: 'a_b' }, /domainSigningSelector/],
    ['a selector of 64 characters', 'EXTERNAL', { ...BYO, DomainSigningSelector: tooLong }, /domainSigningSelector/],
    ['an empty selector', 'EXTERNAL', { ...BYO, DomainSigningSelector: '' }, /domainSigningSelector/],
    ['a key in PEM', 'EXTERNAL', { ...BYO, DomainSigningPrivateKey: key.pem }, /domainSigningPrivateKey.*regular expression/],
    ['a key in two lines', 'EXTERNAL', { ...BYO, DomainSigningPrivateKey: `${key.pkcs1.slice(0, 64)}\n${key.pkcs1.slice(64)}` }, /domainSigningPrivateKey/],
    ['a key in base64url', 'EXTERNAL', { ...BYO, DomainSigningPrivateKey: 'ab-_' }, /domainSigningPrivateKey/],
    ['a key of 20,481 characters', 'EXTERNAL', { ...BYO, DomainSigningPrivateKey: 'a'.repeat(20_481) }, /domainSigningPrivateKey/],
    ['EXTERNAL without a key', 'EXTERNAL', { DomainSigningSelector: 'mail' }, /are required/],
    ['EXTERNAL without a selector', 'EXTERNAL', { DomainSigningPrivateKey: key.pkcs1 }, /are required/],
    ['EXTERNAL without anything', 'EXTERNAL', {}, /are required/],
    [
      'a key length together with a key', 'EXTERNAL', { ...BYO, NextSigningKeyLength: 'RSA_2048_BIT' },
      /^NextSigningKeyLength cannot be used together with DomainSigningSelector and DomainSigningPrivateKey\.$/,
    ],
    ['a key for Easy DKIM', 'AWS_SES', BYO, /cannot be used with the origin AWS_SES/],
    ['an origin that is none', 'SOMEBODY', {}, /Invalid SigningAttributesOrigin/],
    ['its own Region as origin', 'AWS_SES_EU_WEST_1', {}, /must be in another Region/],
    ['the origin among the attributes', 'EXTERNAL', { ...BYO, DomainSigningAttributesOrigin: 'EXTERNAL' }, /^DomainSigningAttributesOrigin is not supported/],
  ];

  test.each(REFUSED)('Put refuses %s, and changes nothing', async (_, origin, attributes, message) => {
    await ses.create();
    const before = await ses.get();
    await expect(ses.client.send(new PutEmailIdentityDkimSigningAttributesCommand({
      EmailIdentity: DOMAIN, SigningAttributesOrigin: origin as 'EXTERNAL', SigningAttributes: attributes,
    }))).rejects.toMatchObject(awsError('BadRequestException', 400, message));
    expect((await ses.get()).DkimAttributes).toEqual(before.DkimAttributes);
  });

  test.each(REFUSED.slice(0, -1))('Create refuses %s, and makes no identity', async (_, origin, attributes, message) => {
    await expect(ses.create({ ...attributes, DomainSigningAttributesOrigin: origin as 'EXTERNAL' })).rejects
      .toMatchObject(awsError('BadRequestException', 400, message));
    await expect(ses.get()).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  test.each(['a', 'a-b', '2026', 'A9', 'a'.repeat(63)])('a selector may be %s', async (selector) => {
    expect(await ses.createByo(selector, key.pkcs1)).toMatchObject({ DkimAttributes: { Tokens: [selector] } });
  });

  test('a Create with selector and key is EXTERNAL, whether it says so or not', async () => {
    expect(await ses.create(BYO)).toMatchObject({ DkimAttributes: { SigningAttributesOrigin: 'EXTERNAL' } });
    expect(await ses.create({ ...BYO, DomainSigningAttributesOrigin: 'EXTERNAL' }, ses.client, 'example.org'))
      .toMatchObject({ DkimAttributes: { SigningAttributesOrigin: 'EXTERNAL' } });
  });

  test('the key length that is there already is refused', async () => {
    await ses.create({ NextSigningKeyLength: 'RSA_1024_BIT' });
    await expect(ses.putEasy({ NextSigningKeyLength: 'RSA_1024_BIT' })).rejects
      .toMatchObject(awsError('BadRequestException', 400, /already RSA_1024_BIT/));
  });

  test('a second change of the key length within 24 hours is refused', async () => {
    await ses.create();
    await ses.putEasy({ NextSigningKeyLength: 'RSA_1024_BIT' });
    await ses.advance(DAY - 1);
    await expect(ses.putEasy({ NextSigningKeyLength: 'RSA_2048_BIT' })).rejects
      .toMatchObject(awsError('BadRequestException', 400, /The input you provided is invalid.*24 hours/));
    await ses.advance(1);
    expect(await ses.putEasy({ NextSigningKeyLength: 'RSA_2048_BIT' })).toMatchObject({ DkimStatus: 'NOT_STARTED' });
  });

  test('the first change to 1024 bits within 24 hours is excepted, and the way back is not', async () => {
    await ses.create({ NextSigningKeyLength: 'RSA_1024_BIT' });
    await ses.putEasy({ NextSigningKeyLength: 'RSA_2048_BIT' });
    await ses.advance(HOUR);
    expect(await ses.putEasy({ NextSigningKeyLength: 'RSA_1024_BIT' })).toMatchObject({ DkimStatus: 'NOT_STARTED' });
    await ses.advance(DAY - 1);
    await expect(ses.putEasy({ NextSigningKeyLength: 'RSA_2048_BIT' })).rejects.toMatchObject(awsError('BadRequestException', 400, /24 hours/));
    await ses.advance(1);
    await ses.putEasy({ NextSigningKeyLength: 'RSA_2048_BIT' });
  });

  test('a change of the key length that is refused leaves the length and the tokens', async () => {
    await ses.create();
    await ses.putEasy({ NextSigningKeyLength: 'RSA_1024_BIT' });
    const { DkimAttributes: before } = await ses.get();
    await expect(ses.putEasy({ NextSigningKeyLength: 'RSA_2048_BIT' })).rejects.toThrow('24 hours');
    expect((await ses.get()).DkimAttributes).toEqual(before);
  });

  test('the switch changes the flag and not the status', async () => {
    ses.publish('mail', key.record);
    await ses.create(BYO);
    await ses.advance(MINUTE);
    await ses.client.send(new PutEmailIdentityDkimAttributesCommand({ EmailIdentity: DOMAIN, SigningEnabled: false }));
    expect(await ses.get()).toMatchObject({ DkimAttributes: { SigningEnabled: false, Status: 'SUCCESS' } });
    await ses.client.send(new PutEmailIdentityDkimAttributesCommand({ EmailIdentity: DOMAIN, SigningEnabled: true }));
    expect(await ses.get()).toMatchObject({ DkimAttributes: { SigningEnabled: true, Status: 'SUCCESS' } });
  });

  test('the same key again makes SES look again, unless it is assumed not to', async () => {
    const outcomes = [];
    for (const samePutResets of [true, false]) {
      const other = await SesUnderTest.start({ ses: { samePutResets } });
      try {
        other.publish('mail', key.record);
        await other.createByo('mail', key.pkcs1);
        await other.advance(MINUTE);
        outcomes.push((await other.putByo('mail', key.pkcs1)).DkimStatus, (await other.putByo('mail2', key.pkcs1)).DkimStatus);
      } finally {
        await other.stop();
      }
    }
    expect(outcomes).toEqual(['NOT_STARTED', 'NOT_STARTED', 'SUCCESS', 'NOT_STARTED']);
  });

  test('the hosted zone is not told where SES is assumed not to', async () => {
    const old = await SesUnderTest.start({ ses: { tellsSigningHostedZone: false } });
    try {
      await old.create();
      expect((await old.get()).DkimAttributes?.SigningHostedZone).toBeUndefined();
    } finally {
      await old.stop();
    }
  });
});

describe('identities', () => {
  test('are apart for each account and Region', async () => {
    await ses.create();
    for (const client of [ses.clientIn('us-east-1'), ses.clientIn('eu-west-1', '999999999999')]) {
      await expect(ses.get(client)).rejects.toMatchObject({ name: 'NotFoundException' });
      expect(await client.send(new ListEmailIdentitiesCommand())).toMatchObject({ EmailIdentities: [] });
      await ses.create(BYO, client);
      expect(await ses.get(client)).toMatchObject({ DkimAttributes: { SigningAttributesOrigin: 'EXTERNAL' } });
    }
    expect(await ses.get()).toMatchObject({ DkimAttributes: { SigningAttributesOrigin: 'AWS_SES' } });
    expect(await ses.client.send(new ListEmailIdentitiesCommand())).toMatchObject({
      EmailIdentities: [{ IdentityName: DOMAIN, IdentityType: 'DOMAIN', SendingEnabled: false }],
    });
  });

  test('an address has no tokens and is not verified by DNS', async () => {
    await ses.create(undefined, ses.client, `shop@${DOMAIN}`);
    await ses.advance(HOUR);
    const { IdentityType, DkimAttributes } = await ses.get(ses.client, `shop@${DOMAIN}`);
    expect(IdentityType).toBe('EMAIL_ADDRESS');
    expect(DkimAttributes).toMatchObject({ Status: 'NOT_STARTED', NextSigningKeyLength: 'RSA_1024_BIT' });
    expect(DkimAttributes?.Tokens ?? []).toEqual([]);
  });

  test('have tags, from Create and later', async () => {
    const ResourceArn = `arn:aws:ses:eu-west-1:111122223333:identity/${DOMAIN}`;
    await ses.client.send(new CreateEmailIdentityCommand({ EmailIdentity: DOMAIN, Tags: [{ Key: 'team', Value: 'mail' }] }));
    await ses.client.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: 'stage', Value: 'test' }, { Key: 'team', Value: 'shop' }] }));
    expect(await ses.get()).toMatchObject({ Tags: [{ Key: 'team', Value: 'shop' }, { Key: 'stage', Value: 'test' }] });
    await ses.client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['team'] }));
    expect(await ses.client.send(new ListTagsForResourceCommand({ ResourceArn }))).toMatchObject({ Tags: [{ Key: 'stage', Value: 'test' }] });
  });

  test('have a configuration set that exists', async () => {
    await ses.client.send(new CreateConfigurationSetCommand({ ConfigurationSetName: 'metrics' }));
    await expect(ses.client.send(new CreateConfigurationSetCommand({ ConfigurationSetName: 'metrics' }))).rejects
      .toMatchObject(awsError('AlreadyExistsException', 400, /metrics/));
    await ses.client.send(new CreateEmailIdentityCommand({ EmailIdentity: DOMAIN, ConfigurationSetName: 'metrics' }));
    expect(await ses.get()).toMatchObject({ ConfigurationSetName: 'metrics' });
    await ses.client.send(new PutEmailIdentityConfigurationSetAttributesCommand({ EmailIdentity: DOMAIN }));
    expect((await ses.get()).ConfigurationSetName).toBeUndefined();
    await ses.client.send(new DeleteConfigurationSetCommand({ ConfigurationSetName: 'metrics' }));
    await expect(ses.client.send(new DeleteConfigurationSetCommand({ ConfigurationSetName: 'metrics' }))).rejects
      .toMatchObject({ name: 'NotFoundException' });
  });

  test('are new ones when they are made again', async () => {
    const { DkimAttributes: before } = await ses.create();
    await ses.client.send(new DeleteEmailIdentityCommand({ EmailIdentity: DOMAIN }));
    const { DkimAttributes: after } = await ses.create();
    expect(after!.Tokens!.some((token) => before!.Tokens!.includes(token))).toBe(false);
  });
});

describe('the old API', () => {
  test('registers a domain that is not there, with tokens that stay', async () => {
    const old = new SESClient(ses.aws.clientConfig());
    const { DkimTokens } = await old.send(new VerifyDomainDkimCommand({ Domain: DOMAIN }));
    expect(DkimTokens).toHaveLength(3);
    expect(await old.send(new VerifyDomainDkimCommand({ Domain: DOMAIN }))).toMatchObject({ DkimTokens });
    expect(await ses.get()).toMatchObject({ DkimAttributes: { Tokens: DkimTokens, SigningAttributesOrigin: 'AWS_SES' } });

    ses.publishTokens(DkimTokens!);
    await ses.advance(MINUTE);
    const { DkimAttributes } = await old.send(new GetIdentityDkimAttributesCommand({ Identities: [DOMAIN, 'absent.com'] }));
    expect(DkimAttributes).toEqual({ [DOMAIN]: { DkimEnabled: true, DkimVerificationStatus: 'Success', DkimTokens } });
  });

  test('refuses an address', async () => {
    const old = new SESClient(ses.aws.clientConfig());
    await expect(old.send(new VerifyDomainDkimCommand({ Domain: `a@${DOMAIN}` }))).rejects.toMatchObject(awsError('InvalidParameterValue', 400, /a@example\.com/));
  });
});

test('with SES\'s rate limit the second call within a second is refused, in that Region', async () => {
  const limited = await SesUnderTest.start({ sesRateLimit: true });
  try {
    await limited.create();
    await expect(limited.get()).rejects.toMatchObject({ name: 'TooManyRequestsException', $metadata: expect.objectContaining({ httpStatusCode: 429 }) });
    await expect(limited.create({}, limited.clientIn('us-east-1'))).resolves.toBeDefined();
    await limited.advance(SECOND);
    expect(await limited.status()).toBe('PENDING');
    await expect(limited.send()).rejects.toMatchObject({ name: 'MessageRejected' });
  } finally {
    await limited.stop();
  }
});
