import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

/** A key that SES holds, and the name of its record. Nothing reads it but the signer. */
export class SigningKey {
  readonly #pem: () => Promise<string>;

  constructor(readonly selector: string, pem: () => Promise<string>) {
    this.#pem = pem;
  }

  pem(): Promise<string> {
    return this.#pem();
  }
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';

/** `a2b…`: what Easy DKIM's records are named after. */
export function newToken(): string {
  return [...randomBytes(32)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
}

/**
 * A key of SES's own: made when mail is first signed with it, and its public half published where SES publishes it.
 *
 * @param publish gets the name's first label and the record's text
 */
export function easyKey(token: string, bits: number, publish: (token: string, record: string) => void): SigningKey {
  let made: Promise<string> | undefined;
  const make = async () => {
    const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: bits });
    publish(token, `p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`);
    return privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  };
  return new SigningKey(token, () => made ??= make());
}

/** What SES makes of the base64 that it was given: undefined if it will never verify. */
export class GivenKey {
  readonly #key: KeyObject | undefined;
  /** The `p=` that its record must have. */
  readonly publicKey: string | undefined;

  constructor(base64: string, pkcs8Verifies: boolean) {
    const der = Buffer.from(base64, 'base64');
    this.#key = parse(der, 'pkcs1') ?? (pkcs8Verifies ? parse(der, 'pkcs8') : undefined);
    this.publicKey = this.#key && createPublicKey(this.#key).export({ type: 'spki', format: 'der' }).toString('base64');
  }

  signingKey(selector: string): SigningKey {
    return new SigningKey(selector, async () => this.#key!.export({ type: 'pkcs1', format: 'pem' }).toString());
  }
}

function parse(der: Buffer, type: 'pkcs1' | 'pkcs8'): KeyObject | undefined {
  try {
    const key = createPrivateKey({ key: der, format: 'der', type });
    // OpenSSL takes either encoding for the other.
    return key.asymmetricKeyType === 'rsa' && key.export({ type, format: 'der' }).equals(der) ? key : undefined;
  } catch {
    return undefined;
  }
}
