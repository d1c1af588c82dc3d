import { DeleteSecretCommand } from '@aws-sdk/client-secrets-manager';
import type { Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { TestKey } from './keys';
import { DOMAIN, World } from './world';
import { Dkim, DkimKey, DomainIdentity, type DomainIdentityProps, ExistingIdentity } from '../../src';

/*
 * What is remembered of a followed secret goes only with its owner: not with another resource that was refused, nor with the former
 * one after a take-over. New keys are applied all the time, and SES gets none that is not served.
 */

const SECRET = 'dkim/followed';
const HOUR = 60 * 60_000;

const text = (selector: string) => JSON.stringify({ selector, privateKey: new TestKey().pem() });
const record = (selector: string) => `TXT ${selector}._domainkey.${DOMAIN}.`;
const define = (id = 'Identity', props: Partial<DomainIdentityProps> = {}) => (stack: Stack) => new DomainIdentity(stack, id, {
  domainName: DOMAIN,
  dkim: Dkim.byoDkim({ key: DkimKey.followSecret(Secret.fromSecretNameV2(stack, 'Secret', SECRET)) }),
  dns: world.zone(stack),
  ...props,
});
const adopt = { existingIdentity: ExistingIdentity.ADOPT };

let world: World;
beforeEach(async () => {
  world = await World.start();
  await world.createSecret(SECRET, text('one'));
  expect((await world.deploy(define())).status).toBe('CREATE_COMPLETE');
  expect(await world.verdict()).toMatchObject({ selector: 'one', dkim: 'pass' });
});
afterEach(() => world.stop());

const puts = () => world.aws.requests.all({ operation: 'PutEmailIdentityDkimSigningAttributes' }).filter(({ outcome }) => outcome === 'ok');

/** Every key that SES was given had a record at that moment. */
function expectServedKeys(): void {
  const given = puts().map(({ input, time }) => {
    const { DomainSigningSelector: selector } = input.SigningAttributes as { readonly DomainSigningSelector: string };
    return { selector, records: world.aws.route53.servedAt(`${selector}._domainkey.${DOMAIN}`, 'TXT', time).length };
  });
  expect(given).toEqual(given.map(({ selector }) => ({ selector, records: 1 })));
}

test.each<[string, () => Promise<string>, string]>([
  ['another stack of the same domain was refused', async () => (await world.deploy(define(), 'Other')).status, 'ROLLBACK_COMPLETE'],
  ['a construct id was changed, and that refused', async () => (await world.deploy(define('Renamed'))).status, 'UPDATE_ROLLBACK_COMPLETE'],
  ['a construct id was changed, by adoption', async () => (await world.deploy(define('Renamed', adopt))).status, 'UPDATE_COMPLETE'],
  ['another stack has taken the identity over', async () => {
    expect((await world.deploy(define('Identity', adopt), 'Other')).status).toBe('CREATE_COMPLETE');
    return (await world.destroy()).status;
  }, 'DELETE_COMPLETE'],
])('is followed after %s', async (_, happen, status) => {
  expect(await happen()).toBe(status);
  await world.settled();
  expect(await world.records()).toEqual([record('one')]);
  expect(await world.memories()).toHaveLength(1);

  await world.putSecret(SECRET, text('two'));
  await world.settled();
  await world.pass(HOUR);
  expect(await world.verdict()).toMatchObject({ selector: 'two', dkim: 'pass' });
  expect((await world.records()).sort()).toEqual([`${record('one')} (retired)`, record('two')]);
  expectServedKeys();
});

test('a key has a record before SES is given it, after another stack was refused', async () => {
  expect((await world.deploy(define(), 'Other')).status).toBe('ROLLBACK_COMPLETE');
  await world.putSecret(SECRET, text('two'));
  await world.settled();
  expect((await world.deploy(define('Identity', { feedbackForwarding: false }))).status).toBe('UPDATE_COMPLETE');
  await world.settled();
  await world.pass(HOUR);
  expect(await world.verdict()).toMatchObject({ selector: 'two', dkim: 'pass' });
  expectServedKeys();
});

test('a key has a record before SES is given it, if the secret was made again under its name', async () => {
  const underWay = await world.send();
  await world.secrets.send(new DeleteSecretCommand({ SecretId: SECRET, ForceDeleteWithoutRecovery: true }));
  await world.createSecret(SECRET, text('two'));
  await world.settled();
  expect((await world.deploy(define('Identity', { feedbackForwarding: false }))).status).toBe('UPDATE_COMPLETE');
  await world.settled();
  await world.pass(HOUR);
  expect(await world.verdict()).toMatchObject({ selector: 'two', dkim: 'pass' });
  expect(await world.judge(underWay)).toMatchObject({ selector: 'one', dkim: 'pass' });
  expectServedKeys();
});
