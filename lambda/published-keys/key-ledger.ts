import { formatKeyLabel, type KeyLabel, parseKeyLabel } from './key-label';
import { isPending, type Secrets } from '../aws/secrets';

/** A key that has, or is about to have, a record. */
export interface LedgerKey extends KeyLabel {
  readonly versionId: string;
  readonly isCurrent: boolean;
  readonly isPending: boolean;
}

/**
 * Which keys of a secret are in DNS, and since when they are not in use. It is kept in the secret's own staging labels, so
 * that one answer of Secrets Manager tells it together with which key is the current one and which is pending.
 *
 * A key is entered before its record is written, and forgotten after the record is gone.
 */
export class KeyLedger {
  constructor(private readonly secrets: Secrets, private readonly secretArn: string) {}

  /** All keys; none if the secret is gone. */
  async keys(): Promise<LedgerKey[]> {
    const versions = Object.entries(await this.secrets.labels(this.secretArn) ?? {});
    return versions.flatMap(([versionId, labels]) => {
      const found = labels.flatMap((label) => parseKeyLabel(label) ?? []);
      const key = found.find(({ retiredAt }) => retiredAt) ?? found[0];
      return key ? [{ ...key, versionId, isCurrent: labels.includes('AWSCURRENT'), isPending: isPending(labels) }] : [];
    });
  }

  /** Remembers that the key's record is served, also where it was to be retired. */
  async enter(versionId: string, key: KeyLabel): Promise<void> {
    const label = formatKeyLabel({ ...key, retiredAt: undefined });
    const versions = Object.entries(await this.secrets.labels(this.secretArn) ?? {});
    const [holder] = versions.find(([, labels]) => labels.includes(label)) ?? [];
    await this.secrets.addLabel(this.secretArn, versionId, label, holder === versionId ? undefined : holder);
    // An owner may have put the same key into another version before.
    const others = versions.filter(([id, labels]) => id !== versionId && labels.some((other) => parseKeyLabel(other)?.selector === key.selector));
    for (const id of [versionId, ...others.map(([other]) => other)]) {
      await this.removeLabels(id, ({ selector, retiredAt }) => selector === key.selector && retiredAt !== undefined);
    }
  }

  async retire({ versionId, ...key }: LedgerKey, retiredAt: Date): Promise<void> {
    await this.secrets.addLabel(this.secretArn, versionId, formatKeyLabel({ ...key, retiredAt }));
    await this.removeLabels(versionId, (label) => label.retiredAt === undefined);
  }

  async forget({ versionId }: LedgerKey): Promise<void> {
    await this.removeLabels(versionId, () => true);
  }

  private async removeLabels(versionId: string, which: (label: KeyLabel) => boolean): Promise<void> {
    const labels = (await this.secrets.labels(this.secretArn))?.[versionId] ?? [];
    for (const label of labels) {
      const key = parseKeyLabel(label);
      if (key && which(key)) {
        await this.secrets.removeLabel(this.secretArn, versionId, label);
      }
    }
  }
}
