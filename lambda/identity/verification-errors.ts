import type { VerificationError } from '@aws-sdk/client-sesv2';

/**
 * Why SES does not find a domain verified, and what to do.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_VerificationInfo.html
 */
const MEANINGS: Readonly<Record<VerificationError, string>> = {
  HOST_NOT_FOUND: 'DNS has no such name: publish the record, and check that the domain\'s registrar delegates to the zone that has it',
  TYPE_NOT_FOUND: 'DNS has the name, but no record of this type: publish the record with the type that is shown',
  INVALID_VALUE: 'the record has another value than SES wants: replace it with the value that is shown',
  DNS_SERVER_ERROR: 'the domain\'s name servers fail or do not answer: check them, and the zone\'s delegation and DNSSEC',
  SERVICE_ERROR: 'SES itself had a problem: deploy again later',
  REPLICATION_ACCESS_DENIED: 'SES may not use the parent\'s keys: allow ses:ReplicateEmailIdentityDkimSigningKey on the identity in the parent Region',
  REPLICATION_PRIMARY_NOT_FOUND: 'the parent Region has no identity of this domain: create it there first, with Easy DKIM',
  REPLICATION_PRIMARY_BYO_DKIM_NOT_SUPPORTED: 'the identity in the parent Region has a key of its owner (BYODKIM): only Easy DKIM can be shared',
  REPLICATION_REPLICA_AS_PRIMARY_NOT_SUPPORTED: 'the identity in the parent Region takes its keys from elsewhere itself: name that Region as `parentRegion`',
  REPLICATION_PRIMARY_INVALID_REGION: 'the parent Region cannot share keys with this one: name another as `parentRegion`',
};

/** An error type of SES with its meaning. SES may have newer types than the SDK. */
export function explainVerificationError(errorType: string): string {
  const meaning = (MEANINGS as Readonly<Record<string, string | undefined>>)[errorType];
  return meaning === undefined ? errorType : `${errorType}: ${meaning}`;
}
