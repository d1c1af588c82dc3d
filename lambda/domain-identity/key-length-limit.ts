import type { SigningKeyLength } from '../../src/contract/ses-domain-identity';
import type { LiveDkim } from '../aws/ses-identities';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * A refused change of Easy DKIM's key length, in words; undefined for any other failure. SES takes one a day, and has no
 * error of its own for it. [DOC Easy DKIM: "The input you provided is invalid"]
 */
export function keyLengthRefusal(error: Error, live: Partial<LiveDkim>, keyLength?: SigningKeyLength): string | undefined {
  if (error.name !== 'BadRequestException' || keyLength === undefined) {
    return undefined;
  }
  const until = live.keyMadeAt && new Date(live.keyMadeAt.getTime() + DAY_MS).toISOString();
  return `${error.name}: ${error.message}; SES takes one change of the key length a day, here to ${keyLength}: `
    + (until ? `the present key is of ${live.keyMadeAt!.toISOString()}, deploy again after ${until}` : 'deploy again in 24 hours');
}
