import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { SecretsUnderTest } from './secrets-under-test';
import type { Call } from '../../../local-aws/kernel/service';

/*
 * What each call has to be allowed.
 */

const CALL: Call = {
  requestId: '1',
  account: '111122223333',
  region: 'eu-west-1',
  principal: {
    account: '111122223333',
    arn: 'arn:aws:sts::111122223333:assumed-role/r/s',
    roleName: 'r',
    roleArn: 'arn:aws:iam::111122223333:role/mail/r',
    accessKeyId: 'A',
  },
};
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555';

let secrets: SecretsUnderTest;

beforeEach(async () => {
  secrets = await SecretsUnderTest.start();
});
afterEach(() => secrets.aws.stop());

const needs = (operation: string, input: object, call = CALL) => secrets.aws.secretsManager.apis[0].access[operation](input as never, call);
const actions = (operation: string, input: object) => needs(operation, input).map(({ action, resource }) => [action, resource]);

test('every operation says what it needs', () => {
  const [{ operations, access }] = secrets.aws.secretsManager.apis;
  expect(Object.keys(access).sort()).toEqual(Object.keys(operations).sort());
});

test('a call is about the ARN, however the secret is named', () => {
  for (const SecretId of ['dkim/key', secrets.arn, secrets.arn.slice(0, -7)]) {
    expect(needs('GetSecretValue', { SecretId })).toEqual([{
      action: 'secretsmanager:GetSecretValue',
      resource: secrets.arn,
      context: { 'secretsmanager:SecretId': secrets.arn, 'secretsmanager:VersionStage': 'AWSCURRENT' },
      allowedByResource: false,
    }]);
  }
  expect(actions('DescribeSecret', { SecretId: 'absent' })).toEqual([['secretsmanager:DescribeSecret', 'absent']]);
});

test.each([
  ['the role', { AWS: 'arn:aws:iam::111122223333:role/mail/r' }, true],
  ['a role without its path', { AWS: 'arn:aws:iam::111122223333:role/r' }, false],
  ['everybody', '*', true],
  ['another role', { AWS: 'arn:aws:iam::111122223333:role/other' }, false],
  ['the account, which leaves it to the role\'s own policies', { AWS: 'arn:aws:iam::111122223333:root' }, false],
])('the secret\'s own policy may let in %s', async (_, Principal, allowedByResource) => {
  const type = 'AWS::SecretsManager::ResourcePolicy';
  await secrets.aws.secretsManager.resources[type].create({
    stack: { account: CALL.account, region: CALL.region },
    type,
    properties: {
      SecretId: secrets.arn, ResourcePolicy: { Statement: { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: '*', Principal } },
    },
  } as never);
  expect(needs('GetSecretValue', { SecretId: 'dkim/key' })[0]).toMatchObject({ allowedByResource });
  expect(needs('PutSecretValue', { SecretId: 'dkim/key' })[0]).toMatchObject({ allowedByResource: false });
});

test('a version is a condition', () => {
  expect(needs('GetSecretValue', { SecretId: 'dkim/key', VersionStage: 'AWSPENDING' })[0].context).toMatchObject({ 'secretsmanager:VersionStage': 'AWSPENDING' });
  const [{ context }] = needs('GetSecretValue', { SecretId: 'dkim/key', VersionId: 'v' });
  expect(context).toMatchObject({ 'secretsmanager:VersionId': 'v' });
  expect(context).not.toHaveProperty('secretsmanager:VersionStage');
});

