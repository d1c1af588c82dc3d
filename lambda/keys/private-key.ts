import { createPrivateKey, type KeyObject } from 'node:crypto';
import { firstElement, SEQUENCE, tags } from './der';
import { KeyRefused } from './refusals';

/** RFC 8017 appendix A.1.2: version, n, e, d, p, q, dP, dQ, qInv. */
const PKCS1 = /^02( 02){8}$/;
/** RFC 5958 section 2: version, algorithm, key, then perhaps attributes and the public key. */
const PKCS8 = /^02 30 04( a0)?( 81)?$/;

/** Certificates and requests for them are both: something to be signed, algorithm, signature (RFC 5280, RFC 2986). */
const SIGNED = /^30 30 03$/;
const CERTIFICATE_REQUEST = /^02 30 30( a0)?$/;

const REFUSED_SHAPES: ReadonlyArray<readonly [RegExp, () => KeyRefused]> = [
  [/^30 04$/, () => new KeyRefused('encrypted')], // EncryptedPrivateKeyInfo, RFC 5958 section 3
  [/^30 03$/, () => new KeyRefused('publicKey')], // SubjectPublicKeyInfo, RFC 5280 section 4.1
  [/^02 02$/, () => new KeyRefused('publicKey')], // RSAPublicKey, RFC 8017 appendix A.1.1
  [/^02 04( a0)?( a1)?$/, () => new KeyRefused('notRsa', 'EC')], // ECPrivateKey, RFC 5915 section 3
  [/^02( 02){5}$/, () => new KeyRefused('notRsa', 'DSA')], // OpenSSL's traditional DSA key
];

/**
 * Reads PKCS#1 or PKCS#8. The shape of the bytes tells what they are. OpenSSL's errors do not: they
 * differ between its versions. They accept a key with bytes behind it, and call most other things unsupported.
 */
export function privateKeyFromDer(der: Buffer): KeyObject {
  const content = wholeSequence(der);
  const shape = tags(content);
  if (shape === undefined) throw new KeyRefused('corrupted', 'its structure is broken');
  if (PKCS1.test(shape)) return decode(der, 'pkcs1');
  if (PKCS8.test(shape)) return decode(der, 'pkcs8');

  if (SIGNED.test(shape)) {
    const signed = tags(firstElement(content)!.content) ?? '';
    throw new KeyRefused(CERTIFICATE_REQUEST.test(signed) ? 'certificateRequest' : 'certificate');
  }
  const refused = REFUSED_SHAPES.find(([pattern]) => pattern.test(shape));
  throw refused ? refused[1]() : new KeyRefused('unrecognised');
}

function wholeSequence(der: Buffer): Buffer {
  const sequence = firstElement(der);
  if (sequence?.tag !== SEQUENCE) throw new KeyRefused('unrecognised');
  if (sequence.size > der.length) {
    throw new KeyRefused('truncated', `it should have ${sequence.size} bytes and has ${der.length}`);
  }
  if (sequence.size < der.length) throw new KeyRefused('corrupted', 'there are more bytes behind its end');
  return sequence.content;
}

function decode(der: Buffer, type: 'pkcs1' | 'pkcs8'): KeyObject {
  try {
    return createPrivateKey({ key: der, format: 'der', type });
  } catch {
    throw new KeyRefused('corrupted', 'OpenSSL cannot decode it'); // without the cause: its text may quote the key
  }
}
