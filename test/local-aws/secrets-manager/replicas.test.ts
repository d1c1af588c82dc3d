import {
  CancelRotateSecretCommand, CreateSecretCommand, DeleteSecretCommand, DescribeSecretCommand, GetSecretValueCommand, PutSecretValueCommand,
  RemoveRegionsFromReplicationCommand, ReplicateSecretToRegionsCommand, type ReplicateSecretToRegionsRequest, RotateSecretCommand,
  SecretsManagerClient, StopReplicationToReplicaCommand, UpdateSecretCommand, UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { RotationUnderTest } from './rotation-under-test';
import { ONE, refusal, SecretsUnderTest, TWO } from './secrets-under-test';

const DELAY = 5_000;
const IN_SYNC = { Region: 'us-east-1', KmsKeyId: 'alias/aws/secretsmanager', Status: 'InSync', StatusMessage: 'Replication succeeded' };

let secrets: SecretsUnderTest;
/** Clients of other Regions. */
let virginia: SecretsManagerClient;
let stockholm: SecretsManagerClient;

beforeEach(async () => {
  secrets = await SecretsUnderTest.start();
  virginia = new SecretsManagerClient(secrets.aws.clientConfig({ region: 'us-east-1' }));
  stockholm = new SecretsManagerClient(secrets.aws.clientConfig({ region: 'eu-north-1' }));
});
afterEach(() => secrets.aws.stop());

const replicate = (more: Partial<ReplicateSecretToRegionsRequest> = {}) => (
  secrets.client.send(new ReplicateSecretToRegionsCommand({ SecretId: 'dkim/key', AddReplicaRegions: [{ Region: 'us-east-1' }], ...more }))
);
const replicated = async (more: Partial<ReplicateSecretToRegionsRequest> = {}) => {
  await replicate(more);
  await secrets.aws.clock.advance(DELAY);
};
const value = async (client = virginia) => (await client.send(new GetSecretValueCommand({ SecretId: 'dkim/key' }))).SecretString;
const status = async () => (await secrets.describe()).ReplicationStatus;
const absent = { name: 'ResourceNotFoundException' };

describe('a replica', () => {
  test('comes after a while, with the same name, six characters, versions and labels', async () => {
    await secrets.put('two', TWO);
    expect((await replicate()).ReplicationStatus).toEqual([{ Region: 'us-east-1', KmsKeyId: 'alias/aws/secretsmanager', Status: 'InProgress' }]);
    await secrets.aws.clock.advance(DELAY - 1);
    await expect(value()).rejects.toMatchObject(absent);
    await secrets.aws.clock.advance(1);
    expect(await status()).toEqual([IN_SYNC]);
    const arn = secrets.arn.replace('eu-west-1', 'us-east-1');
    expect(await virginia.send(new GetSecretValueCommand({ SecretId: arn }))).toMatchObject({ ARN: arn, SecretString: 'two', VersionId: TWO });
    expect(await virginia.send(new DescribeSecretCommand({ SecretId: arn }))).toMatchObject({
      PrimaryRegion: 'eu-west-1', VersionIdsToStages: { [ONE]: ['AWSPREVIOUS'], [TWO]: ['AWSCURRENT'] },
    });
    expect((await secrets.describe()).PrimaryRegion).toBe('eu-west-1');
  });

  test('may be asked for with the secret', async () => {
    const AddReplicaRegions = [{ Region: 'us-east-1' }, { Region: 'eu-north-1' }];
    const { ReplicationStatus } = await secrets.client.send(new CreateSecretCommand({ Name: 'both', SecretString: 'one', AddReplicaRegions }));
    expect(ReplicationStatus!.map(({ Region, Status }) => [Region, Status])).toEqual([['us-east-1', 'InProgress'], ['eu-north-1', 'InProgress']]);
    await secrets.aws.clock.advance(DELAY);
    for (const client of [virginia, stockholm]) {
      expect(await client.send(new GetSecretValueCommand({ SecretId: 'both' }))).toMatchObject({ SecretString: 'one' });
    }
  });

  test('follows its primary, each change after a while', async () => {
    await replicated();
    await secrets.put('two', TWO);
    await secrets.aws.clock.advance(DELAY / 2);
    await secrets.move({ MoveToVersionId: ONE, RemoveFromVersionId: TWO });
    expect(await value()).toBe('one');
    await secrets.aws.clock.advance(DELAY / 2);
    expect(await value()).toBe('two');
    expect(await status()).toMatchObject([{ Status: 'InProgress' }]);
    await secrets.aws.clock.advance(DELAY / 2);
    expect(await value()).toBe('one');
    expect(await status()).toEqual([IN_SYNC]);
  });

  test('follows a rotation, which is its primary\'s', async () => {
    const rotation = await RotationUnderTest.start();
    const there = new SecretsManagerClient(rotation.aws.clientConfig({ region: 'us-east-1' }));
    await rotation.secrets.client.send(new ReplicateSecretToRegionsCommand({ SecretId: 'dkim/key', AddReplicaRegions: [{ Region: 'us-east-1' }] }));
    await rotation.advance(DELAY);
    await rotation.rotate({ ClientRequestToken: TWO });
    expect(await value(there)).toBe('one');
    await rotation.advance(DELAY);
    expect(await value(there)).toBe('rotated');
    const { RotationEnabled, VersionIdsToStages } = await there.send(new DescribeSecretCommand({ SecretId: 'dkim/key' }));
    expect({ RotationEnabled, VersionIdsToStages }).toEqual({ VersionIdsToStages: await rotation.secrets.stages() });
    await rotation.aws.stop();
  });

  test('has no events of its own', async () => {
    const publish = jest.spyOn(secrets.aws.events, 'publish');
    await replicated();
    await secrets.put('two', TWO);
    await secrets.aws.clock.advance(DELAY);
    expect(publish.mock.calls.map(([, { region }]) => region)).toEqual(['eu-west-1']);
  });

  test.each<[string, (client: SecretsManagerClient) => Promise<unknown>]>([
    ['a value', (client) => client.send(new PutSecretValueCommand({ SecretId: 'dkim/key', SecretString: 'two' }))],
    ['a description', (client) => client.send(new UpdateSecretCommand({ SecretId: 'dkim/key', Description: 'two' }))],
    ['a label', (client) => client.send(new UpdateSecretVersionStageCommand({ SecretId: 'dkim/key', VersionStage: 'MINE', MoveToVersionId: ONE }))],
    ['a rotation', (client) => client.send(new RotateSecretCommand({ SecretId: 'dkim/key' }))],
    ['no rotation', (client) => client.send(new CancelRotateSecretCommand({ SecretId: 'dkim/key' }))],
    ['replicas', (client) => client.send(new ReplicateSecretToRegionsCommand({ SecretId: 'dkim/key', AddReplicaRegions: [{ Region: 'eu-north-1' }] }))],
    ['an end', (client) => client.send(new DeleteSecretCommand({ SecretId: 'dkim/key' }))],
    ['an end by force', (client) => client.send(new DeleteSecretCommand({ SecretId: 'dkim/key', ForceDeleteWithoutRecovery: true }))],
  ])('is not given %s but through its primary', async (_, call) => {
    await replicated();
    await expect(call(virginia)).rejects.toMatchObject(
      refusal('InvalidParameterException', 'Operation not permitted on a replica secret. Call must be made in primary secret\'s region.'),
    );
    expect(await value()).toBe('one');
  });

  test('has a key of its own', async () => {
    await replicated({ AddReplicaRegions: [{ Region: 'us-east-1', KmsKeyId: 'alias/there' }] });
    expect(await virginia.send(new DescribeSecretCommand({ SecretId: 'dkim/key' }))).toMatchObject({ KmsKeyId: 'alias/there' });
    await virginia.send(new UpdateSecretCommand({ SecretId: 'dkim/key', KmsKeyId: 'alias/other' }));
    await secrets.put('two', TWO);
    await secrets.aws.clock.advance(DELAY);
    expect(await virginia.send(new DescribeSecretCommand({ SecretId: 'dkim/key' }))).toMatchObject({ KmsKeyId: 'alias/other' });
    expect(await value()).toBe('two');
  });

  test('is gone at once when its Region is removed, and what was on its way does not come', async () => {
    await replicated();
    await secrets.put('two', TWO);
    const { ReplicationStatus } = await secrets.client.send(new RemoveRegionsFromReplicationCommand({ SecretId: 'dkim/key', RemoveReplicaRegions: ['us-east-1'] }));
    expect(ReplicationStatus).toBeUndefined();
    await expect(value()).rejects.toMatchObject(absent);
    expect(secrets.aws.clock.pending()).toEqual([]);
    expect((await secrets.describe()).PrimaryRegion).toBeUndefined();
  });

  test('that is promoted keeps its ARN and value, and follows no more', async () => {
    await replicated();
    const arn = secrets.arn.replace('eu-west-1', 'us-east-1');
    expect(await virginia.send(new StopReplicationToReplicaCommand({ SecretId: arn }))).toMatchObject({ ARN: arn });
    expect(await status()).toBeUndefined();
    await secrets.put('two', TWO);
    await secrets.aws.clock.advance(DELAY);
    expect(await value()).toBe('one');
    await virginia.send(new PutSecretValueCommand({ SecretId: arn, SecretString: 'own' }));
    expect(await value()).toBe('own');
    await expect(virginia.send(new StopReplicationToReplicaCommand({ SecretId: arn }))).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});

describe('a primary', () => {
  test.each([{}, { ForceDeleteWithoutRecovery: true }])('is not deleted before its replicas, by %j', async (how) => {
    await replicated({ AddReplicaRegions: [{ Region: 'us-east-1' }, { Region: 'eu-north-1' }] });
    await expect(secrets.client.send(new DeleteSecretCommand({ SecretId: 'dkim/key', ...how }))).rejects.toMatchObject(
      refusal('InvalidParameterException', `You can't delete secret ${secrets.arn} that still has replica regions [us-east-1, eu-north-1].`),
    );
    await secrets.client.send(new RemoveRegionsFromReplicationCommand({ SecretId: 'dkim/key', RemoveReplicaRegions: ['us-east-1', 'eu-north-1'] }));
    await secrets.client.send(new DeleteSecretCommand({ SecretId: 'dkim/key', ...how }));
  });

  test('has no replica at home, and removes none that it does not have', async () => {
    await expect(replicate({ AddReplicaRegions: [{ Region: 'eu-west-1' }] })).rejects.toMatchObject({ name: 'InvalidParameterException' });
    const create = new CreateSecretCommand({ Name: 'new', AddReplicaRegions: [{ Region: 'eu-west-1' }] });
    await expect(secrets.client.send(create)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(secrets.describe('new')).rejects.toMatchObject(absent);
    const remove = new RemoveRegionsFromReplicationCommand({ SecretId: 'dkim/key', RemoveReplicaRegions: ['us-east-1'] });
    await expect(secrets.client.send(remove)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});

describe('replication fails', () => {
  test('where the name is taken, unless it may be overwritten', async () => {
    await virginia.send(new CreateSecretCommand({ Name: 'dkim/key', SecretString: 'theirs' }));
    await replicated();
    expect(await status()).toMatchObject([{ Status: 'Failed', StatusMessage: 'Secret with this name already exists in this region' }]);
    expect(await value()).toBe('theirs');
    await replicated({ ForceOverwriteReplicaSecret: true });
    expect(await status()).toEqual([IN_SYNC]);
    expect(await value()).toBe('one');
  });

  test('in one Region and not in another, until it is asked for once more', async () => {
    secrets.aws.secretsManager.replication.outages.set('us-east-1', 'Internal failure');
    await replicated({ AddReplicaRegions: [{ Region: 'us-east-1' }, { Region: 'eu-north-1' }] });
    expect(await status()).toMatchObject([{ Region: 'us-east-1', Status: 'Failed', StatusMessage: 'Internal failure' }, { Region: 'eu-north-1', Status: 'InSync' }]);
    await expect(value()).rejects.toMatchObject(absent);
    expect(await value(stockholm)).toBe('one');
    secrets.aws.secretsManager.replication.outages.clear();
    await replicated();
    expect(await value()).toBe('one');
  });

  test('for a change, and the replica keeps what it had', async () => {
    await replicated();
    secrets.aws.secretsManager.replication.outages.set('us-east-1', 'Internal failure');
    await secrets.put('two', TWO);
    await secrets.aws.clock.advance(DELAY);
    expect(await status()).toMatchObject([{ Status: 'Failed' }]);
    expect(await value()).toBe('one');
  });
});
