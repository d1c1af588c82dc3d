import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { Route53Client } from '@aws-sdk/client-route-53';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { STSClient } from '@aws-sdk/client-sts';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { onEvent, type ProviderResponse } from './on-event';
import { DKIM_KEY_TYPE } from '../../src/contract/dkim-key';
import { DNS_RECORD_TYPE } from '../../src/contract/dns-record';
import { SES_DOMAIN_IDENTITY_TYPE } from '../../src/contract/ses-domain-identity';
import { HostedZone } from '../aws/hosted-zones';
import { Patience } from '../aws/patience';
import { Roles } from '../aws/roles';
import { Secrets } from '../aws/secrets';
import { SesIdentities } from '../aws/ses-identities';
import { Stacks } from '../aws/stacks';
import { DkimKeyLifecycle } from '../dkim-key/dkim-key-lifecycle';
import { StoredKeys } from '../dkim-key/stored-keys';
import { DnsRecordLifecycle } from '../dns-record/dns-record-lifecycle';
import { DomainIdentityLifecycle } from '../domain-identity/domain-identity-lifecycle';

/** What is left of the function's time when no call is tried again: enough to take back what was half done. */
const RESERVE_MS = 60_000;

const patience = new Patience();
const identities = new SesIdentities(new SESv2Client({ retryStrategy: patience }));
const keys = new StoredKeys(new Secrets(new SecretsManagerClient({ retryStrategy: patience })));
const stacks = new Stacks(new CloudFormationClient({ retryStrategy: patience }));
const roles = new Roles(new STSClient({ retryStrategy: patience }));

const handle = onEvent({
  [DKIM_KEY_TYPE]: new DkimKeyLifecycle(keys),
  [SES_DOMAIN_IDENTITY_TYPE]: new DomainIdentityLifecycle(identities, keys, stacks),
  [DNS_RECORD_TYPE]: new DnsRecordLifecycle(
    ({ hostedZoneId, roleArn }) => new HostedZone(
      new Route53Client({ credentials: roles.credentials(roleArn), retryStrategy: patience }), hostedZoneId,
    ),
    identities,
    stacks,
  ),
});

export const handler = (event: CloudFormationCustomResourceEvent, context: Context): Promise<ProviderResponse> => {
  patience.endIn(context.getRemainingTimeInMillis() - RESERVE_MS);
  return handle(event);
};
