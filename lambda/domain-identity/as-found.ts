import { OWNERSHIP_TAGS } from '../../src/contract/ownership';
import type { MailFrom, MxFailureBehavior } from '../../src/contract/ses-domain-identity';
import type { LiveIdentity } from '../aws/ses-identities';

/** What is remembered of an identity that is taken over, to give it back so. SES never tells a private key. */
export interface AsFound {
  /** `AWS_SES` for Easy DKIM, `EXTERNAL` for a key that cannot be given back. */
  readonly origin: string;
  readonly keyLength?: string;
  readonly signingEnabled: boolean;
  readonly feedbackForwarding: boolean;
  readonly configurationSetName?: string;
  readonly mailFrom?: MailFrom;
}

/**
 * As tags of the identity: it has to be known when CloudFormation sends its Delete, which carries no attributes. Blanks
 * and `=` are among the characters that a tag takes, and in none of the values.
 */
export function asFoundTags({ dkim, feedbackForwarding, configurationSetName, mailFrom }: LiveIdentity): Record<string, string> {
  const value = Object.entries({
    'origin': dkim.origin ?? 'AWS_SES',
    'key-length': dkim.nextKeyLength,
    'signing': dkim.signingEnabled,
    'feedback-forwarding': feedbackForwarding,
    'configuration-set': configurationSetName,
  }).filter(([, part]) => part !== undefined).map(([name, part]) => `${name}=${part}`).join(' ');
  return {
    [OWNERSHIP_TAGS.asFound]: value,
    ...mailFrom && { [OWNERSHIP_TAGS.mailFromAsFound]: `${mailFrom.domainName} ${mailFrom.behaviorOnMxFailure}` },
  };
}

export function readAsFound({ tags }: LiveIdentity): AsFound {
  const parts: Record<string, string | undefined> = Object.fromEntries(tags[OWNERSHIP_TAGS.asFound].split(' ').map((part) => part.split('=')));
  return {
    origin: parts.origin ?? '',
    keyLength: parts['key-length'],
    signingEnabled: parts.signing !== 'false',
    feedbackForwarding: parts['feedback-forwarding'] !== 'false',
    configurationSetName: parts['configuration-set'],
    mailFrom: readMailFrom(tags[OWNERSHIP_TAGS.mailFromAsFound]),
  };
}

function readMailFrom(tag?: string): MailFrom | undefined {
  const [domainName, behavior] = tag?.split(' ') ?? [];
  return domainName ? { domainName, behaviorOnMxFailure: behavior as MxFailureBehavior } : undefined;
}
