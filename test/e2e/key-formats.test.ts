import { TestKey } from './keys';
import { DOMAIN, World } from './world';
import { Dkim, DomainIdentity } from '../../src';

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
