import type { Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { TestKey } from './keys';
import { ACCOUNT, DOMAIN, REGION, World } from './world';
import { Dkim, DkimKey, DomainIdentity } from '../../src';

const key = new TestKey();
const short = new TestKey(1024);
const BOM = '\uFEFF';

/** Every form in which a key may be in a secret. */
const FORMATS: Array<[string, string, string | undefined]> = [
  ['PEM, PKCS#1', key.pem('pkcs1'), undefined],
  ['PEM, PKCS#8', key.pem('pkcs8'), undefined],
  ['PEM with CRLF, blanks and a byte order mark', `${BOM}  ${key.pem().replace(/\n/g, '\r\n')}  \r\n`, undefined],
  ['base64 of DER, PKCS#1', key.der('pkcs1').toString('base64'), undefined],
  ['base64 of DER, PKCS#8', key.der('pkcs8').toString('base64'), undefined],
  ['base64 of a PEM file', Buffer.from(key.pem()).toString('base64'), undefined],
  ['a JSON field with PEM', JSON.stringify({ user: 'x', privateKey: key.pem() }), 'privateKey'],
  ['a JSON field with base64', JSON.stringify({ privateKey: key.der('pkcs1').toString('base64') }), 'privateKey'],
  ['1024 bits', short.pem(), undefined],
];

let world: World;

beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.stop());

test.each(FORMATS)('a key as %s signs mail that receivers accept', async (_, value, jsonField) => {
  const selector = 'formats';
  await world.createSecret(`dkim/${selector}`, value).catch(() => world.putSecret(`dkim/${selector}`, value));
  const outcome = await world.deploy((stack) => new DomainIdentity(stack, 'Identity', {
    domainName: DOMAIN,
    dkim: Dkim.byoDkim({ key: world.key(stack, selector, { jsonField }) }),
    dns: world.zone(stack),
  }));
  expect(outcome.status).toBe('CREATE_COMPLETE');
  expect(await world.verdict()).toMatchObject({ selector, dkim: 'pass' });
  expect((await world.identity())!.DkimAttributes).toMatchObject({ Status: 'SUCCESS', SigningAttributesOrigin: 'EXTERNAL' });
  await world.destroy();
  expect(await world.identity()).toBeUndefined();
  expect(await world.records()).toEqual([]);
});

describe('a secret with a KMS key of its own', () => {
  const keyArn = `arn:aws:kms:${REGION}:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;
  const define = (encryptionKey?: (stack: Stack) => kms.IKey) => (stack: Stack) => {
    const secret = Secret.fromSecretAttributes(stack, 'Secret', {
      secretPartialArn: `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:dkim/encrypted`, encryptionKey: encryptionKey?.(stack),
    });
    new DomainIdentity(stack, 'Identity', {
      domainName: DOMAIN, dkim: Dkim.byoDkim({ key: DkimKey.fromSecret(secret, { selector: 'encrypted' }) }), dns: world.zone(stack),
    });
  };

  beforeAll(() => world.createSecret('dkim/encrypted', key.pem(), keyArn));

  test('is read where the key is known', async () => {
    expect((await world.deploy(define((stack) => kms.Key.fromKeyArn(stack, 'Key', keyArn)))).status).toBe('CREATE_COMPLETE');
    expect(await world.verdict()).toMatchObject({ selector: 'encrypted', dkim: 'pass' });
    await world.destroy();
  });

  test('fails where it is not, and says what is missing', async () => {
    const outcome = await world.deploy(define());
    expect(outcome.status).toBe('ROLLBACK_COMPLETE');
    expect(world.failures(outcome)[0].reason).toMatch(/kms:Decrypt.*import it with `encryptionKey`/s);
  });
});
