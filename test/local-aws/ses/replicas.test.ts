import { DeleteEmailIdentityCommand, PutEmailIdentityDkimSigningAttributesCommand, type SESv2Client } from '@aws-sdk/client-sesv2';
import { awsError, DOMAIN, HOUR, MINUTE, SesUnderTest, TestKey } from './ses-under-test';
import type { SesAssumptions } from '../../../local-aws/ses';

/*
 * Deterministic Easy DKIM: a replica in one Region has the tokens of its parent in another.
 */

const REPLICA = { DomainSigningAttributesOrigin: 'AWS_SES_EU_SOUTH_1' } as const;

let ses: SesUnderTest;
let parentRegion: SESv2Client;
let replicaRegion: SESv2Client;

beforeEach(async () => {
  ses = await SesUnderTest.start();
  parentRegion = ses.clientIn('eu-south-1');
  replicaRegion = ses.client;
});
afterEach(() => ses.stop());

const remove = (client: SESv2Client) => client.send(new DeleteEmailIdentityCommand({ EmailIdentity: DOMAIN }));

test('a replica has its parent\'s tokens, and is verified and signs with its parent\'s records', async () => {
  const { DkimAttributes: parent } = await ses.create({}, parentRegion);
  expect(await ses.create(REPLICA, replicaRegion)).toMatchObject({
    DkimAttributes: { Status: 'NOT_STARTED', Tokens: parent!.Tokens, SigningAttributesOrigin: 'AWS_SES_EU_SOUTH_1' },
  });
  ses.publishTokens(parent!.Tokens!, 'dkim.eu-south-1.amazonses.com');
  await ses.advance(MINUTE);
  expect(await ses.status(replicaRegion)).toBe('SUCCESS');
  const verdict = await ses.send(`shop@${DOMAIN}`, replicaRegion);
  expect(verdict).toMatchObject({ dkim: 'pass' });
  expect(parent!.Tokens).toContain(verdict.selector);
});

test('a replica tells the hosted zone of its parent', async () => {
  await ses.create({}, parentRegion);
  await ses.create(REPLICA, replicaRegion);
  expect(await ses.get(replicaRegion)).toMatchObject({ DkimAttributes: { SigningHostedZone: 'dkim.eu-south-1.amazonses.com' } });
});

test('an identity becomes a replica by Put, and its own again', async () => {
  const { DkimAttributes: parent } = await ses.create({}, parentRegion);
  const { DkimAttributes: own } = await ses.create({}, replicaRegion);
  expect(own!.Tokens).not.toEqual(parent!.Tokens);
  expect(await ses.putOrigin('AWS_SES_EU_SOUTH_1')).toMatchObject({
    DkimStatus: 'NOT_STARTED', DkimTokens: parent!.Tokens, SigningHostedZone: 'dkim.eu-south-1.amazonses.com',
  });
  const { DkimTokens } = await ses.putEasy();
  expect(DkimTokens).toHaveLength(3);
  expect(DkimTokens).not.toEqual(parent!.Tokens);
});

test('a replica follows its parent to a new key', async () => {
  const { DkimAttributes: before } = await ses.create({}, parentRegion);
  await ses.create(REPLICA, replicaRegion);
  await parentRegion.send(new PutEmailIdentityDkimSigningAttributesCommand({
    EmailIdentity: DOMAIN, SigningAttributesOrigin: 'AWS_SES', SigningAttributes: { NextSigningKeyLength: 'RSA_1024_BIT' },
  }));
  const { DkimAttributes: after } = await ses.get(parentRegion);
  expect(after!.Tokens).not.toEqual(before!.Tokens);
  expect(await ses.get(replicaRegion)).toMatchObject({ DkimAttributes: { Tokens: after!.Tokens } });
});

test('a parent cannot be deleted before its replicas', async () => {
  await ses.create({}, parentRegion);
  await ses.create(REPLICA, replicaRegion);
  await expect(remove(parentRegion)).rejects.toMatchObject(awsError('BadRequestException', 400, /eu-west-1.*cannot be deleted/));
  await remove(replicaRegion);
  await remove(parentRegion);
  await expect(ses.get(parentRegion)).rejects.toMatchObject({ name: 'NotFoundException' });
});

