import { explainVerificationError } from './verification-errors';
import type { WantedRecord } from '../../src/contract/ses-verification';
import type { DkimVerification } from '../aws/ses-identities';
import { withoutKeys } from '../custom-resources/redaction';
import type { Delegation, PublicDns } from '../dns/public-dns';

/** A response to CloudFormation has at most 4,096 bytes, and other things in it. [DOC crpg-ref-responses] */
const LONGEST_MESSAGE = 3_000;
const LONGEST_VALUE = 100;

/** A wait that ended without success: its message is made of what is public, and is shown as it is. */
export class UnverifiedDomain extends Error {}

/** Says why a domain is not verified: what SES reports, what each record should be, and what DNS serves. */
export async function unverifiedDomain(
  domainName: string, ending: string, verification: DkimVerification, records: readonly WantedRecord[], dns: PublicDns,
): Promise<UnverifiedDomain> {
  const [delegation, ...answers] = await Promise.all([
    dns.delegation(domainName),
    ...records.map((record) => served(record, domainName, dns)),
  ]);
  const message = [
    `SES identity ${domainName}: ${ending}; SES reports DKIM ${verification.status}`
    + (verification.errorType ? `, ${explainVerificationError(verification.errorType)}` : ''),
    zoneLine(domainName, verification, delegation),
    ...delegation && answers.length > 0 && answers.every(({ isThere }) => !isThere) ? [wrongZone(domainName, delegation)] : [],
    ...records.length === 0 ? ['The records are those of the identity in the parent Region'] : [],
    ...records.flatMap((record, index) => [
      `${record.recordType} ${record.name}`,
      `  should be: ${record.value}`,
      `  DNS serves: ${answers[index].text}`,
    ]),
  ].join('\n');
  return new UnverifiedDomain(message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message);
}

/** What SES asked and what DNS says now differ when the delegation has changed, or was never right. */
function zoneLine(domainName: string, { soa, lastChecked }: DkimVerification, delegation?: Delegation): string {
  const asked = lastChecked ? `SES looked last at ${lastChecked.toISOString()}` : 'SES has not looked yet';
  const seen = soa ? `, in the zone of ${soa.primaryNameServer} (serial ${soa.serialNumber})` : '';
  const now = delegation
    ? `the name servers of ${delegation.zoneName} are ${delegation.nameServers.join(', ')}`
    : `DNS has no name servers for ${domainName}`;
  return `${asked}${seen}; ${now}`;
}

/** What a zone looks like that was written to and that nobody asks. */
function wrongZone(domainName: string, { zoneName }: Delegation): string {
  return `None of the records of ${domainName} is there: they are not published, or in a zone that ${zoneName} is not delegated to; `
    + 'compare the name servers of the zone with these, and mend the delegation where it was made';
}

interface Served {
  readonly isThere: boolean;
  readonly text: string;
}

async function served(wanted: WantedRecord, domainName: string, dns: PublicDns): Promise<Served> {
  const answer = await dns.ask(wanted.name, wanted.recordType);
  if ('values' in answer) {
    return { isThere: true, text: comparison(wanted, answer.values) };
  }
  // What becomes of a full name where the provider appends the domain itself.
  const doubled = `${wanted.name}.${domainName}`;
  const elsewhere = await dns.ask(doubled, wanted.recordType);
  return 'values' in elsewhere
    ? { isThere: true, text: `${answer.problem}, but ${doubled} has a record: publish the name without .${domainName}` }
    : { isThere: false, text: answer.problem };
}

function comparison(wanted: WantedRecord, values: readonly string[]): string {
  const others = values.filter((value) => normal(wanted.recordType, value) !== normal(wanted.recordType, wanted.value));
  const right = others.length < values.length ? ['this value'] : [];
  return [...right, ...others.map((value) => different(value, wanted.value))].join(', and ');
}

/** Only the beginning of what is long: it may be a private key, published by mistake, or a piece of one. */
function different(value: string, wanted: string): string {
  if (value.length <= LONGEST_VALUE) {
    return withoutKeys(value);
  }
  const position = [...wanted].findIndex((character, index) => value[index] !== character) + 1;
  return `${value.slice(0, 24)}… (${value.length} characters), which differs from character ${position || wanted.length + 1} on`;
}

/** Blanks between a TXT record's tags are of no account [RFC 6376 section 3.2], nor is the case of a name. */
function normal(recordType: string, value: string): string {
  return recordType === 'TXT' ? value.replace(/\s|;\s*$/g, '') : value.toLowerCase().replace(/\.$/, '');
}
