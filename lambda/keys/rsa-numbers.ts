import { type JsonWebKey } from 'node:crypto';

/**
 * Whether the eight numbers of an RSA private key belong together (RFC 8017 section 3.2).
 *
 * A signature alone does not show it: OpenSSL notices when the Chinese remainder numbers give a wrong result and
 * quietly signs with `d` instead, and does not look at `d` when they are right. A signer without that safety net
 * would fail with such a key, and SES may be one.
 */
export function rsaNumbersAgree(key: JsonWebKey): boolean {
  const [n, e, d, p, q, dp, dq, qi] = [key.n, key.e, key.d, key.p, key.q, key.dp, key.dq, key.qi].map(toInteger);
  return p > 1n && q > 1n && p * q === n
    && e >= 3n
    && dp === d % (p - 1n) && (e * dp) % (p - 1n) === 1n
    && dq === d % (q - 1n) && (e * dq) % (q - 1n) === 1n
    && qi < p && (qi * q) % p === 1n;
}

function toInteger(base64url: string | undefined): bigint {
  const hex = Buffer.from(base64url ?? '', 'base64url').toString('hex');
  return hex === '' ? 0n : BigInt(`0x${hex}`);
}
