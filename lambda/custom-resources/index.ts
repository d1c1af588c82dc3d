import { Resolver } from 'node:dns/promises';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { Route53Client } from '@aws-sdk/client-route-53';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { STSClient } from '@aws-sdk/client-sts';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { isComplete } from './is-complete';
import { onEvent, type ProviderResponse } from './on-event';
import { DKIM_KEY_TYPE } from '../../src/contract/dkim-key';
import { DNS_RECORD_TYPE, type ZoneAccess } from '../../src/contract/dns-record';
import { SES_DOMAIN_IDENTITY_TYPE } from '../../src/contract/ses-domain-identity';
import { SES_VERIFICATION_TYPE } from '../../src/contract/ses-verification';
import { HostedZone } from '../aws/hosted-zones';
import { Patience } from '../aws/patience';
import { Roles } from '../aws/roles';
import { Secrets } from '../aws/secrets';
import { SesIdentities } from '../aws/ses-identities';
import { Stacks } from '../aws/stacks';
import { DkimKeyLifecycle } from '../dkim-key/dkim-key-lifecycle';
import { FollowedKeyLifecycle } from '../dkim-key/followed-key-lifecycle';
import { GeneratedKeyLifecycle } from '../dkim-key/generated-key-lifecycle';
import { GeneratedKeys } from '../dkim-key/generated-keys';
import { KeysElsewhere } from '../dkim-key/keys-elsewhere';
import { ReplicatedKeys } from '../dkim-key/replicated-keys';
import { RotatedKeys } from '../dkim-key/rotated-keys';
import { StoredKeyLifecycle } from '../dkim-key/stored-key-lifecycle';
import { StoredKeys } from '../dkim-key/stored-keys';
import { PublicDns } from '../dns/public-dns';
import { DnsRecordLifecycle } from '../dns-record/dns-record-lifecycle';
import { DomainIdentityLifecycle } from '../domain-identity/domain-identity-lifecycle';
import { SigningKeys } from '../domain-identity/signing-keys';
import { FollowedSecret } from '../published-keys/followed-secret';
import { PublishedKeys } from '../published-keys/published-keys';
import { VerificationLifecycle } from '../verification/verification-lifecycle';
import { type Completion, verified, type WaitingEvent } from '../verification/verified';

/** What is left of the function's time when no call is tried again: enough to take back what was half done. */
const RESERVE_MS = 60_000;

/** Short enough that the last look, with its questions to DNS, is over before CloudFormation's hour is. */
const PATIENCE_OF_A_LOOK_MS = 10_000;

const patience = new Patience();
const identities = new SesIdentities(new SESv2Client({ retryStrategy: patience }));
const secrets = new Secrets(new SecretsManagerClient({ retryStrategy: patience }));
const keys = new StoredKeys(secrets);
const stacks = new Stacks(new CloudFormationClient({ retryStrategy: patience }));
const roles = new Roles((credentials) => new STSClient({ credentials, retryStrategy: patience }));

/** Half a minute for a question: what depends on the answer would fail without one. */
const dns = new PublicDns(new Resolver({ timeout: 2_000, tries: 4 }));
/** A look asks for many records whose name servers may be down, and its answer has to come in time. */
const dnsInHaste = new PublicDns(new Resolver({ timeout: 2_000, tries: 2 }));

const zone = ({ hostedZoneId, roleArn, zoneRoleArn }: ZoneAccess) => new HostedZone(
  new Route53Client({ credentials: roles.credentials(roleArn, ...zoneRoleArn ? [zoneRoleArn] : []), retryStrategy: patience }), hostedZoneId,
);

const handle = onEvent({
  [DKIM_KEY_TYPE]: new DkimKeyLifecycle({
    stored: new StoredKeyLifecycle(keys),
    generated: new GeneratedKeyLifecycle({
      keys: new GeneratedKeys(secrets),
      secrets,
      identities,
      stacks,
      elsewhere: new KeysElsewhere((region, roleArn) => (
        new SesIdentities(new SESv2Client({ region, credentials: roles.credentials(roleArn), retryStrategy: patience }))
      )),
      published: ({ records, ...key }) => (
        records && new PublishedKeys(secrets, { ...key, delegation: records.delegation, zone: zone(records) })
      ),
    }),
    followed: new FollowedKeyLifecycle(identities, stacks, ({ records, ...key }) => new FollowedSecret(secrets, { ...key, zone: zone(records) })),
  }),
  [SES_DOMAIN_IDENTITY_TYPE]: new DomainIdentityLifecycle(
    identities, new SigningKeys(keys, dns), new RotatedKeys(secrets), new ReplicatedKeys(secrets, dns, stacks), stacks,
  ),
  [DNS_RECORD_TYPE]: new DnsRecordLifecycle(zone, identities, stacks, dns),
  [SES_VERIFICATION_TYPE]: new VerificationLifecycle(stacks),
});

export const handler = (event: CloudFormationCustomResourceEvent, context: Context): Promise<ProviderResponse> => {
  patience.endIn(context.getRemainingTimeInMillis() - RESERVE_MS);
  return handle(event);
};

const look = isComplete((event) => verified(event, { identities, dns: dnsInHaste }));

/** A function of its own: it looks, and may change nothing. */
export const isVerified = (event: WaitingEvent): Promise<Completion> => {
  patience.endIn(PATIENCE_OF_A_LOOK_MS);
  return look(event);
};
