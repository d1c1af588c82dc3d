import {
  CreateSecretCommand, DeleteSecretCommand, DescribeSecretCommand, GetSecretValueCommand, type GetSecretValueRequest, PutSecretValueCommand,
  type PutSecretValueRequest, RestoreSecretCommand, SecretsManagerClient, UpdateSecretVersionStageCommand, type UpdateSecretVersionStageRequest,
} from '@aws-sdk/client-secrets-manager';
import { LocalAws } from '../../../local-aws/engine';

const DAY = 86_400_000;
const ONE = '00000000-0000-0000-0000-000000000001';
const TWO = '00000000-0000-0000-0000-000000000002';
const THREE = '00000000-0000-0000-0000-000000000003';

let aws: LocalAws;
let client: SecretsManagerClient;
let arn: string;

beforeEach(async () => {
  aws = await LocalAws.start();
  client = new SecretsManagerClient(aws.clientConfig());
  arn = (await client.send(new CreateSecretCommand({ Name: 'dkim/key', SecretString: 'one', ClientRequestToken: ONE }))).ARN!;
});
afterEach(() => aws.stop());

const get = (more: Partial<GetSecretValueRequest> = {}) => client.send(new GetSecretValueCommand({ SecretId: 'dkim/key', ...more }));
const put = (SecretString: string, ClientRequestToken: string, more: Partial<PutSecretValueRequest> = {}) => (
  client.send(new PutSecretValueCommand({ SecretId: 'dkim/key', SecretString, ClientRequestToken, ...more }))
);
const move = (more: Partial<UpdateSecretVersionStageRequest>) => (
  client.send(new UpdateSecretVersionStageCommand({ SecretId: 'dkim/key', VersionStage: 'AWSCURRENT', ...more }))
);
const stages = async () => (await client.send(new DescribeSecretCommand({ SecretId: 'dkim/key' }))).VersionIdsToStages;
const refusal = (name: string, message: string | RegExp) => ({
  name, message: typeof message === 'string' ? message : expect.stringMatching(message), $metadata: expect.objectContaining({ httpStatusCode: 400 }),
});

