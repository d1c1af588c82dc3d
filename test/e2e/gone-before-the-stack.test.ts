import { DeleteSecretCommand } from '@aws-sdk/client-secrets-manager';
import type { Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { TestKey } from './keys';
import { DOMAIN, World } from './world';
import { Dkim, DkimKey, DomainIdentity } from '../../src';

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(() => world.stop());

/** What a stack used may be gone before the stack goes. */

test.each<[string, (stack: Stack) => Dkim]>([
  ['generated', () => Dkim.byoDkim({ key: DkimKey.generate() })],
  ['rotated', () => Dkim.byoDkim({ key: DkimKey.generate(), rotation: {} })],
  ['followed', (stack) => Dkim.byoDkim({ key: DkimKey.followSecret(Secret.fromSecretNameV2(stack, 'Secret', 'dkim/f')) })],
])('%s: a zone that is gone does not keep the stack from going', async (_, dkim) => {
  await world.createSecret('dkim/f', JSON.stringify({ selector: 'f', privateKey: new TestKey().pem() }));
  await world.deploy((stack) => new DomainIdentity(stack, 'Identity', { domainName: DOMAIN, dkim: dkim(stack), dns: world.zone(stack) }));
  await world.destroyZone();
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
});

test('a followed secret that is gone does not keep the stack from going', async () => {
  await world.createSecret('dkim/f', JSON.stringify({ selector: 'f', privateKey: new TestKey().pem() }));
  await world.deploy((stack) => new DomainIdentity(stack, 'Identity', {
    domainName: DOMAIN, dkim: Dkim.byoDkim({ key: DkimKey.followSecret(Secret.fromSecretNameV2(stack, 'Secret', 'dkim/f')) }), dns: world.zone(stack),
  }));
  await world.secrets.send(new DeleteSecretCommand({ SecretId: 'dkim/f', ForceDeleteWithoutRecovery: true }));
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(await world.records()).toEqual([]);
});
