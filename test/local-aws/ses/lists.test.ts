import {
  GetIdentityDkimAttributesCommand, GetIdentityMailFromDomainAttributesCommand, GetIdentityVerificationAttributesCommand, ListIdentitiesCommand,
  SESClient,
} from '@aws-sdk/client-ses';
import {
  CreateEmailIdentityCommand, DeleteEmailIdentityCommand, ListEmailIdentitiesCommand, paginateListEmailIdentities,
  PutEmailIdentityMailFromAttributesCommand,
} from '@aws-sdk/client-sesv2';
import { awsError, DOMAIN, MINUTE, SesUnderTest, TestKey } from './ses-under-test';

/*
 * Lists of identities, by both APIs.
 */

const NAMES = ['a.example.com', 'b.example.com', 'c.example.com', 'd.example.com', `shop@${DOMAIN}`];

let ses: SesUnderTest;
let old: SESClient;

beforeEach(async () => {
  ses = await SesUnderTest.start();
  old = new SESClient(ses.aws.clientConfig());
});
afterEach(() => ses.stop());

async function createAll(): Promise<void> {
  for (const EmailIdentity of [...NAMES].reverse()) {
    await ses.client.send(new CreateEmailIdentityCommand({ EmailIdentity }));
  }
}

test('come in pages, each identity once, though one is removed between', async () => {
  await createAll();
  const pages: string[][] = [];
  for await (const { EmailIdentities } of paginateListEmailIdentities({ client: ses.client, pageSize: 2 }, {})) {
    pages.push(EmailIdentities!.map(({ IdentityName }) => IdentityName!));
    await ses.client.send(new DeleteEmailIdentityCommand({ EmailIdentity: pages.at(-1)!.at(-1)! }));
  }
  expect(pages).toEqual([NAMES.slice(0, 2), NAMES.slice(2, 4), NAMES.slice(4)]);
});

test('have no token after the last page, even if it is full', async () => {
  await createAll();
  expect((await ses.client.send(new ListEmailIdentitiesCommand({ PageSize: NAMES.length }))).NextToken).toBeUndefined();
});

test('with a filter are not imitated, and say so', async () => {
  await expect(ses.client.send(new ListEmailIdentitiesCommand({ Filter: { IDENTITY_TYPE: 'DOMAIN' } }))).rejects
    .toMatchObject(awsError('NotImplementedByLocalAws', 501, /Filter of ListEmailIdentities/));
});

test('of the old API have the same identities, by their type, in pages', async () => {
  await createAll();
  const { Identities, NextToken } = await old.send(new ListIdentitiesCommand({ IdentityType: 'Domain', MaxItems: 3 }));
  expect(Identities).toEqual(NAMES.slice(0, 3));
  expect(await old.send(new ListIdentitiesCommand({ IdentityType: 'Domain', MaxItems: 3, NextToken }))).toMatchObject({ Identities: ['d.example.com'] });
  expect(await old.send(new ListIdentitiesCommand({ IdentityType: 'EmailAddress' }))).toMatchObject({ Identities: [`shop@${DOMAIN}`] });
  expect(await old.send(new ListIdentitiesCommand())).toMatchObject({ Identities: NAMES });
});

test('the old API tells the verification that the new one made, and nothing of what is not there', async () => {
  const verification = async () => (
    (await old.send(new GetIdentityVerificationAttributesCommand({ Identities: [DOMAIN, 'absent.com'] }))).VerificationAttributes
  );
  const key = new TestKey(1024);
  await ses.createByo('mail', key.pkcs1);
  expect(await verification()).toEqual({ [DOMAIN]: { VerificationStatus: 'Pending' } });
  ses.publish('mail', key.record);
  await ses.advance(MINUTE);
  expect(await verification()).toEqual({ [DOMAIN]: { VerificationStatus: 'Success' } });
});

test('the old API tells of up to a hundred domains at a time how DKIM is doing; of one that is not there it says nothing', async () => {
  const key = new TestKey();
  await ses.createByo('mail', key.pkcs1);
  await ses.create(undefined, ses.client, 'easy.example');
  ses.publish('mail', key.record);
  await ses.advance(MINUTE);
  const { DkimAttributes } = await old.send(new GetIdentityDkimAttributesCommand({ Identities: [DOMAIN, 'easy.example', 'absent.example'] }));
  expect(DkimAttributes).toEqual({
    [DOMAIN]: { DkimEnabled: true, DkimVerificationStatus: 'Success', DkimTokens: ['mail'] },
    'easy.example': { DkimEnabled: true, DkimVerificationStatus: 'Pending', DkimTokens: [expect.any(String), expect.any(String), expect.any(String)] },
  });
  const names = [...Array(101).keys()].map((index) => `d${index}.example`);
  await expect(old.send(new GetIdentityDkimAttributesCommand({ Identities: names }))).rejects.toThrow('At most 100');
  await expect(old.send(new GetIdentityDkimAttributesCommand({ Identities: names.slice(1) }))).resolves.toMatchObject({ DkimAttributes: {} });
});

test('the old API tells of up to a hundred domains at a time how their MAIL FROM domains are doing', async () => {
  await ses.create();
  await ses.create(undefined, ses.client, 'plain.example');
  await ses.client.send(new PutEmailIdentityMailFromAttributesCommand({
    EmailIdentity: DOMAIN, MailFromDomain: `bounce.${DOMAIN}`, BehaviorOnMxFailure: 'REJECT_MESSAGE',
  }));
  const read = (Identities: string[]) => old.send(new GetIdentityMailFromDomainAttributesCommand({ Identities }));
  expect((await read([DOMAIN, 'plain.example', 'absent.example'])).MailFromDomainAttributes).toEqual({
    [DOMAIN]: { MailFromDomain: `bounce.${DOMAIN}`, MailFromDomainStatus: 'Pending', BehaviorOnMXFailure: 'RejectMessage' },
    'plain.example': { BehaviorOnMXFailure: 'UseDefaultValue' },
  });
  await expect(read([...Array(101).keys()].map((index) => `d${index}.example`))).rejects.toThrow('At most 100');
});
