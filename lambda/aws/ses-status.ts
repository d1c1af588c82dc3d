import { GetIdentityDkimAttributesCommand, type SESClient } from '@aws-sdk/client-ses';
import type { Attempts } from './attempts';
import { refused } from './explanation';

/** [DOC API_GetIdentityDkimAttributes] */
const MOST_IDENTITIES = 100;

/** How far the identities are that there are. SES's first API answers for many at a time, so that one call a second is enough. */
export async function dkimStatuses(client: SESClient, attempts: Attempts, domainNames: readonly string[]): Promise<Map<string, string>> {
  const statuses = new Map<string, string>();
  for (let start = 0; start < domainNames.length; start += MOST_IDENTITIES) {
    const Identities = domainNames.slice(start, start + MOST_IDENTITIES);
    const explain = (error: Error) => refused(error, { what: `read the DKIM status of ${Identities.length} SES identities` });
    const { DkimAttributes = {} } = await attempts.repeat({ explain }, () => client.send(new GetIdentityDkimAttributesCommand({ Identities })));
    Object.entries(DkimAttributes).forEach(([domainName, { DkimVerificationStatus = '' }]) => statuses.set(domainName, asInV2(DkimVerificationStatus)));
  }
  return statuses;
}

/** `TemporaryFailure` → `TEMPORARY_FAILURE` */
function asInV2(status: string): string {
  return status.replace(/(?<=.)[A-Z]/g, '_$&').toUpperCase();
}
