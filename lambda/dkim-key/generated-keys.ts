import { createHash } from 'node:crypto';
import type { GeneratedKeyRequest } from '../../src/contract/dkim-key';
import type { Secrets, SecretText } from '../aws/secrets';
import { log } from '../custom-resources/log';
import { type GeneratedKey, generateKey, isSelectorToGenerate, KeyRefused, readGeneratedKey } from '../keys';
import { KeyLedger } from '../published-keys/key-ledger';

export interface KeptKey extends GeneratedKey {
  /** The version of the secret that it is in. */
  readonly versionId: string;
}

/** The DKIM keys that are made here, each in a version of its secret. */
export class GeneratedKeys {
  constructor(private readonly secrets: Secrets) {}

  /**
   * The key that is asked for: the current one if it is that, else the one before it, which a rollback wants back, else a
   * new one. Whichever it is, it is the secret's current version then.
   *
   * @param inTurns the selectors that keys may have been given
   * @param freeSelector that of a new key, where keys are given one
   */
  async obtain(
    request: GeneratedKeyRequest, requestId: string, inTurns: readonly string[] = [], freeSelector?: () => Promise<string>,
  ): Promise<KeptKey> {
    const { secretArn } = request;
    const current = await this.secrets.labelled(secretArn, 'AWSCURRENT');
    if (!current) {
      return this.make(request, requestId, await freeSelector?.());
    }
    const key = read(current, request, inTurns);
    if (isWanted(key, request)) {
      return key;
    }
    const previous = await this.previous(request, inTurns);
    if (!previous || !isWanted(previous, request)) {
      return this.make(request, requestId, await freeSelector?.());
    }
    await this.secrets.makeCurrent(secretArn, previous.versionId, current.versionId);
    log.info('took the key before', { ...about(request), selector: previous.selector });
    return previous;
  }

  /** The version's id comes from the request, so that an event that is delivered twice makes one key, even at the same time. */
  private async make(request: GeneratedKeyRequest, requestId: string, selector?: string): Promise<KeptKey> {
    const { secretArn, domainName, keyLength } = request;
    const versionId = createHash('sha256').update(requestId).digest('hex');
    const text = generateKey(domainName, keyLength, selector);
    const added = await this.secrets.add(secretArn, versionId, text);
    const kept = added ? { text, versionId } : await this.secrets.read({ secretArn, versionId });
    const key = read(kept, request, request.records?.delegation?.selectors);
    log.info(added ? 'made a key' : 'another delivery has made the key', { ...about(request), selector: key.selector });
    return key;
  }

  /**
   * What is no key of ours is as good as none: somebody had put it there, and taken it back. And so is a key that was
   * retired: its record may be revoked.
   */
  private async previous({ secretArn }: GeneratedKeyRequest, inTurns: readonly string[]): Promise<KeptKey | undefined> {
    const previous = await this.secrets.labelled(secretArn, 'AWSPREVIOUS');
    const known = previous && await new KeyLedger(this.secrets, secretArn).keys();
    if (known?.some(({ versionId, retiredAt }) => retiredAt && versionId === previous?.versionId)) {
      return undefined;
    }
    try {
      return previous && { ...readGeneratedKey(previous.text, inTurns), versionId: previous.versionId };
    } catch {
      return undefined;
    }
  }
}

function isWanted({ pair, domainName, selector }: KeptKey, { records, ...wanted }: GeneratedKeyRequest): boolean {
  return pair.modulusLength === wanted.keyLength && domainName === wanted.domainName
    && isSelectorToGenerate(selector, records?.delegation?.selectors);
}

function read({ text, versionId }: SecretText, { secretArn, domainName }: GeneratedKeyRequest, inTurns?: readonly string[]): KeptKey {
  try {
    return { ...readGeneratedKey(text, inTurns), versionId };
  } catch (error) {
    if (error instanceof KeyRefused) {
      throw new Error(`the secret ${secretArn} does not have the key that was generated for ${domainName}: ${error.message}`);
    }
    throw error;
  }
}

function about({ domainName, secretArn, keyLength }: GeneratedKeyRequest) {
  return { domainName, secretArn, keyLength };
}
