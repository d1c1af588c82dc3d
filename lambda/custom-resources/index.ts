import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { onEvent, type ProviderResponse } from './on-event';
import { DKIM_KEY_TYPE } from '../../src/contract/dkim-key';
import { SES_DOMAIN_IDENTITY_TYPE } from '../../src/contract/ses-domain-identity';
import { Patience } from '../aws/patience';
import { Secrets } from '../aws/secrets';
import { SesIdentities } from '../aws/ses-identities';
import { DkimKeyLifecycle } from '../dkim-key/dkim-key-lifecycle';
import { GeneratedKeys } from '../dkim-key/generated-keys';
import { StoredKeys } from '../dkim-key/stored-keys';
import { DomainIdentityLifecycle } from '../domain-identity/domain-identity-lifecycle';

/** What is left of the function's time when no call is tried again: enough to take back what was half done. */
const RESERVE_MS = 60_000;

const patience = new Patience();
const identities = new SesIdentities(new SESv2Client({ retryStrategy: patience }));
const secrets = new Secrets(new SecretsManagerClient({ retryStrategy: patience }));
const keys = new StoredKeys(secrets);

const handle = onEvent({
  [DKIM_KEY_TYPE]: new DkimKeyLifecycle(keys, new GeneratedKeys(secrets)),
  [SES_DOMAIN_IDENTITY_TYPE]: new DomainIdentityLifecycle(identities, keys),
});

export const handler = (event: CloudFormationCustomResourceEvent, context: Context): Promise<ProviderResponse> => {
  patience.endIn(context.getRemainingTimeInMillis() - RESERVE_MS);
  return handle(event);
};
