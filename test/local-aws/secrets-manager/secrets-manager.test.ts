import {
  CreateSecretCommand, DeleteSecretCommand, GetSecretValueCommand, ListSecretVersionIdsCommand, type ListSecretVersionIdsRequest,
  PutSecretValueCommand, SecretsManagerClient, UpdateSecretCommand, type UpdateSecretRequest,
  type UpdateSecretVersionStageRequest,
} from '@aws-sdk/client-secrets-manager';
import { ONE, refusal, SecretsUnderTest, THREE, TWO } from './secrets-under-test';

let secrets: SecretsUnderTest;

beforeEach(async () => {
  secrets = await SecretsUnderTest.start();
});
afterEach(() => secrets.aws.stop());

describe('versions', () => {
  test('a new value is current, and the one before it is the previous', async () => {
    expect(await secrets.put('two', TWO)).toMatchObject({ VersionId: TWO, VersionStages: ['AWSCURRENT'] });
    expect(await secrets.get()).toMatchObject({ SecretString: 'two', VersionId: TWO, VersionStages: ['AWSCURRENT'] });
    expect(await secrets.get({ VersionStage: 'AWSPREVIOUS' })).toMatchObject({ SecretString: 'one', VersionId: ONE });
    await secrets.put('three', THREE);
    expect(await secrets.stages()).toEqual({ [TWO]: ['AWSPREVIOUS'], [THREE]: ['AWSCURRENT'] });
  });

  test('one that lost its labels is still read by its id', async () => {
    await secrets.put('two', TWO);
    await secrets.put('three', THREE);
    expect(await secrets.get({ VersionId: ONE })).toMatchObject({ SecretString: 'one' });
  });

  test('one with another label changes nothing for the current one, until the label moves', async () => {
    await secrets.put('two', TWO, { VersionStages: ['AWSPENDING'] });
    expect(await secrets.get()).toMatchObject({ SecretString: 'one' });
    expect(await secrets.get({ VersionStage: 'AWSPENDING' })).toMatchObject({ SecretString: 'two' });
    await secrets.move({ MoveToVersionId: TWO, RemoveFromVersionId: ONE });
    expect(await secrets.get()).toMatchObject({ SecretString: 'two' });
    expect(await secrets.stages()).toEqual({ [ONE]: ['AWSPREVIOUS'], [TWO]: ['AWSPENDING', 'AWSCURRENT'] });
  });

  test('one may be rolled back to', async () => {
    await secrets.put('two', TWO);
    await secrets.move({ MoveToVersionId: ONE, RemoveFromVersionId: TWO });
    expect(await secrets.stages()).toEqual({ [ONE]: ['AWSCURRENT'], [TWO]: ['AWSPREVIOUS'] });
  });

  test.each<[string, Partial<UpdateSecretVersionStageRequest>, string, RegExp]>([
    ['without the version that has it', { MoveToVersionId: TWO }, 'InvalidParameterException', /^The parameter RemoveFromVersionId can't be empty\. Staging label AWSCURRENT is currently attached to version 0+-0+-0+-0+-0+1, so you must/],
    ['from a version that does not have it', { MoveToVersionId: TWO, RemoveFromVersionId: TWO }, 'InvalidParameterException', /not attached to version/],
    ['away from the current version to none', { RemoveFromVersionId: ONE }, 'InvalidParameterException', /can't be completely removed/],
    ['from nowhere to nowhere', {}, 'InvalidParameterException', /must provide/],
    ['from a version where no version has it', { VersionStage: 'MINE', RemoveFromVersionId: ONE }, 'InvalidParameterException', /not attached to version/],
    ['to a version that is not there', { MoveToVersionId: THREE, RemoveFromVersionId: ONE }, 'ResourceNotFoundException', /VersionId: 0+-0+-0+-0+-0+3$/],
  ])('a label is not moved %s', async (_, request, name, message) => {
    await secrets.put('two', TWO, { VersionStages: ['AWSPENDING'] });
    await expect(secrets.move(request)).rejects.toMatchObject(refusal(name, message));
    expect(await secrets.stages()).toEqual({ [ONE]: ['AWSCURRENT'], [TWO]: ['AWSPENDING'] });
  });

  test('the first one is current, whatever label it comes with', async () => {
    await secrets.client.send(new CreateSecretCommand({ Name: 'later' }));
    await secrets.put('one', ONE, { SecretId: 'later', VersionStages: ['AWSPENDING'] });
    expect(await secrets.get({ SecretId: 'later' })).toMatchObject({ SecretString: 'one', VersionStages: ['AWSPENDING', 'AWSCURRENT'] });
  });

  test('a label of one\'s own goes to a version and away again', async () => {
    await secrets.move({ VersionStage: 'MINE', MoveToVersionId: ONE });
    expect(await secrets.get({ VersionStage: 'MINE' })).toMatchObject({ VersionId: ONE });
    await secrets.move({ VersionStage: 'MINE', RemoveFromVersionId: ONE });
    expect(await secrets.stages()).toEqual({ [ONE]: ['AWSCURRENT'] });
  });

  test('are listed page by page, those without labels only if one asks for them', async () => {
    await secrets.put('two', TWO);
    await secrets.put('three', THREE);
    const list = (more: Partial<ListSecretVersionIdsRequest> = {}) => secrets.client.send(new ListSecretVersionIdsCommand({ SecretId: 'dkim/key', ...more }));
    expect((await list()).Versions!.map(({ VersionId, VersionStages }) => [VersionId, VersionStages])).toEqual([[TWO, ['AWSPREVIOUS']], [THREE, ['AWSCURRENT']]]);
    const { Versions, NextToken } = await list({ IncludeDeprecated: true, MaxResults: 2 });
    const rest = await list({ IncludeDeprecated: true, MaxResults: 2, NextToken });
    expect([...Versions!, ...rest.Versions!].map(({ VersionId }) => VersionId)).toEqual([ONE, TWO, THREE]);
    expect(rest.NextToken).toBeUndefined();
  });

  test('the same token with the same value is the same version, even when it is not current any more', async () => {
    await secrets.put('two', TWO);
    await secrets.put('three', THREE);
    expect(await secrets.put('two', TWO)).toMatchObject({ VersionId: TWO, VersionStages: ['AWSPREVIOUS'] });
    expect(await secrets.get()).toMatchObject({ SecretString: 'three' });
  });

  test('the same token with another value is refused', async () => {
    await secrets.put('two', TWO);
    await expect(secrets.put('other', TWO)).rejects
      .toMatchObject(refusal('ResourceExistsException', 'You can\'t modify an existing version, you can only create new versions.'));
    expect(await secrets.get()).toMatchObject({ SecretString: 'two' });
  });

  test('bytes come back as they were', async () => {
    const SecretBinary = Buffer.from([0, 1, 254, 255]);
    await secrets.client.send(new PutSecretValueCommand({ SecretId: secrets.arn, SecretBinary }));
    const { SecretBinary: got, SecretString } = await secrets.get();
    expect(Buffer.from(got!)).toEqual(SecretBinary);
    expect(SecretString).toBeUndefined();
  });
});

describe('a secret is found', () => {
  test.each([
    ['by its name', () => 'dkim/key'],
    ['by its ARN', () => secrets.arn],
    ['by its ARN without the six characters', () => secrets.arn.slice(0, -7)],
  ])('%s', async (_, secretId) => {
    expect(secrets.arn).toMatch(/^arn:aws:secretsmanager:eu-west-1:111122223333:secret:dkim\/key-[A-Za-z]{6}$/);
    expect(await secrets.get({ SecretId: secretId() })).toMatchObject({ ARN: secrets.arn, Name: 'dkim/key', SecretString: 'one' });
  });

  test('in its own account and Region only', async () => {
    for (const place of [{ region: 'us-east-1' }, { account: '999999999999' }]) {
      const elsewhere = new SecretsManagerClient(secrets.aws.clientConfig(place));
      await expect(elsewhere.send(new GetSecretValueCommand({ SecretId: 'dkim/key' }))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
      const other = await elsewhere.send(new CreateSecretCommand({ Name: 'dkim/key', SecretString: 'other' }));
      expect(other.ARN).not.toBe(secrets.arn);
    }
    expect(await secrets.get()).toMatchObject({ SecretString: 'one' });
  });
});

test('a secret that is made again with the same token and value is the same one', async () => {
  const again = (SecretString: string) => secrets.client.send(new CreateSecretCommand({ Name: 'dkim/key', SecretString, ClientRequestToken: ONE }));
  expect(await again('one')).toMatchObject({ ARN: secrets.arn, VersionId: ONE });
  await expect(again('two')).rejects.toMatchObject({ name: 'ResourceExistsException' });
  expect(await secrets.get()).toMatchObject({ SecretString: 'one' });
});

test('an update changes what it is given', async () => {
  await secrets.aws.clock.advance(1000);
  const update = (more: Partial<UpdateSecretRequest>) => secrets.client.send(new UpdateSecretCommand({ SecretId: secrets.arn, ...more }));
  expect((await update({ Description: 'DKIM' })).VersionId).toBeUndefined();
  expect(await secrets.get()).toMatchObject({ SecretString: 'one' });
  expect(await update({ SecretString: 'two', ClientRequestToken: TWO })).toMatchObject({ VersionId: TWO });
  expect(await secrets.stages()).toEqual({ [ONE]: ['AWSPREVIOUS'], [TWO]: ['AWSCURRENT'] });
  expect(await secrets.describe()).toMatchObject({ Description: 'DKIM', LastChangedDate: secrets.aws.clock.now() });
});

test('tags come back', async () => {
  await secrets.client.send(new CreateSecretCommand({ Name: 'tagged', Tags: [{ Key: 'team', Value: 'mail' }] }));
  expect(await secrets.describe('tagged')).toMatchObject({ Tags: [{ Key: 'team', Value: 'mail' }] });
});

test('what is not here says so', async () => {
  const create = (Name: string) => secrets.client.send(new CreateSecretCommand({ Name, Type: 'PartnerSecret' }));
  await expect(create('partner')).rejects.toMatchObject({ name: 'NotImplementedByLocalAws' });
  await expect(secrets.get({ SecretId: 'partner' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

describe('errors have Secrets Manager\'s names and words', () => {
  test.each<[string, () => Promise<unknown>, string, string]>([
    ['no such secret', () => secrets.get({ SecretId: 'absent' }), 'ResourceNotFoundException', 'Secrets Manager can\'t find the specified secret.'],
    ['another secret\'s six characters', () => secrets.get({ SecretId: `${secrets.arn.slice(0, -6)}000000` }), 'ResourceNotFoundException', 'Secrets Manager can\'t find the specified secret.'],
    [
      'no such label', () => secrets.get({ VersionStage: 'AWSPREVIOUS' }),
      'ResourceNotFoundException', 'Secrets Manager can\'t find the specified secret value for staging label: AWSPREVIOUS',
    ],
    [
      'no such version', () => secrets.get({ VersionId: TWO }),
      'ResourceNotFoundException', `Secrets Manager can't find the specified secret value for VersionId: ${TWO}`,
    ],
    [
      'a version without the label', () => secrets.get({ VersionId: ONE, VersionStage: 'AWSPENDING' }),
      'InvalidRequestException', 'You provided a VersionStage that is not associated to the provided VersionId.',
    ],
    [
      'a name that is taken', () => secrets.client.send(new CreateSecretCommand({ Name: 'dkim/key' })),
      'ResourceExistsException', 'The operation failed because the secret dkim/key already exists.',
    ],
    ['no value', () => secrets.client.send(new PutSecretValueCommand({ SecretId: secrets.arn })), 'InvalidRequestException', 'You must provide either SecretString or SecretBinary.'],
    ['an empty value', () => secrets.put('', TWO), 'InvalidRequestException', 'You must provide either SecretString or SecretBinary.'],
    [
      'two values', () => secrets.put('two', TWO, { SecretBinary: Buffer.from('two') }),
      'InvalidParameterException', 'You can\'t specify both a binary secret value and a string secret value in the same secret.',
    ],
    ['a short token', () => secrets.put('two', 'short'), 'InvalidParameterException', 'ClientRequestToken must be 32-64 characters long.'],
    [
      'a name with a space', () => secrets.client.send(new CreateSecretCommand({ Name: 'dkim key' })),
      'ValidationException', 'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
    ],
    [
      'an id with a space', () => secrets.get({ SecretId: 'dkim key' }),
      'ValidationException', 'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
    ],
    [
      'too short a window', () => secrets.client.send(new DeleteSecretCommand({ SecretId: secrets.arn, RecoveryWindowInDays: 6 })),
      'InvalidParameterException', 'RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
    ],
    [
      'a window and no window', () => secrets.client.send(new DeleteSecretCommand({ SecretId: secrets.arn, RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true })),
      'InvalidParameterException', 'You can\'t use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.',
    ],
  ])('%s', async (_, call, name, message) => {
    await expect(call()).rejects.toMatchObject(refusal(name, message));
    expect(await secrets.get()).toMatchObject({ SecretString: 'one' });
  });

  test('a secret without a value', async () => {
    await secrets.client.send(new CreateSecretCommand({ Name: 'empty' }));
    await expect(secrets.get({ SecretId: 'empty' })).rejects.toMatchObject(
      refusal('ResourceNotFoundException', 'Secrets Manager can\'t find the specified secret value for staging label: AWSCURRENT'),
    );
  });
});

test('a name that ends in a hyphen and six characters is not found by an ARN without the random ones', async () => {
  const { ARN } = await secrets.client.send(new CreateSecretCommand({ Name: 'dkim-202611', SecretString: 'one' }));
  await expect(secrets.get({ SecretId: ARN!.slice(0, -7) })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  for (const SecretId of ['dkim-202611', ARN!]) {
    expect(await secrets.get({ SecretId })).toMatchObject({ SecretString: 'one' });
  }
  await secrets.client.send(new CreateSecretCommand({ Name: 'dkim-2026111', SecretString: 'one' }));
  expect(await secrets.get({ SecretId: ARN!.slice(0, -7) + '1' })).toMatchObject({ Name: 'dkim-2026111' });
});
