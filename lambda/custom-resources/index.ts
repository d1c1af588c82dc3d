import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { onEvent } from './on-event';
import { DKIM_KEY_TYPE } from '../../src/contract/dkim-key';
import { SES_DOMAIN_IDENTITY_TYPE } from '../../src/contract/ses-domain-identity';
import { Secrets } from '../aws/secrets';
import { SesIdentities } from '../aws/ses-identities';
import { DkimKeyLifecycle } from '../dkim-key/dkim-key-lifecycle';
import { StoredKeys } from '../dkim-key/stored-keys';
import { DomainIdentityLifecycle } from '../domain-identity/domain-identity-lifecycle';

/**
 * SES allows one identity call a second in an account and Region, so a stack with many identities is throttled as a
 * rule: the SDK backs off, with jitter, up to 20 seconds between two attempts.
 */
const PATIENCE = { retryMode: 'standard', maxAttempts: 30 };

const identities = new SesIdentities(new SESv2Client(PATIENCE));
const keys = new StoredKeys(new Secrets(new SecretsManagerClient(PATIENCE)));

export const handler = onEvent({
  [DKIM_KEY_TYPE]: new DkimKeyLifecycle(keys),
  [SES_DOMAIN_IDENTITY_TYPE]: new DomainIdentityLifecycle(identities, keys),
});
