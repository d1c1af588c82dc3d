import {
  AlreadyExistsException, BadRequestException, CreateEmailIdentityCommand, DeleteEmailIdentityCommand, GetEmailIdentityCommand, NotFoundException,
  PutEmailIdentityConfigurationSetAttributesCommand, PutEmailIdentityDkimAttributesCommand, PutEmailIdentityDkimSigningAttributesCommand,
  PutEmailIdentityFeedbackAttributesCommand, PutEmailIdentityMailFromAttributesCommand, SESv2Client, TagResourceCommand, UntagResourceCommand,
} from '@aws-sdk/client-sesv2';
import { mockClient } from 'aws-sdk-client-mock';
import { awsError, impatient, networkError } from './impatient';
import { SesIdentities } from '../../../lambda/aws/ses-identities';
import { type KeyFacts, OutcomeUnknown } from '../../../lambda/ports';

const client = new SESv2Client({ region: 'eu-west-1' });
const ses = mockClient(client);
const privateKey = jest.fn(async () => 'MIIEkey');
let world: ReturnType<typeof impatient>;
let identities: SesIdentities;

beforeEach(() => {
  ses.reset();
  world = impatient();
  identities = new SesIdentities({
    client, attempts: world.attempts, region: 'eu-west-1', identityArn: (domain, region) => `arn:aws:ses:${region}:1:identity/${domain}`, privateKey,
  });
});

const $metadata = {};
const missing = () => new NotFoundException({ message: 'Email identity example.com does not exist.', $metadata });
const KEY: KeyFacts = { selector: 'mail', fingerprint: 'f', value: 'v', bits: 2048, version: { secretId: 's', versionId: 'v1' } };

test('an identity as SES has it', async () => {
  ses.on(GetEmailIdentityCommand).resolves({
    DkimAttributes: {
      Status: 'PENDING',
      SigningAttributesOrigin: 'AWS_SES',
      Tokens: ['a', 'b', 'c'],
      SigningHostedZone: 'dkim.amazonses.com',
      SigningEnabled: false,
      NextSigningKeyLength: 'RSA_2048_BIT',
      LastKeyGenerationTimestamp: new Date(7),
    },
    ConfigurationSetName: 'set',
    FeedbackForwardingStatus: false,
    MailFromAttributes: { MailFromDomain: 'bounce.example.com', MailFromDomainStatus: 'SUCCESS', BehaviorOnMxFailure: 'REJECT_MESSAGE' },
    Tags: [{ Key: 'k', Value: 'v' }],
    VerificationInfo: { ErrorType: 'HOST_NOT_FOUND', LastCheckedTimestamp: new Date(9), SOARecord: { PrimaryNameServer: 'ns1', SerialNumber: 4 } },
  });
  expect(await identities.get('example.com')).toEqual({
    dkim: {
      status: 'PENDING',
      origin: 'AWS_SES',
      tokens: ['a', 'b', 'c'],
      signingHostedZone: 'dkim.amazonses.com',
      signingEnabled: false,
      nextKeyLength: 'RSA_2048_BIT',
      keyMadeAt: 7,
    },
    configurationSetName: 'set',
    feedbackForwarding: false,
    mailFrom: { domainName: 'bounce.example.com', status: 'SUCCESS', behaviorOnMxFailure: 'REJECT_MESSAGE' },
    tags: { k: 'v' },
    verification: { errorType: 'HOST_NOT_FOUND', lastChecked: 9, primaryNameServer: 'ns1', serialNumber: 4 },
  });
});

test('what SES leaves out', async () => {
  ses.on(GetEmailIdentityCommand).resolves({});
  expect(await identities.get('example.com')).toEqual({
    dkim: { status: '', origin: '', tokens: [], signingEnabled: true }, feedbackForwarding: true, tags: {},
  });
});

test('one that is not there is not waited for', async () => {
  ses.on(GetEmailIdentityCommand).rejects(missing());
  expect(await identities.get('example.com')).toBeUndefined();
  expect(ses.calls()).toHaveLength(1);
});

