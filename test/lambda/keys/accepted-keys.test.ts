import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { base64, pkcs1Der, pkcs1Pem, pkcs8Der, pkcs8Pem, rsaKey, wrapped } from './key-material';
import { readDkimKey } from '../../../lambda/keys';

const BOM = '\uFEFF';
const KEYS = new Map([1024, 2048].map(bits => [bits, rsaKey(bits)]));

/** Each takes the key to a text that somebody has in Secrets Manager today. */
const FORMATS: Record<string, (key: KeyObject) => string> = {
  'PEM PKCS#1': pkcs1Pem,
  'PEM PKCS#8': pkcs8Pem,
  'base64 of PKCS#1 DER': key => base64(pkcs1Der(key)),
  'base64 of PKCS#8 DER': key => base64(pkcs8Der(key)),
  'base64 of PKCS#1 DER over several lines': key => wrapped(base64(pkcs1Der(key)), 76).join('\n'),
  'base64 of PKCS#8 DER over several lines': key => wrapped(base64(pkcs8Der(key))).join('\n'),
  'base64 of a PKCS#1 PEM file': key => base64(pkcs1Pem(key)),
  'base64 of a PKCS#8 PEM file': key => base64(pkcs8Pem(key)),
  'base64 of a PEM file with CRLF and BOM': key => base64(BOM + pkcs8Pem(key).replaceAll('\n', '\r\n')),
};

const LINE_ENDS: Record<string, (text: string) => string> = {
  'LF': text => text,
  'CRLF': text => text.replaceAll('\n', '\r\n'),
  'two characters \\n': text => text.replaceAll('\n', '\\n'),
  'four characters \\r\\n': text => text.replaceAll('\n', '\\r\\n'),
  'escaped twice': text => text.replaceAll('\n', '\\\\n'),
  'blanks for line ends': text => text.replaceAll('\n', ' '),
};

function expectSameKey(read: ReturnType<typeof readDkimKey>, key: KeyObject) {
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  expect(read).toMatchObject({
    privateKey: pkcs1Der(key).toString('base64'),
    publicKey: spki.toString('base64'),
    fingerprint: createHash('sha256').update(spki).digest('hex'),
    modulusLength: key.asymmetricKeyDetails?.modulusLength,
  });
}

describe.each([...KEYS])('a key of %i bits', (_, key) => {
  test.each(Object.entries(FORMATS))('as %s', (_name, format) => {
    expectSameKey(readDkimKey(format(key)), key);
  });

  test.each(Object.entries(FORMATS))('in a JSON field, as %s', (_name, format) => {
    expectSameKey(readDkimKey(JSON.stringify({ user: 'mail', dkim: format(key) }, undefined, 2), { jsonField: 'dkim' }), key);
  });
});

test('any mix of format, line ends, BOM, blanks and JSON gives the same key', () => {
  const blanks = fc.string({ unit: fc.constantFrom(' ', '\t', '\n', '\r\n', BOM), maxLength: 6 });
  fc.assert(fc.property(
    fc.constantFrom(...KEYS.values()),
    fc.constantFrom(...Object.values(FORMATS)),
    fc.constantFrom(...Object.values(LINE_ENDS)),
    fc.tuple(blanks, blanks),
    fc.option(fc.record({ field: fc.string(), others: fc.dictionary(fc.string(), fc.jsonValue()), around: fc.tuple(blanks, blanks) })),
    (key, format, lineEnd, [before, after], json) => {
      const text = before + lineEnd(format(key)) + after;
      if (!json) return expectSameKey(readDkimKey(text), key);

      const object = JSON.stringify(Object.fromEntries([...Object.entries(json.others), [json.field, text]]));
      const secret = json.around[0].replaceAll(BOM, '') + object + json.around[1];
      return expectSameKey(readDkimKey(secret, { jsonField: json.field }), key);
    },
  ), { numRuns: 200 });
});

test('text around a PEM block is no part of it', () => {
  const key = KEYS.get(2048)!;
  expectSameKey(readDkimKey(`Bag Attributes\n    friendlyName: dkim\n${pkcs8Pem(key)}\nthe key of 2026\n`), key);
});

test('a key out of a shell script, with a backslash at the end of each line', () => {
  const key = KEYS.get(2048)!;
  expectSameKey(readDkimKey(wrapped(base64(pkcs1Der(key))).join(' \\\n')), key);
});

test('SES gets what its API takes: one line of base64, PKCS#1', () => {
  const { privateKey } = readDkimKey(pkcs8Pem(KEYS.get(2048)!));
  expect(privateKey).toMatch(/^[a-zA-Z0-9+\/]+={0,2}$/); // [DOC SES API DkimSigningAttributes]
  expect(createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs1' }).equals(KEYS.get(2048)!)).toBe(true);
});

test.each([[1024, 1], [1536, 1], [2048, 0]])('%i bits: %i warning(s)', (bits, count) => {
  const { warnings, modulusLength } = readDkimKey(pkcs1Pem(KEYS.get(bits) ?? rsaKey(bits)));
  expect(modulusLength).toBe(bits);
  expect(warnings).toHaveLength(count);
  for (const warning of warnings) {
    expect(warning).toBe(`the RSA key has ${bits} bits, and signers should use at least 2048 (RFC 8301 section 3.2);`
      + ' make one with `openssl genrsa -out dkim.pem 2048`');
  }
});

test('a pair that is logged or serialised leaves its private half behind', () => {
  const pair = readDkimKey(pkcs1Pem(KEYS.get(2048)!));
  for (const text of [JSON.stringify(pair), JSON.stringify({ ...pair }), inspect(pair, { depth: null, showHidden: true })]) {
    expect(text).toContain(pair.publicKey);
    expect(text).not.toContain(pair.privateKey.slice(-64));
  }
});
