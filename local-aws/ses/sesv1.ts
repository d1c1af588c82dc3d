import type * as sdk from '@aws-sdk/client-ses';
import { pageOf } from './identity-list';
import type { Store } from './store';
import { AwsError } from '../kernel/aws-error';
import type { Call, Operation } from '../kernel/service';

/**
 * [SDK GetIdentityDkimAttributes, GetIdentityMailFromDomainAttributes, GetIdentityVerificationAttributes: up to 100 identities at a time;
 * the error is assumed]
 */
const MOST_IDENTITIES = 100;

/** The old API, which registers the same identities. */
export function sesv1Operations(store: Store): Record<string, Operation> {
  return {
    /** Registers the domain if it is not there; the tokens stay the same from call to call. [LIVE floci] */
    VerifyDomainDkim: ({ Domain }: sdk.VerifyDomainDkimRequest, call: Call): sdk.VerifyDomainDkimResponse => {
      if (!Domain || Domain.includes('@')) {
        throw new AwsError('InvalidParameterValue', `Invalid domain name ${Domain}.`);
      }
      return { DkimTokens: (store.find(call, Domain) ?? store.create(call, Domain)).tokens };
    },
    ListIdentities: (input: sdk.ListIdentitiesRequest, call: Call): sdk.ListIdentitiesResponse => {
      const { identities, nextToken } = pageOf(
        store.list(call).filter(({ isDomain }) => !input.IdentityType || isDomain === (input.IdentityType === 'Domain')), input.NextToken, input.MaxItems,
      );
      return { Identities: identities.map(({ name }) => name), NextToken: nextToken };
    },
    /** Of a domain that DKIM verifies there is no token. assumed */
    GetIdentityVerificationAttributes: (
      { Identities }: sdk.GetIdentityVerificationAttributesRequest, call: Call,
    ): sdk.GetIdentityVerificationAttributesResponse => ({
      VerificationAttributes: Object.fromEntries(notTooMany(Identities!).flatMap((name) => {
        const status = store.see(call, name)?.DkimAttributes?.Status;
        return status ? [[name, { VerificationStatus: V1_STATUS[status] }]] : [];
      })),
    }),
    GetIdentityDkimAttributes: ({ Identities }: sdk.GetIdentityDkimAttributesRequest, call: Call): sdk.GetIdentityDkimAttributesResponse => ({
      DkimAttributes: Object.fromEntries(notTooMany(Identities!).flatMap((name) => {
        const dkim = store.see(call, name)?.DkimAttributes;
        return dkim ? [[name, { DkimEnabled: dkim.SigningEnabled!, DkimVerificationStatus: V1_STATUS[dkim.Status!], DkimTokens: dkim.Tokens }]] : [];
      })),
    }),
    /** An identity without a MAIL FROM domain of its own is there without one. assumed */
    GetIdentityMailFromDomainAttributes: (
      { Identities }: sdk.GetIdentityMailFromDomainAttributesRequest, call: Call,
    ): sdk.GetIdentityMailFromDomainAttributesResponse => ({
      MailFromDomainAttributes: Object.fromEntries(notTooMany(Identities!).flatMap((name) => {
        const mailFrom = store.see(call, name)?.MailFromAttributes;
        const { MailFromDomain, MailFromDomainStatus: status, BehaviorOnMxFailure } = mailFrom ?? {};
        return mailFrom ? [[name, {
          MailFromDomain,
          MailFromDomainStatus: status && V1_STATUS[status],
          BehaviorOnMXFailure: BehaviorOnMxFailure === 'REJECT_MESSAGE' ? 'RejectMessage' : 'UseDefaultValue',
        }]] : [];
      })),
    }),
  };
}

function notTooMany(identities: readonly string[]): readonly string[] {
  if (identities.length > MOST_IDENTITIES) {
    throw new AwsError('InvalidParameterValue', `At most ${MOST_IDENTITIES} identities can be asked for at a time.`);
  }
  return identities;
}

const V1_STATUS = {
  NOT_STARTED: 'NotStarted', PENDING: 'Pending', SUCCESS: 'Success', FAILED: 'Failed', TEMPORARY_FAILURE: 'TemporaryFailure',
} as const;
