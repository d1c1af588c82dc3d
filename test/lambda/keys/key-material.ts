import { generateKeyPairSync, type KeyObject } from 'node:crypto';

/** Keys are made when the tests run; none is ever stored in the repository. */
export function rsaKey(modulusLength: number): KeyObject {
  return generateKeyPairSync('rsa', { modulusLength }).privateKey;
}

export function pkcs1Der(key: KeyObject): Buffer {
  return key.export({ type: 'pkcs1', format: 'der' });
}

export function pkcs8Der(key: KeyObject): Buffer {
  return key.export({ type: 'pkcs8', format: 'der' });
}

export function pkcs1Pem(key: KeyObject): string {
  return key.export({ type: 'pkcs1', format: 'pem' }).toString();
}

export function pkcs8Pem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

export function base64(content: string | Buffer): string {
  return Buffer.from(content).toString('base64');
}

export function pem(label: string, content: Buffer): string {
  return [`-----BEGIN ${label}-----`, ...wrapped(base64(content)), `-----END ${label}-----`, ''].join('\n');
}

export function wrapped(text: string, width = 64): string[] {
  return text.match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
}

/** DER of a SEQUENCE or another constructed element: enough to build what node:crypto does not make. */
export function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const long = Buffer.of(tag, 0x82, 0, 0);
  long.writeUInt16BE(content.length, 2);
  return Buffer.concat([content.length < 0x80 ? Buffer.of(tag, content.length) : long, content]);
}
