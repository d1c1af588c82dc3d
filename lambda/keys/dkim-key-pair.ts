import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { dkimRecordValue, publishedKey } from './dkim-record';
import { KeyRefused, MAKE_A_KEY } from './refusals';
import { rsaNumbersAgree } from './rsa-numbers';

/** [DOC SES developer guide, "Provide your own DKIM authentication token (BYODKIM)"] */
const SHORTEST = 1024;
const LONGEST = 2048;

const KIND_NAMES: Readonly<Record<string, string>> = {
  'rsa-pss': 'RSA-PSS', 'ec': 'EC', 'dsa': 'DSA', 'dh': 'DH', 'ed25519': 'Ed25519', 'ed448': 'Ed448', 'x25519': 'X25519', 'x448': 'X448',
};

/** A key that signs for the record it publishes: there is no instance that has not proved it. */
export class DkimKeyPair {
  /** SPKI DER in base64: the `p=` of the record. */
  readonly publicKey: string;
  readonly modulusLength: number;
  /** SHA-256 of the SPKI DER, in hex: names the key without being one. */
  readonly fingerprint: string;
  readonly warnings: readonly string[];
  /** Not a plain property, so that a pair that ends up in a log or in JSON leaves its private half behind. */
  readonly #privateKey: string;

  constructor(given: KeyObject) {
    this.modulusLength = acceptableLength(given);
    const numbers = given.export({ format: 'jwk' });
    if (!rsaNumbersAgree(numbers)) throw new KeyRefused('corrupted', 'its numbers are not those of an RSA key with two primes');

    // anew from the numbers that were checked: from the given key, Node 24 would write a damaged version field out again
    const key = createPrivateKey({ key: numbers, format: 'jwk' });
    const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
    this.#privateKey = key.export({ type: 'pkcs1', format: 'der' }).toString('base64');
    this.publicKey = spki.toString('base64');
    this.fingerprint = createHash('sha256').update(spki).digest('hex');
    this.warnings = this.modulusLength < LONGEST
      ? [`the RSA key has ${this.modulusLength} bits, and signers should use at least ${LONGEST} (RFC 8301 section 3.2); ${MAKE_A_KEY}`]
      : [];

    if (!signsFor(this, dkimRecordValue(this.publicKey))) throw new KeyRefused('corrupted', 'signatures made with it do not verify');
  }

  /**
   * PKCS#1 DER in one line of base64, for `DomainSigningPrivateKey`. SES takes other forms too, and some of them
   * never verify: PKCS#8 did not for years, base64 of a PEM file does not [LIVE awsdocs/amazon-ses-developer-guide#71,
   * hashicorp/terraform-provider-aws#29729].
   */
  get privateKey(): string {
    return this.#privateKey;
  }
}

function acceptableLength(key: KeyObject): number {
  const kind = key.asymmetricKeyType ?? 'secret';
  if (kind !== 'rsa') throw new KeyRefused('notRsa', KIND_NAMES[kind] ?? 'another kind');

  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < SHORTEST) throw new KeyRefused('tooShort', bits);
  if (bits > LONGEST) throw new KeyRefused('tooLong', bits);
  return bits;
}

/** Whether a signature made with the very text that SES is given verifies against the very text that is published. */
export function signsFor({ privateKey }: DkimKeyPair, record: string): boolean {
  const message = Buffer.from('what a verifier would check');
  try {
    const signer = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs1' });
    return verify('sha256', message, publishedKey(record), sign('sha256', message, signer));
  } catch {
    return false; // OpenSSL gives up on some broken keys instead of signing wrongly
  }
}
