import type { GetEmailIdentityResponse } from '@aws-sdk/client-sesv2';
import type { EmailIdentity } from './email-identity';

/** An identity as `GetEmailIdentity` answers it. */
export function describeIdentity(identity: EmailIdentity): GetEmailIdentityResponse {
  const { dkim, verification } = identity.observe();
  return {
    IdentityType: identity.isDomain ? 'DOMAIN' : 'EMAIL_ADDRESS',
    FeedbackForwardingStatus: identity.feedbackForwarding,
    VerifiedForSendingStatus: identity.verifiedForSending,
    VerificationStatus: dkim.Status,
    VerificationInfo: verification,
    DkimAttributes: dkim,
    ConfigurationSetName: identity.configurationSetName,
    MailFromAttributes: identity.mailFrom.attributes,
    Tags: [...identity.tags].map(([Key, Value]) => ({ Key, Value })),
    Policies: {},
  };
}
