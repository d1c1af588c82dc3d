import { KeyLedger } from './key-ledger';
import { KeyRecords } from './key-records';
import { type KeyPublication, PublishedKeys } from './published-keys';
import type { KeyFields } from '../../src/contract/dkim-key';
import type { Secrets } from '../aws/secrets';
import { log } from '../custom-resources/log';
import type { KeptKey } from '../dkim-key/generated-keys';
import { KeyRefused } from '../keys';

export interface FollowedPublication extends KeyPublication {
  readonly fields: KeyFields;
}

/** The current version of a secret has no key that could be signed with; nothing has been changed. */
export class VersionRefused extends Error {}

/** A secret whose owner changes the key in it: anything may be in a version, so each is checked before anything is done with it. */
export class FollowedSecret {
  readonly published: PublishedKeys;
  private readonly ledger: KeyLedger;
  private readonly records: KeyRecords;

  constructor(private readonly secrets: Secrets, private readonly publication: FollowedPublication) {
    this.published = new PublishedKeys(secrets, publication);
    this.ledger = new KeyLedger(secrets, publication.secretArn);
    this.records = new KeyRecords(publication.zone, publication.domainName);
  }

  /** @throws VersionRefused */
  async current(): Promise<KeptKey> {
    const { secretArn, domainName } = this.publication;
    const { versionId } = await this.secrets.read({ secretArn });
    try {
      const key = await this.published.open(versionId);
      const known = await this.ledger.keys();
      if (known.some(({ selector, fingerprint }) => selector === key.selector && !key.pair.fingerprint.startsWith(fingerprint))) {
        throw new KeyRefused('selectorReused', key.selector);
      }
      for (const warning of key.pair.warnings) {
        log.warn(warning, { domainName, selector: key.selector, secretArn });
      }
      return key;
    } catch (error) {
      if (error instanceof KeyRefused) {
        throw new VersionRefused(`version ${versionId} of the secret ${secretArn} has no DKIM key for ${domainName}: ${error.message}`);
      }
      throw error;
    }
  }

  /** Resolves when the zone's name servers serve the key's record. A record that was there before is not taken over. */
  async publish(key: KeptKey): Promise<void> {
    if (!await this.knows(key) && !await this.records.isFree(key.selector)) {
      throw new Error(`the hosted zone has a record at ${key.selector}._domainkey.${this.publication.domainName} already; `
        + 'store a key under a new selector');
    }
    await this.published.publish(key);
  }

  async isPublished(key: KeptKey): Promise<boolean> {
    const entries = (await this.ledger.keys()).filter(({ selector }) => selector === key.selector);
    return entries.length > 0 && entries.every(({ retiredAt }) => !retiredAt) && this.published.isServed(key);
  }

  async knows({ selector }: KeptKey): Promise<boolean> {
    return (await this.ledger.keys()).some((key) => key.selector === selector);
  }

  /** Removes the records but those of some selectors, and our labels too unless another resource goes on with them. */
  async leave(stillSigning: readonly string[], labelsStay: boolean): Promise<void> {
    for (const key of await this.ledger.keys()) {
      if (!stillSigning.includes(key.selector)) {
        await this.records.remove(key);
      }
      if (!labelsStay) {
        await this.ledger.forget(key).catch(({ message }: Error) => { // as of a secret that is itself about to be deleted
          log.warn('left a label on the secret', { secretArn: this.publication.secretArn, selector: key.selector, error: message });
        });
      }
    }
  }
}
