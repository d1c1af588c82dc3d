import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { base64, pkcs8Pem, rsaKey } from './key-material';
import { dkimRecordValue, generateKey, KeyRefused, readDkimKey, readGeneratedKey } from '../../../lambda/keys';
import { GENERATED_KEY_LENGTHS, type GeneratedSecret } from '../../../src/contract/dkim-key';

const made = (keyLength: 1024 | 2048 = 2048): GeneratedSecret => JSON.parse(generateKey('example.com', keyLength));

test('what is stored is a stable shape that others rely on', () => {
  expect(Object.entries(made()).map(([name, value]) => `${name}: ${typeof value}`)).toEqual([
    'domainName: string', 'selector: string', 'privateKey: string', 'publicKey: string', 'keyLength: number',
  ]);
});

test.each(GENERATED_KEY_LENGTHS)('a key of %i bits is an RSA key of that length with the usual exponent', (bits) => {
  const { privateKey, keyLength } = made(bits);
  expect(createPrivateKey(privateKey)).toMatchObject({
    asymmetricKeyType: 'rsa', asymmetricKeyDetails: { modulusLength: bits, publicExponent: 65537n },
  });
  expect(keyLength).toBe(bits);
});

test('the private key is PKCS#8 as PEM, and the public key what its record says', () => {
  const { privateKey, publicKey } = made();
  expect(privateKey).toBe(createPrivateKey(privateKey).export({ type: 'pkcs8', format: 'pem' }));
  expect(publicKey).toBe(base64(createPublicKey(privateKey).export({ type: 'spki', format: 'der' })));
  expect(dkimRecordValue(publicKey)).toBe(dkimRecordValue(readDkimKey(privateKey).publicKey));
});

test('the selector can be computed from the record', () => {
  const { selector, publicKey } = made();
  expect(selector).toBe(`s${createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex').slice(0, 16)}`);
});

test('no two keys are the same', () => {
  expect(new Set([made(1024), made(1024), made(1024)].flatMap(({ selector, privateKey }) => [selector, privateKey])).size).toBe(6);
});

test('what was written is read again, with the domain that it was made for', () => {
  const text = generateKey('example.com', 1024);
  const { pair, ...rest } = readGeneratedKey(text);
  expect(rest).toEqual({ domainName: 'example.com', selector: JSON.parse(text).selector });
  expect(pair).toMatchObject({ modulusLength: 1024, publicKey: JSON.parse(text).publicKey });
});

test('a field that a later version adds does no harm', () => {
  expect(readGeneratedKey(JSON.stringify({ ...made(1024), later: ['x'] })).domainName).toBe('example.com');
});

test('it is read like any other key in a JSON secret, too', () => {
  const { privateKey, publicKey } = made(1024);
  expect(readDkimKey(JSON.stringify({ privateKey }), { jsonField: 'privateKey' }).publicKey).toBe(publicKey);
});

describe('what is not as it was generated is refused in the same words, without a piece of it', () => {
  const other = made(1024);
  test.each<[string, string | undefined]>([
    ['a binary secret', undefined],
    ['a key alone', pkcs8Pem(rsaKey(1024))],
    ['broken JSON', generateKey('example.com', 1024).slice(0, -1)],
    ['another selector', JSON.stringify({ ...other, selector: 'mail' })],
    ['another public key', JSON.stringify({ ...other, publicKey: made(1024).publicKey })],
    ['another private key', JSON.stringify({ ...other, privateKey: made(1024).privateKey })],
    ['no domain', JSON.stringify({ ...other, domainName: undefined })],
    ['a damaged key', JSON.stringify({ ...other, privateKey: other.privateKey.replace(/\n.{5}/, '\nAAAAA') })],
  ])('%s', (_, text) => {
    const refusal = (() => {
      try {
        return readGeneratedKey(text);
      } catch (error) {
        return error;
      }
    })();
    expect(refusal).toBeInstanceOf(KeyRefused);
    expect((refusal as KeyRefused).message).toBe('the value is not a key as it was generated; make the version that was generated the current one again,'
      + ' and keep a key of your own in another secret, with `DkimKey.fromSecret`');
  });
});
