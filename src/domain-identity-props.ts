import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type * as ses from 'aws-cdk-lib/aws-ses';
import type { Dkim } from './dkim';
import type { DmarcOptions } from './dmarc';
import type { DomainDns } from './dns/domain-dns';
import type { MailFromOptions } from './mail-from';

/**
 * What to do with an identity of the domain that exists already.
 */
export enum ExistingIdentity {
  /**
   * Fail the deployment, and leave the identity as it is.
   */
  FAIL = 'FAIL',

  /**
   * Take the identity over, and change only what differs. It is not deleted with the stack. Instead Easy DKIM and the settings
   * that were found are restored. A BYODKIM key that it had cannot be restored, because SES never shows it.
   */
  ADOPT = 'ADOPT',
}

/**
 * Properties of a `DomainIdentity`.
 */
export interface DomainIdentityProps {
  /**
   * The domain to send from, in lower case and without a trailing dot, like `mail.example.com`.
   *
   * Another domain is another identity: the old one is deleted after the new one exists.
   */
  readonly domainName: string;

  /**
   * How mail is signed.
   *
   * @default - Dkim.easyDkim()
   */
  readonly dkim?: Dkim;

  /**
   * Where the DNS records go.
   *
   * @default - DomainDns.manual(): an output of the stack says what to publish
   */
  readonly dns?: DomainDns;

  /**
   * What to do if SES has an identity of this domain already, from the console or from another stack.
   *
   * An identity that this stack created is always recognized as its own.
   *
   * @default ExistingIdentity.FAIL
   */
  readonly existingIdentity?: ExistingIdentity;

  /**
   * Whether SES signs the domain's mail.
   *
   * Turned off, mail leaves without the domain's signature, and the key and the records stay as they are.
   *
   * @default true
   */
  readonly signingEnabled?: boolean;

  /**
   * The configuration set that is used for mail that names none.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/managing-configuration-sets-default-adding.html
   * @default - none; an adopted identity keeps the one it has
   */
  readonly configurationSet?: ses.IConfigurationSet;

  /**
   * Whether SES forwards bounces and complaints by e-mail.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/monitor-sending-activity-using-notifications-email.html
   * @default - SES's own default, which is true; an adopted identity keeps what it has
   */
  readonly feedbackForwarding?: boolean;

  /**
   * A domain of your own for the envelope's sender: SPF passes for your domain then.
   *
   * Its MX and SPF records are published like those of DKIM. With `DomainDns.manual()` publish them before the deployment.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/mail-from.html
   * @default - mail leaves with a subdomain of amazonses.com; an adopted identity keeps what it has
   */
  readonly mailFrom?: MailFromOptions;

  /**
   * A DMARC record: what receivers are asked to do with mail that claims to be from the domain, and passes neither DKIM nor SPF for it.
   *
   * A record that the domain has already is never changed. A stricter record of a domain above it is not made less strict. In both
   * cases the deployment fails, and says what is there.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dmarc.html
   * @default - no record
   */
  readonly dmarc?: DmarcOptions;

  /**
   * How long the record of a previous key, or of a previous way of signing, is served, in whole days, at most 1000.
   *
   * Mail that is in transit was signed with it. After that the record says that the key is revoked, for as long again, and is
   * then removed. `Duration.days(0)` is for a key that has leaked: the deployment revokes and removes its record at once.
   *
   * @see https://www.m3aawg.org/DKIMKeyRotation
   * @default Duration.days(14)
   */
  readonly overlap?: Duration;

  /**
   * How long a deployment waits for SES to see the DNS records, at most 40 minutes.
   *
   * What depends on this construct is then deployed after the domain is verified. The deployment fails if SES gives up, or when
   * the time is up. The message has what SES reports, what each record should be, and what DNS has. A rollback does not wait.
   *
   * @see https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-dkim.html
   * @default - the deployment does not wait
   */
  readonly waitForVerification?: Duration;

  /**
   * What happens to the identity and its records when they leave the stack. `SNAPSHOT` is refused.
   *
   * An adopted identity stays in any case, with the records that it signs with.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}
