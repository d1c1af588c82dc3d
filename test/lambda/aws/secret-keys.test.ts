import {
  DescribeSecretCommand, GetSecretValueCommand, InvalidParameterException, InvalidRequestException, PutSecretValueCommand, ResourceExistsException,
  ResourceNotFoundException, SecretsManagerClient, UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { awsError, impatient, networkError } from './impatient';
import { SecretKeys } from '../../../lambda/aws/secret-keys';
import { dkimRecordValue, generateKey, readDkimKey } from '../../../lambda/keys';
import type { KeyFacts } from '../../../lambda/ports';
import { pkcs8Pem, rsaKey } from '../keys/key-material';

const client = new SecretsManagerClient({ region: 'eu-west-1' });
const secretsManager = mockClient(client);
const keys = () => new SecretKeys(client, impatient().attempts);
const $metadata = {};
const noSecret = () => new ResourceNotFoundException({ message: 'Secrets Manager can\'t find the specified secret.', $metadata });
const noValue = () => new ResourceNotFoundException({ message: 'Secrets Manager can\'t find the specified secret value for staging label: AWSCURRENT', $metadata });
const marked = () => new InvalidRequestException({ message: 'You can\'t perform this operation on the secret because it was marked for deletion.', $metadata });

const PEM = pkcs8Pem(rsaKey(2048));
const PAIR = readDkimKey(PEM);
const GENERATED = { kind: 'GENERATED', secretId: 's', keyLength: 1024, replicaRegions: [] } as const;
const STORED = { kind: 'STORED', secretId: 's', selector: 'mail' } as const;

/** A secret with these versions: the labels of each, and its text. */
function hold(versions: Readonly<Record<string, readonly [labels: readonly string[], text?: string]>>, more: object = {}) {
  const VersionIdsToStages = Object.fromEntries(Object.entries(versions).map(([id, [labels]]) => [id, [...labels]]));
  secretsManager.on(DescribeSecretCommand).resolves({ VersionIdsToStages, ...more });
  secretsManager.on(GetSecretValueCommand).callsFake(async ({ VersionId }) => {
    const [id, version] = Object.entries(versions).find(([key, [labels]]) => VersionId === undefined ? labels.includes('AWSCURRENT') : key === VersionId) ?? [];
    if (version?.[1] === undefined) {
      throw noValue();
    }
    return { VersionId: id, SecretString: version[1] };
  });
}

beforeEach(() => secretsManager.reset());

describe('a stored key', () => {
  test('is its facts, and nothing but the value is asked for', async () => {
    hold({ v1: [['AWSCURRENT'], PEM] });
    expect(await keys().view(STORED, 'example.com', [])).toEqual({
      state: 'there',
      rotationEnabled: false,
      current: {
        selector: 'mail', fingerprint: PAIR.fingerprint, value: dkimRecordValue(PAIR.publicKey), bits: 2048, version: { secretId: 's', versionId: 'v1', jsonField: undefined },
      },
    });
    expect(secretsManager.commandCalls(DescribeSecretCommand)).toHaveLength(0);
  });

  test('of a version is that of the version', async () => {
    hold({ v1: [['AWSCURRENT'], 'x'], v0: [[], PEM] });
    expect(await keys().view({ ...STORED, versionId: 'v0' }, 'example.com', [])).toMatchObject({ current: { bits: 2048, version: { versionId: 'v0' } } });
    expect(await keys().view({ ...STORED, versionId: 'v9' }, 'example.com', [])).toMatchObject({
      state: 'there', current: { versionId: 'v9', refusal: 'the secret s has no version v9' },
    });
  });

  test('that is none is refused with the secret, the version, the selector and the domain', async () => {
    hold({ v1: [['AWSCURRENT'], 'hunter2'] });
    expect(await keys().view(STORED, 'example.com', [])).toMatchObject({
      current: { versionId: 'v1', refusal: expect.stringContaining('version v1 of the secret s has no DKIM key for selector \'mail\' of example.com: the value is neither PEM') },
    });
  });

  test.each([['gone', noSecret()], ['empty', noValue()], ['gone', marked()]])('%s: %s', async (state, error) => {
    secretsManager.on(GetSecretValueCommand).rejects(error);
    expect(await keys().view(STORED, 'example.com', [])).toEqual({ state, rotationEnabled: false });
  });

  test('that may not be read says what may be the reason', async () => {
    secretsManager.on(GetSecretValueCommand).rejects(awsError('AccessDeniedException', 400, 'not authorized'));
    await expect(keys().view(STORED, 'example.com', [])).rejects.toThrow('cannot read the secret s: AccessDeniedException: not authorized; check that the secret exists in this account and Region');
  });
});

describe('a generated key', () => {
  const text = generateKey('example.com', 1024);
  const earlier = generateKey('example.com', 1024);
  const facts = (of: string, versionId: string) => ({ selector: JSON.parse(of).selector as string, bits: 1024, version: { secretId: 's', versionId, jsonField: 'privateKey' } });

  test('each version of a rotation has its place', async () => {
    hold({ v1: [['AWSPREVIOUS'], earlier], v2: [['AWSCURRENT'], text], v3: [['AWSPENDING']] }, { RotationEnabled: true });
    const view = await keys().view(GENERATED, 'example.com', []);
    expect(view).toMatchObject({ state: 'there', rotationEnabled: true, current: facts(text, 'v2'), previous: facts(earlier, 'v1'), pending: { versionId: 'v3', refusal: 'it is empty' } });
  });

  test('a label that stayed after a rotation is told', async () => {
    hold({ v1: [['AWSCURRENT', 'AWSPENDING'], text] });
    expect(await keys().view(GENERATED, 'example.com', [])).toMatchObject({ current: facts(text, 'v1'), pending: facts(text, 'v1') });
  });

  test('a secret is empty at first', async () => {
    hold({});
    expect(await keys().view(GENERATED, 'example.com', [])).toMatchObject({ state: 'empty', current: undefined });
  });

  test.each<[string, object | Error]>([['is gone', noSecret()], ['is about to go', { DeletedDate: new Date(0), VersionIdsToStages: { v1: ['AWSCURRENT'] } }]])('a secret %s', async (_, answer) => {
    secretsManager.on(DescribeSecretCommand).callsFake(async () => {
      if (answer instanceof Error) {
        throw answer;
      }
      return answer;
    });
    expect(await keys().view(GENERATED, 'example.com', [])).toEqual({ state: 'gone', rotationEnabled: false });
  });

  test('of another domain may be replaced, and what somebody put there may not', async () => {
    hold({ v1: [['AWSCURRENT'], text] });
    expect((await keys().view(GENERATED, 'example.net', [])).current).toEqual({
      versionId: 'v1', isReplaceable: true, refusal: 'version v1 of the secret s has no key that was generated for example.net: the key was generated for example.com',
    });
    hold({ v1: [['AWSCURRENT'], PEM] });
    expect((await keys().view(GENERATED, 'example.com', [])).current).toMatchObject({ versionId: 'v1', isReplaceable: false });
  });

  test('with one of two selectors is read where these take turns', async () => {
    const given = generateKey('example.com', 1024, 'dkim-a');
    hold({ v1: [['AWSCURRENT'], given] });
    expect((await keys().view(GENERATED, 'example.com', ['dkim-a', 'dkim-b'])).current).toMatchObject({ selector: 'dkim-a' });
    expect((await keys().view(GENERATED, 'example.com', [])).current).toHaveProperty('refusal');
  });

  test('in a replica is the current one, without a question about versions', async () => {
    hold({ v1: [['AWSCURRENT'], text] });
    expect(await keys().view({ kind: 'REPLICA', secretId: 's' }, 'example.com', [])).toMatchObject({ state: 'there', current: facts(text, 'v1') });
    expect(secretsManager.commandCalls(DescribeSecretCommand)).toHaveLength(0);
  });
});

test('a followed key brings its selector along', async () => {
  hold({ v1: [['AWSCURRENT'], JSON.stringify({ name: 'Mail2026', key: PEM })] });
  const source = { kind: 'FOLLOWED', secretId: 's', privateKeyField: 'key', selectorField: 'name' } as const;
  expect((await keys().view(source, 'example.com', [])).current).toMatchObject({ selector: 'mail2026', fingerprint: PAIR.fingerprint, version: { jsonField: 'key' } });
});

test('no view has a private key', async () => {
  const text = generateKey('example.com', 1024);
  hold({ v1: [['AWSCURRENT'], text] });
  const view = JSON.stringify([await keys().view(GENERATED, 'example.com', []), await keys().view({ ...STORED, jsonField: 'privateKey' }, 'example.com', [])]);
  expect(view).toContain('p=MIG');
  const pieces = (JSON.parse(text).privateKey as string).split('\n').filter((line) => /^[A-Za-z0-9+/=]{20,}$/.test(line));
  pieces.forEach((piece) => expect(view).not.toContain(piece));
});

describe('the private key', () => {
  const facts: KeyFacts = { selector: 'mail', fingerprint: PAIR.fingerprint, value: '', bits: 2048, version: { secretId: 's', versionId: 'v1' } };

  test('is the one that is meant', async () => {
    hold({ v1: [['AWSCURRENT'], PEM] });
    expect(await keys().privateKey(facts)).toBe(PAIR.privateKey);
  });

  test.each<[string, () => void]>([
    ['another key', () => hold({ v1: [[], pkcs8Pem(rsaKey(1024))] })],
    ['no such version', () => hold({})],
    ['no such secret', () => secretsManager.on(GetSecretValueCommand).rejects(noSecret())],
  ])('fails if there is %s by now', async (_, prepare) => {
    prepare();
    await expect(keys().privateKey(facts)).rejects.toMatchObject({
      reason: 'conflict', message: 'version v1 of the secret s does not have the key with the selector \'mail\' any more; deploy again',
    });
  });
});

describe('making a key', () => {
  const wanted = { secretId: 's', domainName: 'example.com', keyLength: 1024, selector: 'dkim-a', versionId: 'v1', label: 'AWSPENDING' } as const;

  test('writes the same key again if the answer was lost', async () => {
    secretsManager.on(PutSecretValueCommand).rejectsOnce(networkError('ECONNRESET')).resolves({});
    await keys().make(wanted);
    const [first, second] = secretsManager.calls().map(({ args: [{ input }] }) => input as { readonly SecretString: string });
    expect(second).toEqual(first);
    expect(first).toMatchObject({ SecretId: 's', ClientRequestToken: 'v1', VersionStages: ['AWSPENDING'] });
    expect(JSON.parse(first.SecretString)).toMatchObject({ domainName: 'example.com', selector: 'dkim-a', keyLength: 1024 });
  });

  test('leaves the key of another delivery', async () => {
    secretsManager.on(PutSecretValueCommand).rejects(new ResourceExistsException({ message: 'exists', $metadata }));
    await keys().make(wanted);
    expect(secretsManager.calls()).toHaveLength(1);
  });

  test('waits for a secret that was just made', async () => {
    secretsManager.on(PutSecretValueCommand).rejectsOnce(noSecret()).resolves({});
    await keys().make(wanted);
    expect(secretsManager.calls()).toHaveLength(2);
  });
});

describe('labels', () => {
  const refused = () => new InvalidParameterException({ message: 'The parameter RemoveFromVersionId can\'t be empty.', $metadata });

  test('a version becomes the current one instead of another', async () => {
    secretsManager.on(UpdateSecretVersionStageCommand).resolves({});
    await keys().promote('s', 'v2', 'v1');
    expect(secretsManager.call(0).args[0].input).toEqual({ SecretId: 's', VersionStage: 'AWSCURRENT', MoveToVersionId: 'v2', RemoveFromVersionId: 'v1' });
  });

  test('a move that was made and is refused the second time has succeeded', async () => {
    secretsManager.on(UpdateSecretVersionStageCommand).rejectsOnce(networkError('ECONNRESET')).rejects(refused());
    hold({ v2: [['AWSCURRENT'], 'x'], v1: [['AWSPREVIOUS'], 'y'] });
    await keys().promote('s', 'v2', 'v1');
    await keys().removePending('s', 'v2');
  });

  test('a label that another trigger has removed is gone, also if the secret is still shown with it', async () => {
    secretsManager.on(UpdateSecretVersionStageCommand).rejects(refused());
    secretsManager.on(DescribeSecretCommand)
      .resolvesOnce({ VersionIdsToStages: { v2: ['AWSPENDING'] } }).resolvesOnce({ VersionIdsToStages: { v2: ['AWSPENDING'] } }).resolves({ VersionIdsToStages: { v2: [] } });
    await keys().removePending('s', 'v2');
  });

  test('a move that was not made is refused', async () => {
    secretsManager.on(UpdateSecretVersionStageCommand).rejects(refused());
    hold({ v1: [['AWSCURRENT'], 'x'], v2: [['AWSPENDING'], 'y'] });
    await expect(keys().promote('s', 'v2', 'v1')).rejects.toThrow('cannot move the label AWSCURRENT of the secret s: InvalidParameterException');
    await expect(keys().removePending('s', 'v2')).rejects.toThrow('cannot move the label AWSPENDING of the secret s');
  });
});

test('the tags of a secret, if there is one', async () => {
  secretsManager.on(DescribeSecretCommand).resolvesOnce({ Tags: [{ Key: 'cdk-ses-dkim:domain', Value: 'example.com' }] }).rejects(noSecret());
  expect(await keys().tags('s')).toEqual({ 'cdk-ses-dkim:domain': 'example.com' });
  expect(await keys().tags('s')).toBeUndefined();
});
