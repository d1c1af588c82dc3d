import { GetIdentityDkimAttributesCommand, GetIdentityMailFromDomainAttributesCommand, type SESClient } from '@aws-sdk/client-ses';
import type { Attempts } from './attempts';
import { refused } from './explanation';
import type { IdentityStatus } from '../ports';

/** [DOC API_GetIdentityDkimAttributes, API_GetIdentityMailFromDomainAttributes: both] */
const MOST_IDENTITIES = 100;

/** The status of many identities: one call a second, two for a hundred domains. Only the first version of SES's API has that. */
export async function identityStatuses(
  client: SESClient, attempts: Attempts, domainNames: readonly string[],
): Promise<Map<string, IdentityStatus>> {
  const statuses = new Map<string, IdentityStatus>();
  for (let start = 0; start < domainNames.length; start += MOST_IDENTITIES) {
    const Identities = domainNames.slice(start, start + MOST_IDENTITIES);
    const explain = (error: Error) => refused(error, { what: `read the status of ${Identities.length} SES identities` });
    const { DkimAttributes = {} } = await attempts.repeat({ explain }, () => client.send(new GetIdentityDkimAttributesCommand({ Identities })));
    const { MailFromDomainAttributes = {} } = await attempts.repeat({ explain }, () => (
      client.send(new GetIdentityMailFromDomainAttributesCommand({ Identities }))
    ));
    Object.entries(DkimAttributes).forEach(([domainName, { DkimVerificationStatus = '', DkimTokens = [] }]) => {
      const { MailFromDomain, MailFromDomainStatus = '' } = MailFromDomainAttributes[domainName] ?? {};
      statuses.set(domainName, {
        dkim: asInV2(DkimVerificationStatus),
        tokens: DkimTokens,
        mailFrom: MailFromDomain ? { domainName: MailFromDomain, status: asInV2(MailFromDomainStatus) } : undefined,
      });
    });
  }
  return statuses;
}

/** `TemporaryFailure` → `TEMPORARY_FAILURE` */
function asInV2(status: string): string {
  return status.replace(/(?<=.)[A-Z]/g, '_$&').toUpperCase();
}
