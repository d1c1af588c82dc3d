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

const patience = new Patience();

/** As the function's environment says, and not before it is called: the same bundle has handlers without one. */
function compose() {
  const settings = decodeKeyRotation(process.env);
  const { domainName, regions, hostedZoneId, roleArn, zoneRoleArn } = settings;
  const secrets = new Secrets(new SecretsManagerClient({ retryStrategy: patience }));
  const roles = new Roles((credentials) => new STSClient({ credentials, retryStrategy: patience }));
  const zone = new HostedZone(
    new Route53Client({ credentials: roles.credentials(roleArn, ...zoneRoleArn ? [zoneRoleArn] : []), retryStrategy: patience }), hostedZoneId,
  );
  const signers = new Signers(domainName, new Map(regions.map((region) => (
    [region, new SesIdentities(new SESv2Client({ region, retryStrategy: patience }))]
  ))));
  const dns = new PublicDns(new Resolver({ timeout: 2_000, tries: 4 }));
  const change = 'fields' in settings
    ? new SecretFollowing(settings, new FollowedSecret(secrets, { ...settings, zone }), signers, dns)
    : new KeyRotation(settings, secrets, new PublishedKeys(secrets, { ...settings, zone }), signers, dns);
  return { domainName, change };
}

let composed: ReturnType<typeof compose> | undefined;

/**
 * Secrets Manager asks for the steps of a rotation; a schedule asks for what is due, and so does EventBridge when a secret
 * has a new version.
 */
export const changeKey = async (event: SecretsManagerRotationEvent | EventBridgeEvent<string, unknown>, context: Context): Promise<void> => {
  const { domainName, change } = composed ??= compose();
  const milliseconds = context.getRemainingTimeInMillis() - RESERVE_MS;
  patience.endIn(milliseconds);
  const step = 'Step' in event ? event.Step : 'attend';
  const about = { domainName, step, versionId: 'Step' in event ? event.ClientRequestToken : undefined };
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
