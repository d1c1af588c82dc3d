import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { unverifiedDomain } from './unverified-domain';
import type { Waiting } from './verification-lifecycle';
import { decodeSesVerification, type SesVerificationAttribute } from '../../src/contract/ses-verification';
import type { WireProperties } from '../../src/contract/wire';
import type { DkimVerification, SesIdentities } from '../aws/ses-identities';
import { log } from '../custom-resources/log';
import type { PublicDns } from '../dns/public-dns';
import { explained } from '../domain-identity/explanation';

/** An event of CloudFormation with what the beginning of the wait added to it. */
export type WaitingEvent = CloudFormationCustomResourceEvent & Waiting;

/** What CDK's provider framework wants to be answered; it asks again until it is complete. */
export type Completion = { readonly IsComplete: false } | { readonly IsComplete: true; readonly Data: Record<SesVerificationAttribute, string> };

const NOT_YET: Completion = { IsComplete: false };
const complete = (status: string): Completion => ({ IsComplete: true, Data: { DkimStatus: status } });

interface World {
  readonly identities: SesIdentities;
  readonly dns: PublicDns;
  readonly now?: () => Date;
}

/** One look at whether SES has verified a domain. */
export async function verified(event: WaitingEvent, { identities, dns, now = () => new Date() }: World): Promise<Completion> {
  if (event.RequestType === 'Delete') {
    return complete('');
  }
  const { domainName, records } = decodeSesVerification(event.ResourceProperties as WireProperties);
  const isLate = now() >= new Date(event.Deadline);
  const verification = await explained(domainName, () => look(identities, domainName, isLate));
  if (!verification) {
    return NOT_YET;
  }
  const { status, errorType } = verification;
  log.info('looked', { domainName, status, errorType, isLate });
  if (status === 'SUCCESS') {
    return complete(status);
  }
  if (event.RollingBack === 'true') {
    // The stack was like this before, perhaps unverified too: to fail here would leave it between two states.
    log.warn('did not wait for SES, for the stack is rolling back', { domainName, status, errorType });
    return complete(status);
  }
  if (status === 'FAILED') {
    throw await unverifiedDomain(domainName, 'SES gave up looking for the DNS records', verification, records, dns);
  }
  if (isLate) {
    throw await unverifiedDomain(domainName, 'not verified within `waitForVerification`', verification, records, dns);
  }
  return NOT_YET;
}

/** What SES says; undefined if it is busy and there is time to ask again. */
async function look(identities: SesIdentities, domainName: string, isLate: boolean): Promise<DkimVerification | undefined> {
  try {
    return await identities.dkimVerification(domainName);
  } catch (error) {
    if (!isLate && isPassing(error as object)) {
      log.warn('could not ask SES, and will again', { domainName, error: (error as Error).name });
      return undefined;
    }
    throw error;
  }
}

/**
 * Many identities that wait are throttled as a rule: SES allows one such call a second. [DOC SES quotas] Without a status
 * nothing was answered at all.
 */
function isPassing({ $metadata }: { readonly $metadata?: { readonly httpStatusCode?: number } }): boolean {
  const { httpStatusCode: status = 503 } = $metadata ?? { httpStatusCode: 0 };
  return status === 429 || status >= 500;
}
