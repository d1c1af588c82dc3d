import { Stack } from 'aws-cdk-lib';
import { MailFromBehaviorOnMxFailure } from 'aws-cdk-lib/aws-ses';
import type { Construct } from 'constructs';
import type { MailFrom } from './contract/domain-identity';
import { type IdentityRecord, identityRecord } from './dns/dns-record';
import { checkSubdomain } from './private/names';
import { checkedLater, checkOptions, oneOfOrToken, optional, within } from './private/options';

/**
 * A domain of your own for the envelope's sender, to which bounces go.
 *
 * With it SPF passes for your domain, not for amazonses.com. Then DMARC passes by SPF as well as by DKIM. It also passes in the
 * minutes in which SES checks a new DKIM key, and mail leaves without the domain's signature. That needs relaxed
 * alignment, which is the default. With `aspf=s` in the DMARC record a subdomain does not count.
 *
 * SES uses it when it has seen its MX record, usually within minutes, and looks for that for 72 hours.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/mail-from.html
 */
export interface MailFromOptions {
  /**
   * The label, or labels, below the identity's domain, like `bounce` for `bounce.example.com`.
   *
   * SES wants exactly one MX record there, that of this Region: another Region needs a subdomain of its own. Take one that
   * neither sends nor receives any other mail.
   *
   * SES has to find the MX record of another subdomain first. Until then mail leaves as `behaviorOnMxFailure` says. Do not
   * change it together with the DKIM key: in these minutes neither DKIM nor SPF passes for your domain.
   */
  readonly subdomain: string;

  /**
   * What SES does with mail while it does not see the MX record.
   *
   * With `REJECT_MESSAGE` SES refuses mail, also in the minutes after this is set up or changed.
   *
   * @default MailFromBehaviorOnMxFailure.USE_DEFAULT_VALUE - mail leaves with a subdomain of amazonses.com
   */
  readonly behaviorOnMxFailure?: MailFromBehaviorOnMxFailure;
}

/** What a MAIL FROM domain means for the identity. */
interface BoundMailFrom {
  readonly mailFrom: MailFrom;
  /** SES receives the domain when they are served. */
  readonly records: readonly IdentityRecord[];
}

export function bindMailFrom(scope: Construct, identityDomain: string, options: MailFromOptions): BoundMailFrom {
  checkOptions<MailFromOptions>('`mailFrom`', options, within('mailFrom'), {
    subdomain: checkedLater,
    behaviorOnMxFailure: optional(oneOfOrToken('MailFromBehaviorOnMxFailure', MailFromBehaviorOnMxFailure)),
  });
  const { subdomain, behaviorOnMxFailure = MailFromBehaviorOnMxFailure.USE_DEFAULT_VALUE } = options;
  checkSubdomain('mailFrom.subdomain', subdomain, identityDomain);
  const domainName = `${subdomain}.${identityDomain}`;
  return {
    mailFrom: { domainName, behaviorOnMxFailure },
    // [DOC custom MAIL FROM, "Configuring your MAIL FROM domain"]
    records: [
      identityRecord('MX', domainName, `10 feedback-smtp.${Stack.of(scope).region}.amazonses.com`),
      identityRecord('TXT', domainName, 'v=spf1 include:amazonses.com ~all'),
    ],
  };
}
