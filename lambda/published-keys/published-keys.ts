import { KeyLedger, type LedgerKey } from './key-ledger';
import { KeyRecords } from './key-records';
import { type RetirementStep, retirementSteps } from './retirement';
import type { CnameDelegation, KeyFields } from '../../src/contract/dkim-key';
import type { HostedZone } from '../aws/hosted-zones';
import type { Secrets } from '../aws/secrets';
import { log } from '../custom-resources/log';
import type { KeptKey } from '../dkim-key/generated-keys';
import { type DkimKeyPair, isSelectorToGenerate, readGeneratedKey, readNamedKey } from '../keys';

export interface KeyPublication {
  readonly domainName: string;
  readonly secretArn: string;
  /** Where the secret is its owner's; without them it has what was generated. */
  readonly fields?: KeyFields;
  readonly zone: HostedZone;
  /** Where DNS is delegated by CNAME: the selectors that the keys have in turns, and what their records are under. */
  readonly delegation?: CnameDelegation;
}

/** Each selector has a key; nothing has been changed. */
export class NoFreeSelector extends Error {}

/** The keys of one secret that are in DNS: each from before SES is told of it until long after. */
export class PublishedKeys {
  private readonly ledger: KeyLedger;
  private readonly records: KeyRecords;

  constructor(private readonly secrets: Secrets, private readonly publication: KeyPublication) {
    this.ledger = new KeyLedger(secrets, publication.secretArn);
    this.records = new KeyRecords(publication.zone, publication.delegation?.recordsDomain ?? publication.domainName);
  }

  keys(): Promise<LedgerKey[]> {
    return this.ledger.keys();
  }

  /** Resolves when the zone's name servers serve the key's record. */
  async publish({ versionId, selector, pair }: KeptKey): Promise<void> {
    await this.checkTurn(selector, pair);
    await this.ledger.enter(versionId, { selector, fingerprint: pair.fingerprint });
    await this.records.publish(selector, pair);
    log.info('published the key', { ...this.about(), selector });
  }

  isServed({ selector, pair }: KeptKey): Promise<boolean> {
    return this.records.has(selector, pair);
  }

  /**
   * The selector of the next key, where keys have the same ones in turns: one that no key in the ledger has, nor SES, and no
   * record. A key is in the ledger until its record has been revoked and is gone, so that a receiver never finds another key
   * under the selector of a mail that is under way.
   *
   * @param inUse the selectors that SES signs with
   * @throws NoFreeSelector
   */
  async freeSelector(inUse: readonly string[]): Promise<string> {
    const { selectors } = this.publication.delegation!;
    const keys = await this.ledger.keys();
    for (const selector of selectors) {
      if (!inUse.includes(selector) && !keys.some((key) => key.selector === selector) && await this.records.isFree(selector)) {
        return selector;
      }
    }
    const retired = keys.flatMap(({ selector, retiredAt }) => retiredAt ? [`; '${selector}' was retired at ${retiredAt.toISOString()}`] : []);
    throw new NoFreeSelector(`there is no selector for another key of ${this.publication.domainName}: ${selectors.map((selector) => `'${selector}'`).join(' and ')} `
      + `are in use, or have a record, which a former key keeps for the \`overlap\` and as long again${retired.join('')}`);
  }

  /** Two that look for a free selector at the same time find the same; the first to publish has it. */
  private async checkTurn(selector: string, { fingerprint }: DkimKeyPair): Promise<void> {
    const isOther = (key: LedgerKey) => key.selector === selector && !fingerprint.startsWith(key.fingerprint);
    if (this.publication.delegation && (await this.ledger.keys()).some(isOther)) {
      throw new NoFreeSelector(`the selector '${selector}' has another key of ${this.publication.domainName} by now`);
    }
  }

  /** The records of the domain's other keys, as after a move to another zone, if they can have one there. */
  async publishOthers(selector: string): Promise<void> {
    const { domainName, fields, delegation } = this.publication;
    for (const known of await this.ledger.keys()) {
      const canBeHere = known.selector !== selector && (fields !== undefined || isSelectorToGenerate(known.selector, delegation?.selectors));
      const key = canBeHere ? await this.open(known.versionId) : undefined;
      if (key?.domainName === domainName) {
        await this.records.publish(key.selector, key.pair);
      }
    }
  }

  /** Takes a key's record out again that nothing has ever signed with. */
  async withdraw({ selector, pair }: KeptKey): Promise<void> {
    await this.forget((await this.ledger.keys()).filter((key) => key.selector === selector && pair.fingerprint.startsWith(key.fingerprint)));
  }

  /** Removes records, and what the secret remembers of them. */
  async forget(keys: readonly LedgerKey[]): Promise<void> {
    await this.remove(keys);
    for (const key of keys) {
      await this.ledger.forget(key);
    }
  }

  /** Removes records; what the secret remembers of them stays, for they may also be in another zone. */
  async remove(keys: readonly LedgerKey[]): Promise<void> {
    for (const key of keys) {
      await this.records.remove(key);
      log.info('removed the record of the key', { ...this.about(), selector: key.selector });
    }
  }

  /** Retires what nothing signs with any more, and goes on with what was retired before. */
  async retireUnused(inUse: readonly string[], overlapSeconds: number, now = new Date()): Promise<void> {
    for (const step of retirementSteps(await this.ledger.keys(), inUse, overlapSeconds, now)) {
      await this.take(step, now);
      log.info(`${step.kind} the key`, { ...this.about(), selector: step.key.selector });
    }
  }

  private async take({ kind, key }: RetirementStep, now: Date): Promise<void> {
    switch (kind) {
      case 'serve again':
        return this.publish(await this.open(key.versionId));
      case 'retire':
        return this.ledger.retire(key, now);
      case 'revoke':
        return this.records.revoke(key);
      case 'remove':
        await this.records.remove(key);
        return this.ledger.forget(key);
    }
  }

  async open(versionId: string): Promise<KeptKey> {
    const { secretArn, domainName, fields, delegation } = this.publication;
    const { text } = await this.secrets.read({ secretArn, versionId });
    return fields ? { ...readNamedKey(text, fields), domainName, versionId } : { ...readGeneratedKey(text, delegation?.selectors), versionId };
  }

  private about() {
    return { domainName: this.publication.domainName, secretArn: this.publication.secretArn };
  }
}
