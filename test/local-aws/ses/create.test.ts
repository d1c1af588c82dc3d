import {
  CreateEmailIdentityCommand, ListEmailIdentitiesCommand, SESv2Client, type Tag, TagResourceCommand,
} from '@aws-sdk/client-sesv2';
import { awsError, DOMAIN, SesUnderTest } from './ses-under-test';

/*
 * What CreateEmailIdentity refuses, besides signing attributes.
 */

let ses: SesUnderTest;

beforeEach(async () => {
  ses = await SesUnderTest.start();
});
afterEach(() => ses.stop());

const create = (EmailIdentity: string, Tags?: Tag[]) => ses.client.send(new CreateEmailIdentityCommand({ EmailIdentity, Tags }));
const tags = (count: number): Tag[] => Array.from({ length: count }, (_, index) => ({ Key: `key-${index}`, Value: 'value' }));
const names = async () => (await ses.client.send(new ListEmailIdentitiesCommand())).EmailIdentities!.map(({ IdentityName }) => IdentityName);

test.each([
  'example', '.example.com', 'example.com.', 'exa mple.com', '-a.example.com', 'a@', '@example.com', 'a@b@example.com', 'https://example.com',
])('the identity %j is refused, and is not there', async (name) => {
  await expect(create(name)).rejects.toMatchObject(awsError('BadRequestException', 400, /^Invalid email identity/));
  expect(await names()).toEqual([]);
});

test.each(['example.com', 'a.b-c.example.co', 'xn--bcher-kva.example', 'example.xn--p1ai', 'shop+news@example.com', '1.example.com'])(
  'the identity %j is taken', async (name) => {
    await create(name);
    expect(await names()).toEqual([name]);
  },
);

test.each<[string, Tag[]]>([
  ['51 tags', tags(51)],
  ['a tag of AWS\'s own', [{ Key: 'aws:cloudformation:stack-name', Value: 'stack' }]],
  ['a key that is too long', [{ Key: 'k'.repeat(129), Value: 'value' }]],
  ['a value that is too long', [{ Key: 'key', Value: 'v'.repeat(257) }]],
  ['a tag without a key', [{ Key: '', Value: 'value' }]],
])('%s are refused, by Create and later, and leave nothing', async (_, refused) => {
  await expect(create(DOMAIN, refused)).rejects.toMatchObject({ name: 'BadRequestException' });
  expect(await names()).toEqual([]);

  await create(DOMAIN, [{ Key: 'first', Value: 'one' }]);
  const ResourceArn = `arn:aws:ses:eu-west-1:111122223333:identity/${DOMAIN}`;
  await expect(ses.client.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: 'good', Value: 'one' }, ...refused] }))).rejects
    .toMatchObject({ name: 'BadRequestException' });
  expect(await ses.get()).toMatchObject({ Tags: [{ Key: 'first', Value: 'one' }] });
});

test('50 tags are taken', async () => {
  await create(DOMAIN, tags(50));
  expect((await ses.get()).Tags).toHaveLength(50);
});

test('a ConcurrentModificationException is a fault of the server, and the SDK tries again', async () => {
  const fault = { kind: 'error', code: 'ConcurrentModificationException', status: 500 } as const;
  ses.aws.faults.add({ operation: 'CreateEmailIdentity', fault });
  await expect(create(DOMAIN)).rejects.toMatchObject({ name: 'ConcurrentModificationException', $fault: 'server' });
  expect(await names()).toEqual([]);

  ses.aws.faults.add({ operation: 'CreateEmailIdentity', fault });
  const patient = new SESv2Client({ ...ses.aws.clientConfig(), maxAttempts: 2 });
  expect(await patient.send(new CreateEmailIdentityCommand({ EmailIdentity: DOMAIN }))).toMatchObject({ $metadata: { attempts: 2 } });
});
