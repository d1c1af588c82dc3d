import type { KeyLocation } from '../../src/contract/dkim-key';
import type { Secrets } from '../aws/secrets';
import { log } from '../custom-resources/log';
import { DkimKeyPair, KeyRefused, readDkimKey } from '../keys';

export interface StoredKey {
  readonly pair: DkimKeyPair;
  /** The version of the secret that it was read from. */
  readonly versionId: string;
}

/** The DKIM keys in Secrets Manager. */
export class StoredKeys {
  constructor(private readonly secrets: Secrets) {}

  /** Reads and checks a key; a refusal names the secret, the selector and the domain. */
  async open(location: KeyLocation, selector: string, domainName: string): Promise<StoredKey> {
    const { text, versionId } = await this.secrets.read(location);
    try {
      const pair = readDkimKey(text, { jsonField: location.jsonField });
      for (const warning of pair.warnings) {
        log.warn(warning, { domainName, selector, secretArn: location.secretArn });
      }
      return { pair, versionId };
    } catch (error) {
      if (error instanceof KeyRefused) {
        throw new Error(`the secret ${location.secretArn} has no DKIM key for selector '${selector}' of ${domainName}: ${error.message}`);
      }
      throw error;
    }
  }
}
