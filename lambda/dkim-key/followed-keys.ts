import type { KeptKey } from './generated-keys';
import type { LiveDkim } from '../aws/ses-identities';
import { log } from '../custom-resources/log';
import { type FollowedSecret, VersionRefused } from '../published-keys/followed-secret';

/**
 * The key that a deployment publishes: the secret's current one; where that is refused, the one that the identity signs
 * with, so that a deployment that is about something else passes. The function that follows the secret says what is wrong.
 */
export async function followedKey(secret: FollowedSecret, live?: LiveDkim): Promise<KeptKey> {
  try {
    return await secret.current();
  } catch (error) {
    const [selector] = error instanceof VersionRefused && live?.origin === 'EXTERNAL' ? live.tokens : [];
    const inUse = (await secret.published.keys()).find((key) => key.selector === selector && !key.retiredAt);
    if (!inUse) {
      throw error;
    }
    log.warn('the identity keeps the key that it signs with', { selector, error: (error as Error).message });
    return secret.published.open(inUse.versionId);
  }
}