describe('versions', () => {
  test('a new value is current, and the one before it is the previous', async () => {
    expect(await put('two', TWO)).toMatchObject({ VersionId: TWO, VersionStages: ['AWSCURRENT'] });
    expect(await get()).toMatchObject({ SecretString: 'two', VersionId: TWO, VersionStages: ['AWSCURRENT'] });
    expect(await get({ VersionStage: 'AWSPREVIOUS' })).toMatchObject({ SecretString: 'one', VersionId: ONE });
    await put('three', THREE);
    expect(await stages()).toEqual({ [TWO]: ['AWSPREVIOUS'], [THREE]: ['AWSCURRENT'] });
  });

  test('one that lost its labels is still read by its id', async () => {
    await put('two', TWO);
    await put('three', THREE);
    expect(await get({ VersionId: ONE })).toMatchObject({ SecretString: 'one' });
  });

  test('one with another label changes nothing for the current one, until the label moves', async () => {
    await put('two', TWO, { VersionStages: ['AWSPENDING'] });
    expect(await get()).toMatchObject({ SecretString: 'one' });
    expect(await get({ VersionStage: 'AWSPENDING' })).toMatchObject({ SecretString: 'two' });
    await move({ MoveToVersionId: TWO, RemoveFromVersionId: ONE });
    expect(await get()).toMatchObject({ SecretString: 'two' });
    expect(await stages()).toEqual({ [ONE]: ['AWSPREVIOUS'], [TWO]: ['AWSPENDING', 'AWSCURRENT'] });
  });

  test('one may be rolled back to', async () => {
    await put('two', TWO);
    await move({ MoveToVersionId: ONE, RemoveFromVersionId: TWO });
    expect(await stages()).toEqual({ [ONE]: ['AWSCURRENT'], [TWO]: ['AWSPREVIOUS'] });
  });

  test.each<[string, Partial<UpdateSecretVersionStageRequest>, string, RegExp]>([
    ['without the version that has it', { MoveToVersionId: TWO }, 'InvalidParameterException', /^The parameter RemoveFromVersionId can't be empty\. Staging label AWSCURRENT is currently attached to version 0+-0+-0+-0+-0+1, so you must/],
    ['from a version that does not have it', { MoveToVersionId: TWO, RemoveFromVersionId: TWO }, 'InvalidParameterException', /not attached to version/],
    ['to a version that is not there', { MoveToVersionId: THREE, RemoveFromVersionId: ONE }, 'ResourceNotFoundException', /VersionId: 0+-0+-0+-0+-0+3$/],
  ])('a label is not moved %s', async (_, request, name, message) => {
    await put('two', TWO, { VersionStages: ['AWSPENDING'] });
    await expect(move(request)).rejects.toMatchObject(refusal(name, message));
    expect(await stages()).toEqual({ [ONE]: ['AWSCURRENT'], [TWO]: ['AWSPENDING'] });
  });

  test('the same token with the same value is the same version, even when it is not current any more', async () => {
    await put('two', TWO);
    await put('three', THREE);
    expect(await put('two', TWO)).toMatchObject({ VersionId: TWO, VersionStages: ['AWSPREVIOUS'] });
    expect(await get()).toMatchObject({ SecretString: 'three' });
  });

  test('the same token with another value is refused', async () => {
    await put('two', TWO);
    await expect(put('other', TWO)).rejects
      .toMatchObject(refusal('ResourceExistsException', 'You can\'t modify an existing version, you can only create new versions.'));
    expect(await get()).toMatchObject({ SecretString: 'two' });
  });

  test('bytes come back as they were', async () => {
    const SecretBinary = Buffer.from([0, 1, 254, 255]);
    await client.send(new PutSecretValueCommand({ SecretId: arn, SecretBinary }));
    const { SecretBinary: got, SecretString } = await get();
    expect(Buffer.from(got!)).toEqual(SecretBinary);
    expect(SecretString).toBeUndefined();
  });
});

describe('a secret is found', () => {
  test.each([
    ['by its name', () => 'dkim/key'],
    ['by its ARN', () => arn],
    ['by its ARN without the six characters', () => arn.slice(0, -7)],
  ])('%s', async (_, secretId) => {
    expect(arn).toMatch(/^arn:aws:secretsmanager:eu-west-1:111122223333:secret:dkim\/key-[A-Za-z]{6}$/);
    expect(await get({ SecretId: secretId() })).toMatchObject({ ARN: arn, Name: 'dkim/key', SecretString: 'one' });
  });

  test('in its own account and Region only', async () => {
    for (const place of [{ region: 'us-east-1' }, { account: '999999999999' }]) {
      const elsewhere = new SecretsManagerClient(aws.clientConfig(place));
      await expect(elsewhere.send(new GetSecretValueCommand({ SecretId: 'dkim/key' }))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
      const other = await elsewhere.send(new CreateSecretCommand({ Name: 'dkim/key', SecretString: 'other' }));
      expect(other.ARN).not.toBe(arn);
    }
    expect(await get()).toMatchObject({ SecretString: 'one' });
  });
});

describe('errors have Secrets Manager\'s names and words', () => {
  test.each<[string, () => Promise<unknown>, string, string]>([
    ['no such secret', () => get({ SecretId: 'absent' }), 'ResourceNotFoundException', 'Secrets Manager can\'t find the specified secret.'],
    ['another secret\'s six characters', () => get({ SecretId: `${arn.slice(0, -6)}000000` }), 'ResourceNotFoundException', 'Secrets Manager can\'t find the specified secret.'],
    [
      'no such label', () => get({ VersionStage: 'AWSPREVIOUS' }),
      'ResourceNotFoundException', 'Secrets Manager can\'t find the specified secret value for staging label: AWSPREVIOUS',
    ],
    [
      'no such version', () => get({ VersionId: TWO }),
      'ResourceNotFoundException', `Secrets Manager can't find the specified secret value for VersionId: ${TWO}`,
    ],
    [
      'a version without the label', () => get({ VersionId: ONE, VersionStage: 'AWSPENDING' }),
      'InvalidRequestException', 'You provided a VersionStage that is not associated to the provided VersionId.',
    ],
    [
      'a name that is taken', () => client.send(new CreateSecretCommand({ Name: 'dkim/key' })),
      'ResourceExistsException', 'The operation failed because the secret dkim/key already exists.',
    ],
    [
      'too short a window', () => client.send(new DeleteSecretCommand({ SecretId: arn, RecoveryWindowInDays: 6 })),
      'InvalidParameterException', 'RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
    ],
    [
      'a window and no window', () => client.send(new DeleteSecretCommand({ SecretId: arn, RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true })),
      'InvalidParameterException', 'You can\'t use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.',
    ],
  ])('%s', async (_, call, name, message) => {
    await expect(call()).rejects.toMatchObject(refusal(name, message));
    expect(await get()).toMatchObject({ SecretString: 'one' });
  });

  test('a secret without a value', async () => {
    await client.send(new CreateSecretCommand({ Name: 'empty' }));
    await expect(get({ SecretId: 'empty' })).rejects.toMatchObject(
      refusal('ResourceNotFoundException', 'Secrets Manager can\'t find the specified secret value for staging label: AWSCURRENT'),
    );
  });
});

describe('a secret that is deleted', () => {
  const marked = refusal('InvalidRequestException', 'You can\'t perform this operation on the secret because it was marked for deletion.');

  test('is kept for 30 days, in which nobody reads it or writes it or takes its name', async () => {
    const { DeletionDate } = await client.send(new DeleteSecretCommand({ SecretId: 'dkim/key' }));
    expect(DeletionDate).toEqual(new Date(aws.clock.now().getTime() + 30 * DAY));
    await aws.clock.advance(30 * DAY - 1);
    await expect(get()).rejects.toMatchObject(marked);
    await expect(put('two', TWO)).rejects.toMatchObject(marked);
    await expect(move({ RemoveFromVersionId: ONE })).rejects.toMatchObject(marked);
    await expect(client.send(new CreateSecretCommand({ Name: 'dkim/key' }))).rejects.toMatchObject(
      refusal('InvalidRequestException', 'You can\'t create this secret because a secret with this name is already scheduled for deletion.'),
    );
    expect(await client.send(new DescribeSecretCommand({ SecretId: arn }))).toMatchObject({ DeletedDate: DeletionDate });
  });

  test('comes back when it is restored', async () => {
    await client.send(new DeleteSecretCommand({ SecretId: 'dkim/key', RecoveryWindowInDays: 7 }));
    await client.send(new RestoreSecretCommand({ SecretId: 'dkim/key' }));
    await aws.clock.advance(8 * DAY);
    expect(await get()).toMatchObject({ SecretString: 'one', VersionId: ONE });
  });

  test.each([
    ['at the end of its window', { RecoveryWindowInDays: 7 }, 7 * DAY],
    ['at once by force', { ForceDeleteWithoutRecovery: true }, 0],
  ])('is gone %s, and its name is free for another secret', async (_, how, ms) => {
    await client.send(new DeleteSecretCommand({ SecretId: 'dkim/key', ...how }));
    await aws.clock.advance(ms);
    await expect(get()).rejects.toMatchObject(refusal('ResourceNotFoundException', 'Secrets Manager can\'t find the specified secret.'));
    const again = await client.send(new CreateSecretCommand({ Name: 'dkim/key', SecretString: 'two' }));
    expect(again.ARN).not.toBe(arn);
    await expect(get({ SecretId: arn })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
