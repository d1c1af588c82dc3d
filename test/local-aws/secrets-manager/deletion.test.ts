import { CreateSecretCommand, DeleteSecretCommand, RestoreSecretCommand } from '@aws-sdk/client-secrets-manager';
import { ONE, refusal, SecretsUnderTest, TWO } from './secrets-under-test';

const DAY = 86_400_000;

let secrets: SecretsUnderTest;

beforeEach(async () => {
  secrets = await SecretsUnderTest.start();
});
afterEach(() => secrets.aws.stop());

describe('a secret that is deleted', () => {
  const marked = refusal('InvalidRequestException', 'You can\'t perform this operation on the secret because it was marked for deletion.');

  test('is kept for 30 days, in which nobody reads it or writes it or takes its name', async () => {
    const { DeletionDate } = await secrets.client.send(new DeleteSecretCommand({ SecretId: 'dkim/key' }));
    expect(DeletionDate).toEqual(new Date(secrets.aws.clock.now().getTime() + 30 * DAY));
    await secrets.aws.clock.advance(30 * DAY - 1);
    await expect(secrets.get()).rejects.toMatchObject(marked);
    await expect(secrets.put('two', TWO)).rejects.toMatchObject(marked);
    await expect(secrets.move({ RemoveFromVersionId: ONE })).rejects.toMatchObject(marked);
    await expect(secrets.client.send(new CreateSecretCommand({ Name: 'dkim/key' }))).rejects.toMatchObject(
      refusal('InvalidRequestException', 'You can\'t create this secret because a secret with this name is already scheduled for deletion.'),
    );
    expect(await secrets.describe()).toMatchObject({ DeletedDate: DeletionDate });
  });

  test('comes back when it is restored', async () => {
    await secrets.client.send(new DeleteSecretCommand({ SecretId: 'dkim/key', RecoveryWindowInDays: 7 }));
    await secrets.client.send(new RestoreSecretCommand({ SecretId: 'dkim/key' }));
    await secrets.aws.clock.advance(8 * DAY);
    expect(await secrets.get()).toMatchObject({ SecretString: 'one', VersionId: ONE });
  });

  test('is not deleted again, but by force, which asks not even whether it is there', async () => {
    await secrets.client.send(new DeleteSecretCommand({ SecretId: secrets.arn }));
    await expect(secrets.client.send(new DeleteSecretCommand({ SecretId: secrets.arn }))).rejects.toMatchObject(marked);
    await secrets.client.send(new DeleteSecretCommand({ SecretId: secrets.arn, ForceDeleteWithoutRecovery: true }));
    await secrets.client.send(new DeleteSecretCommand({ SecretId: secrets.arn, ForceDeleteWithoutRecovery: true }));
    await expect(secrets.client.send(new DeleteSecretCommand({ SecretId: secrets.arn }))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test.each([
    ['at the end of its window', { RecoveryWindowInDays: 7 }, 7 * DAY],
    ['at once by force', { ForceDeleteWithoutRecovery: true }, 0],
  ])('is gone %s, and its name is free for another secret', async (_, how, ms) => {
    await secrets.client.send(new DeleteSecretCommand({ SecretId: 'dkim/key', ...how }));
    await secrets.aws.clock.advance(ms);
    await expect(secrets.get()).rejects.toMatchObject(refusal('ResourceNotFoundException', 'Secrets Manager can\'t find the specified secret.'));
    const again = await secrets.client.send(new CreateSecretCommand({ Name: 'dkim/key', SecretString: 'two' }));
    expect(again.ARN).not.toBe(secrets.arn);
    await expect(secrets.get({ SecretId: secrets.arn })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