test('the same domain in another account is nobody\'s replica', async () => {
  await ses.create({}, parentRegion);
  await ses.create(REPLICA, ses.clientIn('eu-west-1', '999999999999'));
  await expect(remove(parentRegion)).resolves.toBeDefined();
});

describe('a replica that cannot be', () => {
  const byo = () => ses.create({ DomainSigningSelector: 'mail', DomainSigningPrivateKey: new TestKey(1024).pkcs1 }, parentRegion);
  const CASES: ReadonlyArray<[string, string, () => Promise<unknown>, string, Partial<SesAssumptions>?]> = [
    ['without a parent', 'AWS_SES_EU_SOUTH_1', async () => {}, 'REPLICATION_PRIMARY_NOT_FOUND'],
    ['of a parent with BYODKIM', 'AWS_SES_EU_SOUTH_1', byo, 'REPLICATION_PRIMARY_BYO_DKIM_NOT_SUPPORTED'],
    [
      'of a replica', 'AWS_SES_EU_SOUTH_1', async () => {
        await ses.create({}, ses.clientIn('us-east-1'));
        await ses.create({ DomainSigningAttributesOrigin: 'AWS_SES_US_EAST_1' }, parentRegion);
      },
      'REPLICATION_REPLICA_AS_PRIMARY_NOT_SUPPORTED',
    ],
    ['of a Region that there is not', 'AWS_SES_MOON_SOUTH_1', async () => {}, 'REPLICATION_PRIMARY_INVALID_REGION'],
    ['of a parent out of reach', 'AWS_SES_EU_SOUTH_1', () => ses.create({}, parentRegion), 'REPLICATION_ACCESS_DENIED', { deniesReplication: true }],
  ];
  const assume = async (assumptions: Partial<SesAssumptions>) => {
    await ses.stop();
    ses = await SesUnderTest.start({ ses: assumptions });
    parentRegion = ses.clientIn('eu-south-1');
    replicaRegion = ses.client;
  };

  test.each(CASES)('%s is taken, and fails when SES follows the parent', async (_, origin, makeParent, error, assumptions = {}) => {
    await assume(assumptions);
    await makeParent();
    await ses.create({ DomainSigningAttributesOrigin: origin as 'EXTERNAL' });
    const before = await ses.get(replicaRegion);
    expect(before).toMatchObject({ DkimAttributes: { Status: 'PENDING' } });
    expect(before.DkimAttributes!.Tokens ?? []).toEqual([]);
    expect(before.VerificationInfo?.ErrorType).toBeUndefined();
    await ses.advance(MINUTE);
    expect(await ses.get(replicaRegion)).toMatchObject({
      DkimAttributes: { Status: 'FAILED' }, VerificationInfo: { ErrorType: error, LastCheckedTimestamp: ses.aws.clock.now() },
    });
  });

  test.each(CASES)('%s is refused at once, where SES is assumed to', async (_, origin, makeParent, error, assumptions = {}) => {
    await assume({ ...assumptions, refusesReplicas: 'at once' });
    await makeParent();
    const refused = awsError('BadRequestException', 400, new RegExp(error));
    await expect(ses.create({ DomainSigningAttributesOrigin: origin as 'EXTERNAL' })).rejects.toMatchObject(refused);
    await expect(ses.get(replicaRegion)).rejects.toMatchObject({ name: 'NotFoundException' });

    await ses.create({}, replicaRegion);
    await expect(ses.putOrigin(origin)).rejects.toMatchObject(refused);
    expect(await ses.get(replicaRegion)).toMatchObject({ DkimAttributes: { SigningAttributesOrigin: 'AWS_SES' } });
  });

  test('is verified after all when its parent is there and it is put again', async () => {
    await ses.create(REPLICA, replicaRegion);
    await ses.advance(MINUTE);
    expect(await ses.status(replicaRegion)).toBe('FAILED');
    const { DkimAttributes: parent } = await ses.create({}, parentRegion);
    ses.publishTokens(parent!.Tokens!, 'dkim.eu-south-1.amazonses.com');
    await ses.advance(HOUR);
    expect(await ses.status(replicaRegion)).toBe('FAILED');
    expect(await ses.putOrigin('AWS_SES_EU_SOUTH_1')).toMatchObject({ DkimStatus: 'NOT_STARTED', DkimTokens: parent!.Tokens });
    await ses.advance(MINUTE);
    expect(await ses.status(replicaRegion)).toBe('SUCCESS');
  });
});
