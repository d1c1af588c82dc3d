import { asksForAsMuch, dmarcAmong, policyForSubdomains, tagsOf } from './dmarc';
import type { DnsRecordRequest } from '../../src/contract/dns-record';
import type { PublicDns } from '../dns/public-dns';

const STRICTEST = 'v=DMARC1; p=reject; sp=reject';

/** Who answers for names that may be in anybody's zone. */
export type Dns = Pick<PublicDns, 'ask'>;

/**
 * Refuses a DMARC record that asks for less than what goes for the domain without it: receivers read the domain's own, and
 * where there is none that of its organization's domain (RFC 7489 section 6.6.3, RFC 9989 section 4.10). What DNS does not
 * answer may ask for more.
 */
export async function checkInherited(dns: Dns, { purpose, domainName, value }: DnsRecordRequest): Promise<void> {
  if (purpose !== 'DMARC' || asksForAsMuch(value, STRICTEST)) {
    return;
  }
  const inherited = await inheritedBy(dns, domainName);
  const policy = inherited && policyForSubdomains(inherited.record);
  if (inherited && policy && !asksForAsMuch(value, `v=DMARC1; p=${policy}; sp=${policy}`)) {
    throw new Error(`a DMARC record of ${domainName} would be less strict than the one that it has from ${inherited.name}: found `
      + `"${inherited.record}", wanted "${value}"; ask for a \`dmarc\` that is as strict, or for none`);
  }
}

/** The record of the highest domain that has one; that of a public suffix (RFC 9989, `psd`) only if there is no other. */
async function inheritedBy(dns: Dns, domainName: string): Promise<{ readonly name: string; readonly record: string } | undefined> {
  const labels = domainName.split('.');
  let ofSuffix;
  for (let length = 2; length < labels.length; length++) {
    const name = `_dmarc.${labels.slice(-length).join('.')}`;
    const answer = await dns.ask(name, 'TXT');
    if ('problem' in answer && !answer.isAbsent) {
      throw new Error(`cannot tell whether ${domainName} has a DMARC policy already: DNS gives ${answer.problem} at ${name}; deploy again, `
        + 'or without `dmarc`');
    }
    const record = 'values' in answer ? dmarcAmong(answer.values) : undefined;
    if (record !== undefined && tagsOf(record).psd !== 'y') {
      return { name, record };
    }
    ofSuffix ??= record === undefined ? undefined : { name, record };
  }
  return ofSuffix;
}
