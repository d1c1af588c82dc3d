import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

/** A key pair in a test, made there or by the handler, in the forms that the test needs; only the engine's secrets ever hold it. */
export class TestKey {
  constructor(bits = 2048, readonly privateKey: KeyObject = generateKeyPairSync('rsa', { modulusLength: bits }).privateKey) {}

  pem(type: 'pkcs1' | 'pkcs8' = 'pkcs8'): string {
    return this.privateKey.export({ type, format: 'pem' }).toString();
  }

  der(type: 'pkcs1' | 'pkcs8'): Buffer {
    return this.privateKey.export({ type, format: 'der' });
  }

  /** The text of the record that publishes it. */
  get record(): string {
    return `v=DKIM1; k=rsa; p=${this.publicKey.toString('base64')}`;
  }

  get fingerprint(): string {
    return createHash('sha256').update(this.publicKey).digest('hex');
  }

  private get publicKey(): Buffer {
    return createPublicKey(this.privateKey).export({ type: 'spki', format: 'der' });
  }

  /**
   * Pieces of the key that nothing but a secret may hold: from the middle of every form in which it is ever written, so
   * that no header and no public part is among them.
   */
  get traces(): string[] {
    const { d, p, q } = this.privateKey.export({ format: 'jwk' });
    const numbers = [d!, p!, q!].map((number) => Buffer.from(number, 'base64url'));
    return [
      ...numbers.map((number) => number.toString('hex').slice(8, 40)),
      ...['pkcs1', 'pkcs8'].map((type) => this.der(type as 'pkcs1').toString('base64').slice(-400, -368)),
      ...this.pem('pkcs1').split('\n').slice(-6, -4),
      ...this.pem('pkcs8').split('\n').slice(-6, -4),
    ];
  }
}
