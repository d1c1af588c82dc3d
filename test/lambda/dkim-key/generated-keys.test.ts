import {
  CreateSecretCommand, DeleteSecretCommand, GetSecretValueCommand, ListSecretVersionIdsCommand, PutSecretValueCommand, SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { Secrets } from '../../../lambda/aws/secrets';
import { withoutKeys } from '../../../lambda/custom-resources/redaction';
import { GeneratedKeys } from '../../../lambda/dkim-key/generated-keys';
import { LocalAws } from '../../../local-aws';
import type { GeneratedKeyRequest } from '../../../src/contract/dkim-key';

let aws: LocalAws;
let client: SecretsManagerClient;
let secrets: Secrets;
let keys: GeneratedKeys;
let secretArn: string;

beforeAll(async () => {
  aws = await LocalAws.start();
  client = new SecretsManagerClient(aws.clientConfig());
});
afterAll(() => aws.stop());

beforeEach(async () => {
  jest.spyOn(console, 'log').mockImplementation();
  aws.faults.clear();
  secrets = new Secrets(client);
  keys = new GeneratedKeys(secrets);
  secretArn = (await client.send(new CreateSecretCommand({ Name: expect.getState().currentTestName!.replace(/\W/g, '-') }))).ARN!;
});
afterEach(() => jest.restoreAllMocks());

const short = (change: Partial<GeneratedKeyRequest> = {}): GeneratedKeyRequest => (
  { kind: 'generated', domainName: 'example.com', secretArn, keyLength: 1024, isRotated: false, ...change }
);
const long = () => short({ keyLength: 2048 });
const text = async () => (await client.send(new GetSecretValueCommand({ SecretId: secretArn }))).SecretString!;
const versions = async () => (await client.send(new ListSecretVersionIdsCommand({ SecretId: secretArn, IncludeDeprecated: true }))).Versions!;
const put = (SecretString: string) => client.send(new PutSecretValueCommand({ SecretId: secretArn, SecretString }));

test('an empty secret gets a key, which is the current version', async () => {
  const { selector, versionId, pair } = await keys.obtain(short(), 'one');
  expect(JSON.parse(await text())).toMatchObject({ domainName: 'example.com', selector, publicKey: pair.publicKey, keyLength: 1024 });
  expect(await versions()).toMatchObject([{ VersionId: versionId, VersionStages: ['AWSCURRENT'] }]);
});

test('the same event, and a later one that asks for the same, find the key', async () => {
  const first = await keys.obtain(short(), 'one');
  for (const requestId of ['one', 'two']) {
    expect(await keys.obtain(short(), requestId)).toMatchObject({ selector: first.selector, versionId: first.versionId });
  }
  expect(await versions()).toHaveLength(1);
});

test('two deliveries of one event at the same time make one key', async () => {
  // Neither goes on before both have found the secret empty.
  let arrived = 0;
  let open: () => void;
  const both = new Promise<void>((resolve) => open = resolve);
  const labelled = secrets.labelled.bind(secrets);
  jest.spyOn(secrets, 'labelled').mockImplementation(async (...given) => {
    const version = await labelled(...given);
    if (++arrived === 2) {
      open();
    }
    await both;
    return version;
  });
  const [one, other] = await Promise.all([keys.obtain(short(), 'one'), keys.obtain(short(), 'one')]);
  expect(other).toMatchObject({ selector: one.selector, versionId: one.versionId });
  expect(await versions()).toHaveLength(1);
  expect(JSON.parse(await text()).selector).toBe(one.selector);
});

test('a put whose answer is lost is made again, and is the same', async () => {
  aws.faults.add({ operation: 'PutSecretValue', fault: { kind: 'drop-after' } });
  const { selector } = await keys.obtain(short(), 'one');
  expect(aws.faults.remaining()).toEqual([]);
  expect(JSON.parse(await text()).selector).toBe(selector);
  expect(await versions()).toHaveLength(1);
});

test('another length or another domain is another key, and the one before is kept', async () => {
  const first = await keys.obtain(short(), 'one');
  const second = await keys.obtain(long(), 'two');
  expect(second.pair.modulusLength).toBe(2048);
  const third = await keys.obtain(short({ domainName: 'example.org', keyLength: 2048 }), 'three');
  expect(new Set([first, second, third].map(({ selector }) => selector)).size).toBe(3);
  const stages = Object.fromEntries((await versions()).map(({ VersionId, VersionStages }) => [VersionId!, VersionStages]));
  expect(stages).toMatchObject({ [third.versionId]: ['AWSCURRENT'], [second.versionId]: ['AWSPREVIOUS'] });
});

test('the way back takes the key before, as often as one likes, and makes it the current version', async () => {
  const first = await keys.obtain(short(), 'one');
  const second = await keys.obtain(long(), 'two');
  for (const [requestId, request, expected] of [['three', short(), first], ['four', long(), second], ['five', short(), first]] as const) {
    expect(await keys.obtain(request, requestId)).toMatchObject({ selector: expected.selector, versionId: expected.versionId });
    expect(JSON.parse(await text()).selector).toBe(expected.selector);
  }
  expect(await versions()).toHaveLength(2);
});

describe('a secret that somebody has written to', () => {
  test('is refused, and left as it is', async () => {
    await keys.obtain(short(), 'one');
    await put('somebody else\'s');
    await expect(keys.obtain(short(), 'two')).rejects.toThrow(
      `the secret ${secretArn} does not have the key that was generated for example.com: the value is not a key as it was generated`,
    );
    await expect(keys.obtain(long(), 'three')).rejects.toThrow('not a key as it was generated');
    expect(await text()).toBe('somebody else\'s');
  });

  test('is as it was when the generated version is the current one again', async () => {
    const { selector, versionId } = await keys.obtain(short(), 'one');
    const { VersionId } = await put('somebody else\'s');
    await client.send(new UpdateSecretVersionStageCommand({
      SecretId: secretArn, VersionStage: 'AWSCURRENT', MoveToVersionId: versionId, RemoveFromVersionId: VersionId,
    }));
    expect(await keys.obtain(short(), 'two')).toMatchObject({ selector });
    expect((await keys.obtain(long(), 'three')).pair.modulusLength).toBe(2048);
  });
});

test('fails with what to do when the secret was deleted by hand', async () => {
  await client.send(new DeleteSecretCommand({ SecretId: secretArn }));
  await expect(keys.obtain(short(), 'one')).rejects.toThrow(/cannot read the secret .*InvalidRequestException: .*; restore the secret/);
  await client.send(new DeleteSecretCommand({ SecretId: secretArn, ForceDeleteWithoutRecovery: true }));
  await expect(keys.obtain(short(), 'one')).rejects.toThrow(/cannot write the secret .*ResourceNotFoundException: /);
});

test('a refusal that quotes what it was given is without a piece of the key when it is told', async () => {
  const add = secrets.add.bind(secrets);
  let given = '';
  jest.spyOn(secrets, 'add').mockImplementation(async (arn, versionId, content) => {
    given = content;
    const message = `Value '${JSON.stringify({ SecretString: content })}' or '${content}' at 'secretString' failed to satisfy constraint`;
    aws.faults.add({ operation: 'PutSecretValue', fault: { kind: 'error', code: 'ValidationException', message } });
    return add(arn, versionId, content);
  });
  const error = await keys.obtain(short(), 'one').catch((refusal: Error) => refusal) as Error;
  const lines = (JSON.parse(given).privateKey as string).trim().split('\n').slice(1, -1);
  expect(lines.filter((line) => error.message.includes(line))).toEqual(lines); // so that finding none means something
  const told = withoutKeys(error.message);
  expect(lines.filter((line) => told.includes(line))).toEqual([]);
});