test('a creation answers how the identity signs, and one that exists says so', async () => {
  ses.on(CreateEmailIdentityCommand).resolvesOnce({ DkimAttributes: { Status: 'NOT_STARTED', SigningAttributesOrigin: 'AWS_SES', Tokens: ['a'], SigningEnabled: true } });
  const wanted = { tags: { k: 'v' }, configurationSetName: 'set', origin: 'AWS_SES_US_EAST_1' };
  expect(await identities.create('example.com', wanted)).toMatchObject({ status: 'NOT_STARTED', tokens: ['a'] });
  expect(ses.call(0).args[0].input).toEqual({
    EmailIdentity: 'example.com',
    ConfigurationSetName: 'set',
    Tags: [{ Key: 'k', Value: 'v' }],
    DkimSigningAttributes: { NextSigningKeyLength: undefined, DomainSigningAttributesOrigin: 'AWS_SES_US_EAST_1' },
  });
  ses.on(CreateEmailIdentityCommand).rejects(new AlreadyExistsException({ message: 'exists', $metadata }));
  expect(await identities.create('example.com', { tags: {} })).toBe('exists');
});

test('a creation whose answer is lost is not repeated, or it would meet what it made', async () => {
  ses.on(CreateEmailIdentityCommand).rejects(networkError('ECONNRESET'));
  await expect(identities.create('example.com', { tags: {} })).rejects.toThrow(OutcomeUnknown);
  expect(ses.calls()).toHaveLength(1);
});

test('a removal that is repeated after a lost answer has succeeded', async () => {
  ses.on(DeleteEmailIdentityCommand).rejectsOnce(networkError('ECONNRESET')).rejects(missing());
  await identities.delete('example.com');
  expect(ses.calls()).toHaveLength(2);
});

test('an identity that SES keeps is a conflict, with what to do', async () => {
  ses.on(DeleteEmailIdentityCommand).rejects(new BadRequestException({ message: 'is the primary of replicas', $metadata }));
  const error = await identities.delete('example.com').catch((problem: Error) => problem);
  expect(error).toMatchObject({ reason: 'conflict' });
  expect((error as Error).message).toMatch(/^cannot delete the SES identity example.com in eu-west-1: BadRequestException: is the primary of replicas; SES keeps/);
});

test('an identity of somebody else is denied', async () => {
  ses.on(DeleteEmailIdentityCommand).rejects(awsError('AccessDeniedException', 403));
  await expect(identities.delete('example.com')).rejects.toMatchObject({ reason: 'denied' });
});

test.each([
  [{ origin: 'EXTERNAL', key: KEY } as const, { SigningAttributesOrigin: 'EXTERNAL', SigningAttributes: { DomainSigningSelector: 'mail', DomainSigningPrivateKey: 'MIIEkey' } }],
  [{ origin: 'AWS_SES', keyLength: 'RSA_1024_BIT' } as const, { SigningAttributesOrigin: 'AWS_SES', SigningAttributes: { NextSigningKeyLength: 'RSA_1024_BIT' } }],
  [{ origin: 'AWS_SES' } as const, { SigningAttributesOrigin: 'AWS_SES', SigningAttributes: undefined }],
  [{ origin: 'AWS_SES_US_EAST_1' } as const, { SigningAttributesOrigin: 'AWS_SES_US_EAST_1', SigningAttributes: undefined }],
])('a way of signing: %j', async (change, attributes) => {
  ses.on(PutEmailIdentityDkimSigningAttributesCommand).resolves({ DkimStatus: 'PENDING', DkimTokens: ['t'], SigningHostedZone: 'z' });
  expect(await identities.putSigning('example.com', change)).toEqual({ status: 'PENDING', tokens: ['t'], signingHostedZone: 'z' });
  expect(ses.call(0).args[0].input).toEqual({ EmailIdentity: 'example.com', ...attributes });
});

test('a way of signing whose answer is lost is looked at, not repeated', async () => {
  ses.on(PutEmailIdentityDkimSigningAttributesCommand).rejects(networkError('ETIMEDOUT'));
  await expect(identities.putSigning('example.com', { origin: 'AWS_SES' })).rejects.toThrow(OutcomeUnknown);
  expect(ses.calls()).toHaveLength(1);
});

