import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { TestKey } from './keys';
import { DOMAIN, World } from './world';
import { Dkim, DomainIdentity } from '../../src';

const key = new TestKey();
const pem = key.pem();
const armor = (label: string, content = Buffer.alloc(200, 7)) => `-----BEGIN ${label}-----\n${content.toString('base64')}\n-----END ${label}-----\n`;
const toPem = (privateKey: KeyObject) => privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

interface Refused {
  readonly value?: string | Uint8Array;
  readonly options?: { readonly jsonField?: string; readonly versionId?: string };
  readonly message: RegExp;
}

const REFUSED: Array<[string, Refused]> = [
  ['a secret that does not exist', { message: /AccessDeniedException: .*check that the secret exists in this account and Region/s }],
  ['a version that does not exist', {
    value: pem, options: { versionId: '00000000-0000-4000-8000-000000000000' }, message: /the secret dkim\/a-version-that-does-not-exist has no version 0{8}-/,
  }],
  ['a field that does not exist', { value: '{"key":"x"}', options: { jsonField: 'privateKey' }, message: /no field "privateKey", it has the fields "key"/ }],
  ['a field of what is not JSON', { value: pem, options: { jsonField: 'privateKey' }, message: /not a JSON object/ }],
  ['JSON without a field', { value: '{"privateKey":"x"}', message: /set jsonField to the field/ }],
  ['a binary secret', { value: Buffer.from(pem), message: /the secret is binary/ }],
  ['a public key', { value: armor('PUBLIC KEY'), message: /is a public key/ }],
  ['a certificate', { value: armor('CERTIFICATE'), message: /is a certificate;/ }],
  ['a signing request', { value: armor('CERTIFICATE REQUEST'), message: /certificate signing request/ }],
  ['an OpenSSH key', { value: armor('OPENSSH PRIVATE KEY'), message: /OpenSSH private key/ }],
  ['a PGP key', { value: armor('PGP PRIVATE KEY BLOCK'), message: /PGP armor/ }],
  ['two keys', { value: pem + pem, message: /has 2 PEM blocks/ }],
  ['an encrypted key', {
    value: key.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString(), message: /encrypted with a passphrase/,
  }],
  ['an EC key', { value: toPem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey), message: /is EC, and SES signs with RSA only/ }],
  ['an Ed25519 key', { value: toPem(generateKeyPairSync('ed25519').privateKey), message: /is Ed25519, and SES/ }],
  ['a short key', { value: new TestKey(768).pem(), message: /has 768 bits, and SES takes none under 1024/ }],
  ['a long key', { value: new TestKey(3072).pem(), message: /has 3072 bits, and SES takes none over 2048/ }],
  ['half a key', { value: key.der('pkcs1').subarray(0, 600).toString('base64'), message: /is truncated/ }],
  ['garbage', { value: 'correct horse battery staple', message: /neither PEM nor base64 of a private key/ }],
  ['nothing', { value: ' \n', message: /is empty/ }],
];

let world: World;
const said: string[] = [];

beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.stop());

test.each(REFUSED)('fails on %s, with what to do, before SES is told anything', async (name, { value, options, message }) => {
  const selector = name.replace(/\W+/g, '-');
  if (value !== undefined) {
    await world.createSecret(`dkim/${selector}`, value);
  }
  const outcome = await world.deploy((stack) => new DomainIdentity(stack, 'Identity', {
    domainName: DOMAIN, dkim: Dkim.byoDkim({ key: world.key(stack, selector, options) }), dns: world.zone(stack),
  }));
  expect(outcome.status).toBe('ROLLBACK_COMPLETE');
  const reason = world.failures(outcome).find(({ type }) => type === 'Custom::SesDomainIdentity')!.reason;
  expect(reason).toMatch(message);
  expect(reason).toContain(`dkim/${selector}`);
  said.push(reason.replaceAll(selector, ''));
  expect(world.aws.requests.all({ service: 'ses' }).map(({ operation }) => operation).filter((operation) => !operation.startsWith('Get'))).toEqual([]);
  expect(await world.records()).toEqual([]);
});

test('each says something of its own', () => {
  expect(said).toHaveLength(REFUSED.length);
  expect(new Set(said).size).toBe(said.length);
});
