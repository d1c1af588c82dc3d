import { Resolver } from 'node:dns/promises';
import { Route53Client } from '@aws-sdk/client-route-53';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { STSClient } from '@aws-sdk/client-sts';
import type { Context, EventBridgeEvent, SecretsManagerRotationEvent } from 'aws-lambda';
import { KeyRotation } from './key-rotation';
import { SecretFollowing } from './secret-following';
import { Signers } from './signers';
import { decodeKeyRotation } from '../../src/contract/key-rotation';
import { HostedZone } from '../aws/hosted-zones';
import { Patience } from '../aws/patience';
import { Roles } from '../aws/roles';
import { Secrets } from '../aws/secrets';
import { SesIdentities } from '../aws/ses-identities';
import { log } from '../custom-resources/log';
import { withoutKeys } from '../custom-resources/redaction';
import { withoutTrace } from '../custom-resources/trace';
import { PublicDns } from '../dns/public-dns';
import { FollowedSecret } from '../published-keys/followed-secret';
import { PublishedKeys } from '../published-keys/published-keys';

/** What is left of the function's time when no call is tried again, and SES is waited for no longer. */
const RESERVE_MS = 60_000;

const settings = decodeKeyRotation(process.env);
const patience = new Patience();
const secrets = new Secrets(new SecretsManagerClient({ retryStrategy: patience }));
const roles = new Roles((credentials) => new STSClient({ credentials, retryStrategy: patience }));
const { hostedZoneId, roleArn, zoneRoleArn } = settings;
const zone = new HostedZone(
  new Route53Client({ credentials: roles.credentials(roleArn, ...zoneRoleArn ? [zoneRoleArn] : []), retryStrategy: patience }), hostedZoneId,
);
const signers = new Signers(settings.domainName, new Map(settings.regions.map((region) => (
  [region, new SesIdentities(new SESv2Client({ region, retryStrategy: patience }))]
))));
const dns = new PublicDns(new Resolver({ timeout: 2_000, tries: 2 }));
const change = 'fields' in settings
  ? new SecretFollowing(settings, new FollowedSecret(secrets, { ...settings, zone }), signers, dns)
  : new KeyRotation(settings, secrets, new PublishedKeys(secrets, { ...settings, zone }), signers, dns);

/**
 * Secrets Manager asks for the steps of a rotation; a schedule asks for what is due, and so does EventBridge when a secret
 * has a new version.
 */
export const handler = async (event: SecretsManagerRotationEvent | EventBridgeEvent<string, unknown>, context: Context): Promise<void> => {
  const milliseconds = context.getRemainingTimeInMillis() - RESERVE_MS;
  patience.endIn(milliseconds);
  const step = 'Step' in event ? event.Step : 'attend';
  const about = { domainName: settings.domainName, step, versionId: 'Step' in event ? event.ClientRequestToken : undefined };
  try {
    await ('Step' in event && change instanceof KeyRotation
      ? change.perform(event.Step, event.ClientRequestToken, milliseconds)
      : change.attend(milliseconds));
    log.info('done', about);
  } catch (error) {
    const { message, stack = message } = error as Error;
    log.error('failed', { ...about, error: withoutKeys(stack) });
    throw withoutTrace(withoutKeys(message));
  }
};
