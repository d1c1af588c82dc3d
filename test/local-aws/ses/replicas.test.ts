import { DeleteEmailIdentityCommand, PutEmailIdentityDkimSigningAttributesCommand, type SESv2Client } from '@aws-sdk/client-sesv2';
import { awsError, DOMAIN, HOUR, MINUTE, SesUnderTest, TestKey } from './ses-under-test';

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
  const put = new PutEmailIdentityDkimSigningAttributesCommand({ EmailIdentity: DOMAIN, SigningAttributesOrigin: 'AWS_SES_EU_SOUTH_1' });
  expect(await replicaRegion.send(put)).toMatchObject({
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

describe('a replica is not verified, and tells why,', () => {
  test.each([
    ['without a parent', async () => {}, 'REPLICATION_PRIMARY_NOT_FOUND'],
    ['of a parent with BYODKIM', async () => {
      await ses.create({ DomainSigningSelector: 'mail', DomainSigningPrivateKey: new TestKey(1024).pkcs1 }, parentRegion);
    }, 'REPLICATION_PRIMARY_BYO_DKIM_NOT_SUPPORTED'],
    ['of a replica', async () => {
      await ses.create({ DomainSigningAttributesOrigin: 'AWS_SES_US_EAST_1' }, parentRegion);
    }, 'REPLICATION_REPLICA_AS_PRIMARY_NOT_SUPPORTED'],
  ])('%s', async (_, makeParent, error) => {
    await makeParent();
    await ses.create(REPLICA, replicaRegion);
    await ses.advance(HOUR);
    const { DkimAttributes, VerificationInfo } = await ses.get(replicaRegion);
    expect(DkimAttributes).toMatchObject({ Status: 'PENDING' });
    expect(DkimAttributes!.Tokens ?? []).toEqual([]);
    expect(VerificationInfo).toMatchObject({ ErrorType: error });
  });
});
