import { createPrivateKey, createPublicKey, generateKeyPairSync, generatePrimeSync, type JsonWebKey, type KeyObject, sign, verify } from 'node:crypto';
import * as fc from 'fast-check';
import { base64, pem, pkcs1Der, pkcs1Pem, pkcs8Der, pkcs8Pem, rsaKey } from './key-material';
import { DkimKeyPair, KeyRefused, readDkimKey } from '../../../lambda/keys';

const key = rsaKey(1024);
const FORMS: Record<string, Buffer> = { 'PKCS#1': pkcs1Der(key), 'PKCS#8': pkcs8Der(key) };

/** Anything but an accepted key or a KeyRefused is a crash, and fails the test. */
function outcome(secret: string, jsonField?: string): DkimKeyPair | KeyRefused {
  try {
    return readDkimKey(secret, { jsonField });
  } catch (error) {
    if (error instanceof KeyRefused) return error;
    throw error;
  }
}

function refusedAs(secret: string): string {
  const result = outcome(secret);
  return result instanceof KeyRefused ? result.reason : 'accepted';
}

describe.each(Object.entries(FORMS))('%s', (_, whole) => {
  test('cut anywhere: refused', () => {
    for (let length = 1; length < whole.length; length++) {
      const expected = length < 4 ? 'unrecognised' : 'truncated'; // its header alone is four bytes
      expect([length, refusedAs(base64(whole.subarray(0, length)))]).toEqual([length, expected]);
      expect([length, refusedAs(pem('PRIVATE KEY', whole.subarray(0, length)))]).toEqual([length, expected]);
    }
  });

  test('followed by anything: refused', () => {
    for (const tail of [Buffer.of(0), Buffer.from('\n'), whole]) {
      expect(refusedAs(base64(Buffer.concat([whole, tail])))).toBe('corrupted');
    }
  });

  test('any byte changed: refused, or the change did not touch the key', () => {
    const accepted: number[] = [];
    for (let position = 0; position < whole.length; position++) {
      for (const flip of [0x01, 0x80, 0xff]) {
        const damaged = Buffer.from(whole);
        damaged[position] ^= flip; // eslint-disable-line no-bitwise -- a changed byte is what this is about
        const result = outcome(base64(damaged));
        if (result instanceof KeyRefused) continue;
        expect(result.privateKey).toBe(base64(pkcs1Der(key)));
        accepted.push(position);
      }
    }
    // only bytes that say nothing of the key may change: versions and the empty parameters of the algorithm
    expect(accepted.every(position => position < 40)).toBe(true);
  });
});

test('a PEM file cut anywhere before the end of its last line: refused', () => {
  const file = pkcs1Pem(key).trimEnd();
  for (let length = 1; length < file.length; length++) {
    expect([length, refusedAs(file.slice(0, length))]).not.toEqual([length, 'accepted']);
    expect([length, refusedAs(base64(file.slice(0, length)))]).not.toEqual([length, 'accepted']);
  }
});

test('something else than base64 in a PEM block', () => {
  expect(outcome(pkcs1Pem(key).replace('\nMII', '\n*II'))).toMatchObject({
    reason: 'corrupted',
    message: 'the private key is corrupted, between its BEGIN and END lines is something else than base64;'
      + ' store the file again, or make one with `openssl genrsa -out dkim.pem 2048`',
  });
});

describe('numbers that do not belong together', () => {
  const other = rsaKey(1024).export({ format: 'jwk' });
  const whole = key.export({ format: 'jwk' });

  test.each(['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'] as const)('%s of another key', number => {
    const foreign = number === 'e' ? Buffer.of(3).toString('base64url') : other[number];
    const mixed = fromJwk({ ...whole, [number]: foreign });
    expect(refusedAs(base64(pkcs1Der(mixed)))).toBe('corrupted');
  });

  test.each(['d', 'dp', 'dq', 'qi'] as const)('a wrong %s, which OpenSSL signs with as if nothing were', number => {
    const mixed = fromJwk({ ...whole, [number]: other[number] });
    const message = Buffer.from('message');
    expect(verify('sha256', message, createPublicKey(key), sign('sha256', message, mixed))).toBe(true);
    expect(refusedAs(pkcs8Pem(mixed))).toBe('corrupted');
  });

  function fromJwk(jwk: JsonWebKey): KeyObject {
    return createPrivateKey({ key: jwk, format: 'jwk' });
  }
});

