import { Token } from 'aws-cdk-lib';
import { type IdentityRecord, identityRecord } from './dns/dns-record';
import { checkLength, checkReportAddress } from './private/names';
import { checkOptions, listOf, oneOfOrToken, optional, within } from './private/options';

/**
 * What receivers are asked to do with mail that says it is from the domain and passes neither DKIM nor SPF for it.
 */
export enum DmarcPolicy {
  /**
   * Nothing but reports: to see who sends in the domain's name. All that the large mailbox providers ask of bulk senders.
   *
   * @see https://support.google.com/a/answer/81126
   */
  NONE = 'none',

  /**
   * Treat it with suspicion: the spam folder.
   */
  QUARANTINE = 'quarantine',

  /**
   * Refuse it.
   */
  REJECT = 'reject',
}

/**
 * A DMARC record.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dmarc.html
 */
export interface DmarcOptions {
  /**
   * What receivers are asked to do with mail that fails.
   *
   * Start with `NONE`, read the reports until all that sends for the domain passes, and then be stricter.
   *
   * @default DmarcPolicy.NONE
   */
  readonly policy?: DmarcPolicy;

  /**
   * The same for mail from subdomains that have no DMARC record of their own.
   *
   * @default - as `policy`
   */
  readonly subdomainPolicy?: DmarcPolicy;

  /**
   * Mail addresses that receive the daily reports, like `dmarc@example.com`. Receivers send to at least two of
   * them, and may ignore the others.
   *
   * An address of another domain needs that domain's permission: a TXT record `v=DMARC1` at
   * `<domain>._report._dmarc.<domain of the address>`, which the owner of that domain publishes.
   *
   * @see https://www.rfc-editor.org/rfc/rfc9990.html
   * @default - no reports
   */
  readonly aggregateReports?: string[];

  /**
   * Mail addresses that receive a report of each mail that fails. Few receivers send such reports.
   *
   * An address of another domain needs that domain's permission, as for `aggregateReports`. The reports may contain parts of the mail.
   *
   * @see https://www.rfc-editor.org/rfc/rfc9991.html
   * @default - no reports
   */
  readonly failureReports?: string[];
}

/** The value is also in the identity's tags, which have 256 characters each. */
const LONGEST_VALUE = 1_000;

/** Only tags that are the same in RFC 7489 and in RFC 9989, which takes its place: no `pct`. Alignment stays relaxed. */
export function dmarcRecord(domainName: string, options: DmarcOptions): IdentityRecord {
  const addresses = optional(listOf((property, address) => checkReportAddress(property, address as string)));
  checkOptions<DmarcOptions>('`dmarc`', options, within('dmarc'), {
    policy: optional(oneOfOrToken('DmarcPolicy', DmarcPolicy)),
    subdomainPolicy: optional(oneOfOrToken('DmarcPolicy', DmarcPolicy)),
    aggregateReports: addresses,
    failureReports: addresses,
  });
  const { policy = DmarcPolicy.NONE, subdomainPolicy, aggregateReports = [], failureReports = [] } = options;
  const tags = [
    'v=DMARC1',
    `p=${policy}`,
    ...subdomainPolicy ? [`sp=${subdomainPolicy}`] : [],
    ...reportsTo('rua', aggregateReports),
    ...reportsTo('ruf', failureReports),
  ];
  const name = `_dmarc.${domainName}`;
  checkLength('`dmarc` and `domainName`', name);
  const value = tags.join('; ');
  if (!Token.isUnresolved(value) && value.length > LONGEST_VALUE) {
    throw new Error(`\`dmarc\` must make a record of at most ${LONGEST_VALUE} characters, got ${value.length}: name fewer addresses`);
  }
  return identityRecord('TXT', name, value);
}

function reportsTo(tag: string, addresses: readonly string[]): string[] {
  return addresses.length === 0 ? [] : [`${tag}=${addresses.map((address) => `mailto:${address}`).join(',')}`];
}
