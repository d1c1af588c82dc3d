import { UpdateSecretVersionStageCommand } from '@aws-sdk/client-secrets-manager';
import type { Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { TestKey } from './keys';
import { DOMAIN, World } from './world';
import { Dkim, DkimKey, DomainIdentity } from '../../src';

/*
 * Whoever may change a secret may put any label on its versions. No label says anything about a record.
 */

const SECRET = 'mail/dkim';
const FOREIGN = `google._domainkey.${DOMAIN}`;
const DAY = 24 * 60 * 60_000;

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(() => world.stop());

const key = new TestKey();
const text = (selector: string) => JSON.stringify({ selector, privateKey: key.pem() });
const following = (stack: Stack) => new DomainIdentity(stack, 'Identity', {
  domainName: DOMAIN, dkim: Dkim.byoDkim({ key: DkimKey.followSecret(Secret.fromSecretNameV2(stack, 'Secret', SECRET)) }), dns: world.zone(stack),
});

/** As the versions of a secret were labeled that had a memory of records. */
const LABELS = ['', ':retired:20000101T000000Z', ':revoked:20000101T000000Z'].map((state) => `dkim:google:0123456789abcdef${state}`);

test('a label that says that somebody else\'s record is in use, or was long ago, changes no record', async () => {
  await world.createRecords([{ name: FOREIGN, type: 'TXT', value: '"v=DKIM1; k=rsa; p=somebodyelse"' }]);
  await world.createSecret(SECRET, text('first'));
  expect((await world.deploy(following)).status).toBe('CREATE_COMPLETE');
  const version = await world.putSecret(SECRET, text('first'));
  for (const VersionStage of LABELS) {
    await world.secrets.send(new UpdateSecretVersionStageCommand({ SecretId: SECRET, VersionStage, MoveToVersionId: version }));
  }
  const since = world.aws.requests.since();
  await world.pass(30 * DAY, 5 * DAY);
  expect(since({ operation: 'ChangeResourceRecordSets' })).toEqual([]);
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(await world.recordSets()).toContainEqual(expect.objectContaining({
    Name: `${FOREIGN}.`, ResourceRecords: [{ Value: '"v=DKIM1; k=rsa; p=somebodyelse"' }],
  }));
});
