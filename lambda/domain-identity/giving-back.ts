import { readAsFound } from './as-found';
import { OWNERSHIP_TAGS } from '../../src/contract/ownership';
import type { SigningKeyLength } from '../../src/contract/ses-domain-identity';
import type { LiveIdentity, SesIdentities } from '../aws/ses-identities';
import { log } from '../custom-resources/log';

/**
 * Leaves an identity that was taken over as it was found: Easy DKIM with its key length, and the settings. A key of
 * somebody's own cannot be given back, for SES never tells it: the identity goes on with the one it has.
 */
export async function giveBack(identities: SesIdentities, domainName: string, identityArn: string, live: LiveIdentity): Promise<void> {
  const found = readAsFound(live);
  if (live.configurationSetName !== found.configurationSetName) {
    await giveBackConfigurationSet(identities, domainName, found.configurationSetName);
  }
  if (live.feedbackForwarding !== found.feedbackForwarding) {
    await identities.putFeedbackForwarding(domainName, found.feedbackForwarding);
  }
  if (live.mailFrom?.domainName !== found.mailFrom?.domainName || live.mailFrom?.behaviorOnMxFailure !== found.mailFrom?.behaviorOnMxFailure) {
    await identities.putMailFrom(domainName, found.mailFrom);
  }
  if (live.dkim.signingEnabled !== found.signingEnabled) {
    await identities.putSigningEnabled(domainName, found.signingEnabled);
  }
  if (found.origin === 'AWS_SES') {
    await giveBackEasyDkim(identities, domainName, live, found.keyLength as SigningKeyLength | undefined);
  } else if (found.origin !== live.dkim.origin) {
    log.warn('cannot give back how the identity signed before', { domainName, before: found.origin, now: live.dkim.origin });
  }
  // Last, so that a removal that was interrupted still knows what was found.
  await identities.untag(identityArn, Object.values(OWNERSHIP_TAGS));
  log.info('gave the identity back', { domainName });
}

/** The permission for a set of others leaves the stack with the identity; then none is better than the stack's, which goes too. */
async function giveBackConfigurationSet(identities: SesIdentities, domainName: string, name?: string): Promise<void> {
  try {
    await identities.putConfigurationSet(domainName, name);
  } catch (error) {
    if (name === undefined) {
      throw error;
    }
    log.warn('cannot give back the configuration set', { domainName, name, error: (error as Error).message });
    await identities.putConfigurationSet(domainName, undefined);
  }
}

async function giveBackEasyDkim(
  identities: SesIdentities, domainName: string, { dkim }: LiveIdentity, keyLength?: SigningKeyLength,
): Promise<void> {
  const isEasy = dkim.origin === 'AWS_SES';
  if (isEasy && dkim.nextKeyLength === keyLength) {
    return;
  }
  try {
    await identities.putEasyDkim(domainName, keyLength);
  } catch (error) {
    if ((error as Error).name !== 'BadRequestException') {
      throw error;
    }
    // One change of the length a day: a removal does not wait for it.
    log.warn('cannot give back the key length', { domainName, keyLength, error: (error as Error).message });
    if (!isEasy) {
      await identities.putEasyDkim(domainName);
    }
  }
}
