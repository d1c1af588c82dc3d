import { pkcs1Der, base64, pkcs8Pem, rsaKey } from './key-material';
import { KeyRefused, readDkimKey, readNamedKey } from '../../../lambda/keys';

const rsa = rsaKey(2048);
const FIELDS = { privateKey: 'privateKey', selector: 'selector' };
const secret = (selector: unknown, privateKey: unknown = pkcs8Pem(rsa)) => JSON.stringify({ selector, privateKey, owner: 'mail team' });

test.each([
  ['PKCS#8 as PEM', pkcs8Pem(rsa)],
  ['base64 of PKCS#1', base64(pkcs1Der(rsa))],
])('a key is read with its selector: %s', (_, privateKey) => {
  const { selector, pair } = readNamedKey(secret('mail2026', privateKey), FIELDS);
  expect(selector).toBe('mail2026');
  expect(pair.fingerprint).toBe(readDkimKey(pkcs8Pem(rsa)).fingerprint);
});

test('the fields may have other names', () => {
  const text = JSON.stringify({ name: 'mail', key: pkcs8Pem(rsa) });
  expect(readNamedKey(text, { privateKey: 'key', selector: 'name' }).selector).toBe('mail');
});

test('a selector is the same in any case', () => {
  expect(readNamedKey(secret(' Mail2026 '), FIELDS).selector).toBe('mail2026');
});

const NO_SELECTOR = 'the value does not name a selector, and each new key needs one of its own;'
  + ' store a JSON object with the selector in the field "selector" and the private key in "privateKey"';
const UNFIT = 'the JSON field "selector" is no selector: one DNS label of letters, digits and inner hyphens, at most 63 characters';

test.each([
  ['a bare key', pkcs8Pem(rsa), 'noSelector', NO_SELECTOR],
  ['JSON without a selector', secret(undefined), 'noSelector', NO_SELECTOR],
  ['a selector that is no text', secret(1), 'noSelector', NO_SELECTOR],
  ['a selector that is empty', secret(''), 'noSelector', NO_SELECTOR],
  ['a record\'s name for a selector', secret('mail._domainkey'), 'selectorUnfit', UNFIT],
  ['a selector that is too long', secret('s'.repeat(64)), 'selectorUnfit', UNFIT],
  ['the key in the wrong field', secret(pkcs8Pem(rsa), 'mail'), 'selectorUnfit', UNFIT],
  ['nothing', '', 'empty', expect.stringContaining('the value is empty')],
  ['a binary secret', undefined, 'binary', expect.stringContaining('the secret is binary')],
  ['no key', secret('mail', 'x'), 'unrecognised', expect.stringContaining('neither PEM nor base64')],
])('%s is refused', (_, text, reason, message) => {
  const read = () => readNamedKey(text as string | undefined, FIELDS);
  expect(read).toThrow(KeyRefused);
  expect(read).toThrow(expect.objectContaining({ reason, message }));
});
