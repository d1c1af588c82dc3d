import type { StoredRecord } from '../../../lambda/ports';
import { described, hashOf, newRecord, saysTheSame } from '../../../lambda/records/values';

const KEY = `${'A'.repeat(300)}IDAQAB`;
const NAME = 'mail._domainkey.example.com';
const wanted = { purpose: 'DKIM' as const, type: 'TXT', value: `v=DKIM1; k=rsa; p=${KEY}` };
const stored = (type: string, ...values: string[]): StoredRecord => ({ name: NAME, type, ttl: 300, values, isPlain: true });

test('what is written is what is recognized', () => {
  const written = newRecord(NAME, 'TXT', wanted.value);
  expect(written).toMatchObject({ ttl: 1800, type: 'TXT' });
  expect(saysTheSame({ ...written, isPlain: true }, wanted)).toBe(true);
});

test('the hash of a record set does not depend on the order of its values', () => {
  expect(hashOf('TXT', ['a', 'b'])).toBe(hashOf('TXT', ['b', 'a']));
  expect(hashOf('TXT', ['a', 'b'])).not.toBe(hashOf('MX', ['a', 'b']));
});

test.each([
  ['without the tags that have defaults', `p=${KEY}`],
  ['with blanks in the key', `v=DKIM1;k=rsa;p=${KEY.replace('I', ' I')};`],
  ['with the hash that SES uses', `v=DKIM1; h=sha1:sha256; k=rsa; s=email; t=s; n=a note; p=${KEY}`],
])('the same key %s', (_, value) => {
  expect(saysTheSame(stored('TXT', value), wanted)).toBe(true);
});

test.each([
  ['another key', `v=DKIM1; k=rsa; p=B${KEY.slice(1)}`],
  ['a revoked key', 'v=DKIM1; p='],
  ['another kind of key', `v=DKIM1; k=ed25519; p=${KEY}`],
  ['a key that verifiers are to treat as a test', `v=DKIM1; k=rsa; t=y:s; p=${KEY}`],
  ['a hash that SES does not use', `v=DKIM1; k=rsa; h=sha1; p=${KEY}`],
  ['a key that is not for mail', `v=DKIM1; k=rsa; s=other; p=${KEY}`],
  ['something else', 'v=spf1 -all'],
])('%s is not the same', (_, value) => {
  expect(saysTheSame(stored('TXT', value), wanted)).toBe(false);
});

test('two values, or a routing policy, are not the one record', () => {
  expect(saysTheSame(stored('TXT', wanted.value, 'v=spf1 -all'), wanted)).toBe(false);
  expect(saysTheSame({ ...stored('TXT', wanted.value), isPlain: false }, wanted)).toBe(false);
});

test('the target of a CNAME is a name, whose case and last dot mean nothing', () => {
  const cname = { purpose: 'DKIM' as const, type: 'CNAME', value: 'token.dkim.amazonses.com' };
  expect(saysTheSame(stored('CNAME', 'Token.dkim.amazonses.com.'), cname)).toBe(true);
  expect(saysTheSame(stored('CNAME', 'token.dkim.eu-west-1.amazonses.com'), cname)).toBe(false);
});

test('a record is described without its key, and without the end of a long one', () => {
  expect(described(stored('TXT', wanted.value))).toMatch(/^TXT v=DKIM1; k=rsa; p=\(306 characters, SHA-256 [0-9a-f]{12}…\)$/);
  expect(described(stored('TXT', 'word '.repeat(800))).length).toBeLessThan(220);
  expect(described({ ...stored('A'), isPlain: false })).toBe('A (an alias, or one of several sets of this name)');
});
