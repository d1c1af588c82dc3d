import { GetRandomPasswordCommand, type GetRandomPasswordRequest } from '@aws-sdk/client-secrets-manager';
import { SecretsUnderTest, STACK, TWO } from './secrets-under-test';

const REQUEST = { stack: STACK, logicalId: 'Key', type: 'AWS::SecretsManager::Secret', tags: { app: 'mail' } };

let secrets: SecretsUnderTest;

beforeEach(async () => {
  secrets = await SecretsUnderTest.start();
});
afterEach(() => secrets.aws.stop());

const provider = () => secrets.aws.secretsManager.resources['AWS::SecretsManager::Secret'];
const create = (properties: object) => provider().create({ ...REQUEST, properties });
const update = (physicalId: string, previousProperties: object, properties: object) => (
  provider().update({ ...REQUEST, physicalId, properties, previousProperties })
);
const valueOf = async (SecretId: string) => (await secrets.get({ SecretId })).SecretString!;

describe('AWS::SecretsManager::Secret', () => {
  test('is known by its ARN, and has the stack\'s tags', async () => {
    const { physicalId, attributes } = await create({ SecretString: 'key', Tags: [{ Key: 'team', Value: 'dkim' }] });
    expect(physicalId).toMatch(/^arn:aws:secretsmanager:eu-west-1:111122223333:secret:Key-[A-Za-z0-9]{12}-[A-Za-z]{6}$/);
    expect(attributes).toEqual({ Id: physicalId });
    expect(await valueOf(physicalId)).toBe('key');
    expect((await secrets.describe(physicalId)).Tags).toEqual(expect.arrayContaining([
      { Key: 'app', Value: 'mail' }, { Key: 'team', Value: 'dkim' }, { Key: 'aws:cloudformation:logical-id', Value: 'Key' },
    ]));
  });

  test('without a value is empty', async () => {
    const { physicalId } = await create({ Name: 'empty' });
    await expect(valueOf(physicalId)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('gets a password, alone or in a template', async () => {
    expect(await valueOf((await create({ GenerateSecretString: {} })).physicalId)).toHaveLength(32);
    const generate = { SecretStringTemplate: '{"user":"a"}', GenerateStringKey: 'password', PasswordLength: '12', ExcludePunctuation: 'true' };
    expect(JSON.parse(await valueOf((await create({ GenerateSecretString: generate })).physicalId))).toEqual({
      user: 'a', password: expect.stringMatching(/^[A-Za-z0-9]{12}$/),
    });
  });

  test('keeps a password until what it is made from changes', async () => {
    const before = { GenerateSecretString: { PasswordLength: 20 }, Description: 'one' };
    const { physicalId } = await create(before);
    const password = await valueOf(physicalId);
    await update(physicalId, before, { ...before, Description: 'two' });
    expect(await valueOf(physicalId)).toBe(password);
    await update(physicalId, before, { GenerateSecretString: { PasswordLength: 21 } });
    expect(await valueOf(physicalId)).toHaveLength(21);
    expect(await secrets.describe(physicalId)).toMatchObject({ Description: 'two' });
  });

  test('with the same text keeps what somebody put into it meanwhile', async () => {
    const { physicalId } = await create({ SecretString: 'first' });
    await secrets.put('by hand', TWO, { SecretId: physicalId });
    await update(physicalId, { SecretString: 'first' }, { SecretString: 'first', Description: 'two' });
    expect(await valueOf(physicalId)).toBe('by hand');
    await update(physicalId, { SecretString: 'first' }, { SecretString: 'second' });
    expect(await valueOf(physicalId)).toBe('second');
  });

  test('has the replicas that it says, and takes them with it', async () => {
    const elsewhere = (region: string, arn: string) => secrets.aws.secretsManager.lookUp(arn.replace('eu-west-1', region), { ...STACK, region });
    const [here, there] = [{ SecretString: 'key', ReplicaRegions: [{ Region: 'us-east-1' }] }, { SecretString: 'key', ReplicaRegions: [{ Region: 'eu-north-1' }] }];
    const { physicalId } = await create(here);
    await secrets.aws.clock.advance(5_000);
    expect(elsewhere('us-east-1', physicalId)).toBeDefined();
    await update(physicalId, here, there);
    await secrets.aws.clock.advance(5_000);
    expect([elsewhere('us-east-1', physicalId), elsewhere('eu-north-1', physicalId)]).toEqual([undefined, expect.anything()]);
    await provider().delete({ ...REQUEST, physicalId, properties: there });
    expect(elsewhere('eu-north-1', physicalId)).toBeUndefined();
  });

  test('is gone at once, also when it is gone already', async () => {
    const properties = { Name: 'again', SecretString: 'key' };
    const { physicalId } = await create(properties);
    await provider().delete({ ...REQUEST, physicalId, properties });
    await provider().delete({ ...REQUEST, physicalId, properties });
    await expect(valueOf(physicalId)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect((await create(properties)).physicalId).not.toBe(physicalId);
  });

  test.each<[string, object, RegExp]>([
    ['two values', { SecretString: 'a', GenerateSecretString: {} }, /can't specify both/],
    ['a template without a key', { GenerateSecretString: { SecretStringTemplate: '{}' } }, /must specify both/],
    ['a type, which is not here', { Type: 'Partner' }, /does not implement Type/],
    ['a replica at home', { ReplicaRegions: [{ Region: 'eu-west-1' }] }, /Invalid replica region/],
    ['a name that is taken', { Name: 'dkim/key', SecretString: 'a' }, /the secret dkim\/key already exists/],
  ])('cannot have %s', async (_, properties, message) => {
    await expect(create(properties)).rejects.toThrow(message);
  });
});

describe('a dynamic reference', () => {
  const resolve = (reference: object) => secrets.aws.secretsManager.resolve({ secretId: 'dkim/key', ...reference }, STACK);

  test('stands for the current value, or for that of a label or version', async () => {
    await secrets.put('two', TWO);
    expect(resolve({})).toBe('two');
    expect(resolve({ secretId: secrets.arn, versionStage: 'AWSPREVIOUS' })).toBe('one');
    expect(resolve({ versionId: TWO })).toBe('two');
  });

  test('fails for a secret that is marked for deletion, is bytes, or is not there', async () => {
    await secrets.put(undefined!, TWO, { SecretBinary: Buffer.from('bytes') });
    expect(() => resolve({})).toThrow(/has no SecretString/);
    secrets.aws.secretsManager.find('dkim/key', STACK).deletedAt = new Date(secrets.aws.clock.now().getTime() + 1000);
    expect(() => resolve({})).toThrow(/marked for deletion/);
    expect(() => resolve({ secretId: 'absent' })).toThrow(/can't find/);
  });
});

describe('a random password', () => {
  const generate = async (request: GetRandomPasswordRequest) => (await secrets.client.send(new GetRandomPasswordCommand(request))).RandomPassword!;

  test('has every type of character that is asked for', async () => {
    for (let round = 0; round < 50; round++) {
      expect(await generate({ PasswordLength: 5, IncludeSpace: true })).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.* )(?=.*[!-/:-@[-`{-~]).{5}$/);
    }
    expect(await generate({ PasswordLength: 200, ExcludePunctuation: true, ExcludeCharacters: 'abc123' })).toMatch(/^[d-zA-Z04-9]{200}$/);
  });

  test('that cannot be is refused', async () => {
    await expect(generate({ PasswordLength: 3 })).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(generate({
      ExcludeLowercase: true, ExcludeUppercase: true, ExcludeNumbers: true, ExcludePunctuation: true,
    })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});

describe('AWS::SecretsManager::RotationSchedule and ResourcePolicy', () => {
  const make = (type: string, properties: object) => secrets.aws.secretsManager.resources[`AWS::SecretsManager::${type}`].create({
    ...REQUEST, type: `AWS::SecretsManager::${type}`, properties: { SecretId: secrets.arn, ...properties },
  });

  test.each<[string, string, object, RegExp]>([
    ['a schedule of AWS\'s own function', 'RotationSchedule', { HostedRotationLambda: { RotationType: 'MySQLSingleUser' } }, /does not implement HostedRotationLambda/],
    ['a schedule without a function', 'RotationSchedule', {}, /No Lambda rotation function ARN/],
    ['a policy of a secret that is not there', 'ResourcePolicy', { SecretId: 'absent', ResourcePolicy: { Statement: [] } }, /can't find/],
  ])('there is not %s', async (_, type, properties, message) => {
    await expect(make(type, properties)).rejects.toThrow(message);
  });

  test('a policy forbids what it names to whom it names, and is known by the secret\'s ARN', async () => {
    const Statement = { Effect: 'Deny', Action: 'secretsmanager:Get*', Resource: '*', Principal: { AWS: 'arn:aws:iam::111122223333:role/other' } };
    expect(await make('ResourcePolicy', { ResourcePolicy: { Statement } })).toEqual({ physicalId: secrets.arn, attributes: { Id: secrets.arn } });
    expect(await secrets.get()).toMatchObject({ SecretString: 'one' });
    await make('ResourcePolicy', { ResourcePolicy: { Statement: { ...Statement, Principal: '*' } } });
    await expect(secrets.get()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(await secrets.describe()).toMatchObject({ Name: 'dkim/key' });
  });
});
