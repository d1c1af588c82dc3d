import type { MxRecord, SoaRecord } from 'node:dns';
import type { SOARecord, VerificationError } from '@aws-sdk/client-sesv2';

/** A question to DNS, with the answer of `node:dns` for the type; rejects as it does. */
export type Lookup = (name: string, type: string) => Promise<ReadonlyArray<string | string[] | MxRecord> | SoaRecord>;

export type Answer<Value> = { readonly values: readonly Value[] } | { readonly error: VerificationError };

/** Whether DNS has what SES looks for. */
export type CheckResult = { readonly passed: true } | { readonly passed: false; readonly error: VerificationError };

export const PASSED: CheckResult = { passed: true };
export const failed = (error: VerificationError): CheckResult => ({ passed: false, error });

/** What DNS answered, or what SES calls it. */
export async function ask<Value extends string | string[] | MxRecord>(lookup: Lookup, name: string, type: string): Promise<Answer<Value>> {
  try {
    return { values: await lookup(name, type) as readonly Value[] };
  } catch (error) {
    switch ((error as NodeJS.ErrnoException).code) {
      case 'ENOTFOUND':
        return { error: 'HOST_NOT_FOUND' };
      case 'ENODATA':
        return { error: 'TYPE_NOT_FOUND' };
      default:
        return { error: 'DNS_SERVER_ERROR' };
    }
  }
}

/** The SOA record of the zone that answers for a name, as SES tells it. Its form of the address, that of DNS, is assumed. [SDK SOARecord] */
export async function startOfAuthority(lookup: Lookup, name: string): Promise<SOARecord | undefined> {
  for (let zone = name; zone.includes('.'); zone = zone.slice(zone.indexOf('.') + 1)) {
    try {
      const { nsname, hostmaster, serial } = await lookup(zone, 'SOA') as SoaRecord;
      return { PrimaryNameServer: nsname, AdminEmail: hostmaster, SerialNumber: serial };
    } catch {
      // Not the name of a zone.
    }
  }
  return undefined;
}
