import type { OtherRegions } from '../../src/contract/dkim-key';
import type { SesIdentities } from '../aws/ses-identities';
import type { KeyLabel } from '../published-keys/key-label';

/** The domain's identities in other Regions, which sign with replicas of its key. */
export class KeysElsewhere {
  constructor(private readonly identities: (region: string, roleArn: string) => SesIdentities) {}

  /**
   * Refuses where one of the keys is signed with: its mail would go on with signatures that nobody can verify any more. SES
   * itself does not let a parent of Deterministic Easy DKIM go before its replicas.
   */
  async checkUnused(keys: readonly KeyLabel[], domainName: string, { regions, roleArn }: OtherRegions): Promise<void> {
    const users = await Promise.all(regions.map(async (region) => {
      const live = await this.identities(region, roleArn).observe(domainName).catch((error: Error) => {
        throw new Error(`cannot see whether the SES identity ${domainName} in ${region} signs with this key too: ${error.name}: ${error.message}`);
      });
      const tokens = live?.dkim.origin === 'EXTERNAL' ? live.dkim.tokens : [];
      return keys.some(({ selector }) => tokens.includes(selector)) ? [`${region} (selector '${tokens[0]}')`] : [];
    }));
    if (users.flat().length > 0) {
      throw new Error(`the SES identity ${domainName} signs with this key in ${users.flat().join(', ')} too; remove it there, or let it sign otherwise, `
        + 'and then repeat this');
    }
  }
}