test.each([
  ['its ARN', KEY, KEY], ['its id', KEY.split('/')[1], KEY], ['an alias', 'alias/mail', 'arn:aws:kms:eu-west-1:111122223333:alias/mail'],
])('a secret under a key, given by %s, needs the key too, to be read and to be written', async (_, KmsKeyId, key) => {
  const { ARN } = await secrets.client.send(new CreateSecretCommand({ Name: 'under/key', SecretString: 'one', KmsKeyId, Tags: [{ Key: 'team', Value: 'mail' }] }));
  const [read, decrypt] = needs('GetSecretValue', { SecretId: 'under/key' });
  expect(read.context).toMatchObject({ 'aws:ResourceTag/team': 'mail' });
  expect(decrypt).toEqual({
    action: 'kms:Decrypt', resource: key, context: { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com', 'kms:EncryptionContext:SecretARN': ARN },
  });
  expect(actions('PutSecretValue', { SecretId: ARN })).toEqual([
    ['secretsmanager:PutSecretValue', ARN], ['kms:GenerateDataKey', key], ['kms:Decrypt', key],
  ]);
  expect(actions('UpdateSecret', { SecretId: ARN, Description: 'only' })).toEqual([['secretsmanager:UpdateSecret', ARN]]);
  expect(actions('DescribeSecret', { SecretId: ARN })).toEqual([['secretsmanager:DescribeSecret', ARN]]);
});

test('a new secret needs its tags and its key allowed', () => {
  const resource = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:new';
  expect(actions('CreateSecret', { Name: 'new' })).toEqual([['secretsmanager:CreateSecret', resource]]);
  expect(actions('CreateSecret', { Name: 'new', KmsKeyId: KEY, Tags: [{ Key: 'team', Value: 'mail' }] })).toEqual([
    ['secretsmanager:CreateSecret', resource], ['secretsmanager:TagResource', resource], ['kms:GenerateDataKey', KEY], ['kms:Decrypt', KEY],
  ]);
});

test('other partitions have their own ARNs', () => {
  const [{ resource }] = needs('CreateSecret', { Name: 'new' }, { ...CALL, region: 'us-gov-west-1' });
  expect(resource).toBe('arn:aws-us-gov:secretsmanager:us-gov-west-1:111122223333:secret:new');
});

test('whoever has a secret rotated has to be allowed its function too', async () => {
  const RotationLambdaARN = 'arn:aws:lambda:eu-west-1:111122223333:function:rotate';
  const [rotate, invoke] = needs('RotateSecret', { SecretId: 'dkim/key', RotationLambdaARN, RotateImmediately: false });
  expect(rotate).toEqual({
    action: 'secretsmanager:RotateSecret',
    resource: secrets.arn,
    context: {
      'secretsmanager:SecretId': secrets.arn,
      'secretsmanager:RotationLambdaARN': RotationLambdaARN,
      'secretsmanager:ModifyRotationRules': 'false',
      'secretsmanager:RotateImmediately': 'false',
    },
    allowedByResource: false,
  });
  expect(invoke).toEqual({ action: 'lambda:InvokeFunction', resource: RotationLambdaARN });
});

test('a replica needs its Region and both its keys allowed', async () => {
  const there = KEY.replace('eu-west-1', 'us-east-1');
  const AddReplicaRegions = [{ Region: 'us-east-1', KmsKeyId: there }, { Region: 'eu-north-1' }];
  await secrets.client.send(new CreateSecretCommand({ Name: 'under/key', SecretString: 'one', KmsKeyId: KEY }));
  expect(actions('ReplicateSecretToRegions', { SecretId: 'under/key', AddReplicaRegions }).map(([action, resource]) => [action, resource.split(':')[3]])).toEqual([
    ['secretsmanager:ReplicateSecretToRegions', 'eu-west-1'], ['kms:Decrypt', 'eu-west-1'], ['kms:GenerateDataKey', 'us-east-1'], ['kms:Encrypt', 'us-east-1'],
  ]);
  const [{ context }] = needs('ReplicateSecretToRegions', { SecretId: 'under/key', AddReplicaRegions });
  expect(context).toMatchObject({
    'secretsmanager:AddReplicaRegions': ['us-east-1', 'eu-north-1'], 'secretsmanager:ForceOverwriteReplicaSecret': 'false',
  });
  expect(actions('CreateSecret', { Name: 'new', AddReplicaRegions: [{ Region: 'us-east-1' }] }).map(([action]) => action)).toEqual([
    'secretsmanager:CreateSecret', 'secretsmanager:ReplicateSecretToRegions',
  ]);
});

test('where the primary is, is a condition at all its copies', async () => {
  await secrets.client.send(new CreateSecretCommand({ Name: 'copied', SecretString: 'one', AddReplicaRegions: [{ Region: 'us-east-1' }] }));
  await secrets.aws.clock.advance(5_000);
  for (const region of ['eu-west-1', 'us-east-1']) {
    const [{ resource, context }] = needs('GetSecretValue', { SecretId: 'copied' }, { ...CALL, region });
    expect(resource).toContain(`:${region}:`);
    expect(context).toMatchObject({ 'secretsmanager:SecretPrimaryRegion': 'eu-west-1' });
  }
});