test('numbers that fit, of which one is no prime: only a signature tells', () => {
  const e = 65537n;
  const prime = (bits: number): bigint => {
    const candidate = generatePrimeSync(bits, { bigint: true });
    return candidate % e === 1n ? prime(bits) : candidate;
  };
  const composite = (): bigint => {
    const candidate = prime(256) * prime(256);
    // The two highest bits, as a prime of OpenSSL's has them: the product has 1024.
    return candidate % e === 1n || candidate >> 510n !== 3n ? composite() : candidate;
  };
  const inverse = (a: bigint, m: bigint): bigint => {
    let [r, s, x, y] = [a % m, m, 1n, 0n];
    while (r > 1n) [r, s, x, y] = [s % r, r, y - (s / r) * x, x];
    return ((x % m) + m) % m;
  };

  const [p, q] = [composite(), prime(512)];
  const d = inverse(e, (p - 1n) * (q - 1n));
  const numbers = { n: p * q, e, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) };
  const jwk = Object.fromEntries(Object.entries(numbers).map(([name, value]) => {
    const hex = value.toString(16);
    return [name, Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url')];
  }));
  const broken = createPrivateKey({ key: { kty: 'RSA', ...jwk }, format: 'jwk' });
  expect(outcome(pkcs8Pem(broken))).toMatchObject({
    reason: 'corrupted', message: expect.stringContaining('signatures made with it do not verify'),
  });
});

test('an exponent of 1, with which every signature is the message itself', () => {
  const { n, p, q, qi } = key.export({ format: 'jwk' });
  const one = Buffer.of(1).toString('base64url');
  const trivial = createPrivateKey({ key: { kty: 'RSA', n, p, q, qi, e: one, d: one, dp: one, dq: one }, format: 'jwk' });
  expect(refusedAs(base64(pkcs1Der(trivial)))).toBe('corrupted');
});

test('whatever the text: a key or a refusal', () => {
  const pieces = fc.constantFrom(
    '-----BEGIN PRIVATE KEY-----', '-----END PRIVATE KEY-----', '-----BEGIN ', '-----', '\n', '\\n', ' ', '{', '"', '}', '=', 'MII', 'MIIEvQIBADAN',
  );
  const text = fc.array(fc.oneof(pieces, fc.string(), fc.base64String()), { maxLength: 12 }).map(parts => parts.join(''));
  const bytes = fc.uint8Array({ maxLength: 80 }).map(content => base64(Buffer.concat([Buffer.of(0x30, content.length), content])));
  fc.assert(fc.property(fc.oneof(text, bytes), fc.option(fc.string(), { nil: undefined }), (secret, jsonField) => {
    expect(outcome(secret, jsonField)).toBeInstanceOf(KeyRefused);
  }), { numRuns: 500 });
});

test('no refusal tells anything of the key', () => {
  const keys = [
    key,
    rsaKey(1000), rsaKey(2056),
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
    generateKeyPairSync('ed25519').privateKey,
  ];
  const forms: ReadonlyArray<(from: KeyObject) => string> = [
    pkcs8Pem,
    from => base64(pkcs8Der(from)),
    from => base64(pkcs8Pem(from)),
    from => JSON.stringify({ key: pkcs8Pem(from) }),
    from => JSON.stringify({ [base64(pkcs8Der(from))]: pkcs8Pem(from) }),
  ];

  fc.assert(fc.property(
    fc.constantFrom(...keys),
    fc.constantFrom(...forms),
    fc.nat(2000), fc.nat(40), fc.string({ maxLength: 3 }),
    fc.constantFrom(undefined, 'dkim', 'key'),
    (from, form, at, removed, inserted, jsonField) => {
      const text = form(from);
      const position = at % text.length;
      const result = outcome(text.slice(0, position) + inserted + text.slice(position + removed), jsonField);
      if (!(result instanceof KeyRefused)) return;

      const told = `${result.message} ${String(result.cause)} ${Object.values(result).join(' ')}`;
      const secrets = [base64(pkcs8Der(from)), text.replace(/-----[^-]+-----/g, '')];
      const pieces = Array.from({ length: told.length - 7 }, (_, start) => told.slice(start, start + 8));
      expect(pieces.filter(piece => secrets.some(secret => secret.includes(piece)))).toEqual([]);
    },
  ), { numRuns: 300 });
});
