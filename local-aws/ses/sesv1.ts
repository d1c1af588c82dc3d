import type * as sdk from '@aws-sdk/client-ses';
import type { Store } from './store';
import { AwsError } from '../kernel/aws-error';
import type { Call, Operation } from '../kernel/service';

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
    GetIdentityDkimAttributes: ({ Identities }: sdk.GetIdentityDkimAttributesRequest, call: Call): sdk.GetIdentityDkimAttributesResponse => ({
      DkimAttributes: Object.fromEntries(Identities!.flatMap((name) => {
        const identity = store.find(call, name);
        const dkim = identity?.observe().dkim;
        return dkim ? [[name, { DkimEnabled: dkim.SigningEnabled!, DkimVerificationStatus: V1_STATUS[dkim.Status!], DkimTokens: dkim.Tokens }]] : [];
      })),
    }),
  };
}

const V1_STATUS = {
  NOT_STARTED: 'NotStarted', PENDING: 'Pending', SUCCESS: 'Success', FAILED: 'Failed', TEMPORARY_FAILURE: 'TemporaryFailure',
} as const;