test('SES changes the length of its keys once a day', async () => {
  const message = 'The input you provided is invalid. The signing key length can be changed once in 24 hours.';
  ses.on(PutEmailIdentityDkimSigningAttributesCommand).rejects(new BadRequestException({ message, $metadata }));
  await expect(identities.putSigning('example.com', { origin: 'AWS_SES', keyLength: 'RSA_1024_BIT' })).rejects.toMatchObject({ reason: 'key length' });
});

test('a private key that SES quotes does not get into the error', async () => {
  const quoted = 'MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSiAgEAAoIBAQCnzfjSqrnqykdXw';
  ses.on(PutEmailIdentityDkimSigningAttributesCommand).rejects(new BadRequestException({ message: `Value '${quoted}' is invalid`, $metadata }));
  const error = await identities.putSigning('example.com', { origin: 'EXTERNAL', key: KEY }).catch((problem: Error) => problem) as Error;
  expect(error.message).toContain('Value \'[redacted]\' is invalid');
  expect(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain(quoted);
});

const WRITES: Array<[string, () => Promise<void>, unknown, object]> = [
  ['signing', () => identities.putSigningEnabled('example.com', false), PutEmailIdentityDkimAttributesCommand, { EmailIdentity: 'example.com', SigningEnabled: false }],
  ['set', () => identities.putConfigurationSet('example.com', 'set'), PutEmailIdentityConfigurationSetAttributesCommand, { EmailIdentity: 'example.com', ConfigurationSetName: 'set' }],
  ['no set', () => identities.putConfigurationSet('example.com', undefined), PutEmailIdentityConfigurationSetAttributesCommand, { EmailIdentity: 'example.com' }],
  ['feedback', () => identities.putFeedbackForwarding('example.com', true), PutEmailIdentityFeedbackAttributesCommand, { EmailIdentity: 'example.com', EmailForwardingEnabled: true }],
  [
    'MAIL FROM', () => identities.putMailFrom('example.com', { domainName: 'b.example.com', behaviorOnMxFailure: 'REJECT_MESSAGE' }),
    PutEmailIdentityMailFromAttributesCommand, { EmailIdentity: 'example.com', MailFromDomain: 'b.example.com', BehaviorOnMxFailure: 'REJECT_MESSAGE' },
  ],
  ['no MAIL FROM', () => identities.putMailFrom('example.com', undefined), PutEmailIdentityMailFromAttributesCommand, { EmailIdentity: 'example.com' }],
  ['tags', () => identities.tag('example.com', { k: 'v' }), TagResourceCommand, { ResourceArn: 'arn:aws:ses:eu-west-1:1:identity/example.com', Tags: [{ Key: 'k', Value: 'v' }] }],
  ['no tags', () => identities.untag('example.com', ['k']), UntagResourceCommand, { ResourceArn: 'arn:aws:ses:eu-west-1:1:identity/example.com', TagKeys: ['k'] }],
];

test.each(WRITES)('%s: a write that says the same twice is repeated, also if SES does not know the identity yet', async (_, write, command, input) => {
  ses.onAnyCommand().rejectsOnce(networkError('ECONNRESET')).rejectsOnce(missing())
    .rejectsOnce(new BadRequestException({ message: 'Identity <example.com> does not exist.', $metadata })).resolves({});
  await write();
  expect(ses.calls().map(({ args: [sent] }) => [sent.constructor, sent.input])).toEqual(Array(4).fill([command, input]));
});

test('a configuration set that does not come is named', async () => {
  ses.on(PutEmailIdentityConfigurationSetAttributesCommand).rejects(new NotFoundException({ message: 'Configuration set <set> does not exist.', $metadata }));
  await expect(identities.putConfigurationSet('example.com', 'set')).rejects.toThrow('cannot give the configuration set set to the SES identity example.com in eu-west-1: '
    + 'NotFoundException: Configuration set <set> does not exist.; check that the configuration set exists in eu-west-1');
  expect(world.passed).toBeGreaterThanOrEqual(180_000);
});
