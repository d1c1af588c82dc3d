import { randomBytes } from 'node:crypto';
import type { Principal } from './service';

export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/**
 * Who holds which access key. Signatures are not checked: everybody who reaches the engine is on this machine, and the key
 * id is what tells one caller from another.
 */
export class Credentials {
  private readonly principals = new Map<string, Principal>();

  issue(who: Omit<Principal, 'accessKeyId'>): SessionCredentials {
    const accessKeyId = `ASIA${randomBytes(8).toString('hex').toUpperCase()}`;
    this.principals.set(accessKeyId, { ...who, accessKeyId });
    return { accessKeyId, secretAccessKey: randomBytes(20).toString('hex'), sessionToken: randomBytes(16).toString('hex') };
  }

  /** An account's administrator, under a key id that is known beforehand. */
  registerAdministrator(account: string, accessKeyId: string): void {
    this.principals.set(accessKeyId, { account, arn: `arn:aws:iam::${account}:user/administrator`, accessKeyId });
  }

  principal(accessKeyId: string): Principal | undefined {
    return this.principals.get(accessKeyId);
  }
}
