import { GENERATED_PRIVATE_KEY } from '../../src/contract/dkim-key';
import type { ByoDkimSigning, RotatedByoDkimSigning } from '../../src/contract/ses-domain-identity';
import type { Secrets } from '../aws/secrets';
import type { LiveDkim } from '../aws/ses-identities';
import { readGeneratedKey, readNamedKey } from '../keys';
import { KeyLedger } from '../published-keys/key-ledger';

/** The keys that change without a deployment. */
export class RotatedKeys {
  constructor(private readonly secrets: Secrets) {}

  /**
   * The key that an identity is to sign with: the secret's current one, but for a rotation under way that has switched it
   * to the next already.
   */
  async choose({ secretArn, fields, generated }: RotatedByoDkimSigning, live?: LiveDkim): Promise<ByoDkimSigning> {
    const [selector] = live?.origin === 'EXTERNAL' ? live.tokens : [];
    const keys = selector === undefined && !fields ? [] : await new KeyLedger(this.secrets, secretArn).keys();
    const inUse = keys.find((key) => key.selector === selector && (fields ? !key.retiredAt : key.isPending));
    // What an owner has put there since the key was published may be no key, or one without a record.
    const published = fields && (keys.find((key) => key.isCurrent) ?? keys.find((key) => !key.retiredAt));
    const { text, versionId } = await this.secrets.read({ secretArn, versionId: (inUse ?? published)?.versionId });
    const key = fields ? readNamedKey(text, fields) : readGeneratedKey(text, generated?.selectors);
    return {
      mode: 'BYODKIM',
      selector: key.selector,
      fingerprint: key.pair.fingerprint,
      location: { secretArn, jsonField: fields?.privateKey ?? GENERATED_PRIVATE_KEY, versionId },
    };
  }
}
