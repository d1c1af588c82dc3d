import type { PublishedKeys } from './published-keys';
import type { KeptKey } from '../dkim-key/generated-keys';

/** What could not be published leaves nothing behind. */
export async function orWithdraw(published: PublishedKeys, key: KeptKey, publish: () => Promise<void>): Promise<void> {
  try {
    await publish();
  } catch (error) {
    await published.withdraw(key).catch(({ message }: Error) => {
      (error as Error).message += `; its record, if it was written, could not be removed (${message})`;
    });
    throw error;
  }
}
