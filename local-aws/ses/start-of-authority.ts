import type { SOARecord } from '@aws-sdk/client-sesv2';
import type { Lookup } from './dkim-check';

/** What `node:dns` makes of an SOA record. */
interface Soa {
  readonly nsname: string;
  readonly hostmaster: string;
  readonly serial: number;
}

/** Of the zone that a domain is in; undefined if nobody answers for it. [SDK VerificationInfo; that SES looks above the domain: assumed] */
export async function startOfAuthority(lookup: Lookup, domainName: string): Promise<SOARecord | undefined> {
  const labels = domainName.split('.');
  for (let above = 0; above < labels.length - 1; above++) {
    const soa = await lookup(labels.slice(above).join('.'), 'SOA').catch(() => undefined) as Soa | undefined;
    if (soa) {
      return { PrimaryNameServer: soa.nsname, AdminEmail: soa.hostmaster, SerialNumber: soa.serial };
    }
  }
  return undefined;
}
