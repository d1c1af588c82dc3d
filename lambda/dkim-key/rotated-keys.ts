import { GENERATED_PRIVATE_KEY } from '../../src/contract/dkim-key';
import type { ByoDkimSigning, RotatedByoDkimSigning } from '../../src/contract/ses-domain-identity';
import type { Secrets } from '../aws/secrets';
import type { LiveDkim } from '../aws/ses-identities';
import { readGeneratedKey } from '../keys';
import { KeyLedger } from '../published-keys/key-ledger';

/** The keys that change without a deployment. */
export class RotatedKeys {
  constructor(private readonly secrets: Secrets) {}

  /**
   * The key that an identity is to sign with: the secret's current one, but for a rotation under way that has switched it
   * to the next already.
   */
  async choose({ secretArn }: RotatedByoDkimSigning, live?: LiveDkim): Promise<ByoDkimSigning> {
    const [selector] = live?.origin === 'EXTERNAL' ? live.tokens : [];
    const keys = selector === undefined ? [] : await new KeyLedger(this.secrets, secretArn).keys();
    const next = keys.find((key) => key.selector === selector && key.isPending);
    const { text, versionId } = await this.secrets.read({ secretArn, versionId: next?.versionId });
    const key = readGeneratedKey(text);
    return {
      mode: 'BYODKIM',
      selector: key.selector,
      fingerprint: key.pair.fingerprint,
      location: { secretArn, jsonField: GENERATED_PRIVATE_KEY, versionId },
    };
  }
}
