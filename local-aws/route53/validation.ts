import { isWithin } from './names';
import { describe, type RecordSet } from './record-set';
import { txtStrings } from './txt';

const HOST = /^(?=.{1,254}$)([\w*-]{1,63}\.)*[\w-]{1,63}\.?$/;
const IPV4 = /^(\d{1,3})(\.\d{1,3}){3}$/;
const LABEL_MAX = 63;

/** What a value of each type looks like; the texts are Route 53's as far as they are known. [LIVE, DOC Supported DNS record types] */
const VALUES: Readonly<Record<string, (value: string) => void>> = {
  TXT: (value) => void txtStrings(value),
  SPF: (value) => void txtStrings(value),
  CNAME: (value) => expect(HOST.test(value), `DomainLabelEmpty or invalid (FATAL problem: InvalidDomainName) encountered with '${value}'`),
  NS: (value) => expect(HOST.test(value), `FATAL problem: InvalidDomainName encountered with '${value}'`),
  MX: (value) => expect(/^\d{1,5} \S+$/.test(value), `FATAL problem: UnsupportedCharacter (Value should be '[priority] [mail server]') encountered with '${value}'`),
  A: (value) => expect(IPV4.test(value), `FATAL problem: ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address) encountered with '${value}'`),
  AAAA: (value) => expect(value.includes(':'), `FATAL problem: AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address) encountered with '${value}'`),
  SOA: () => {},
  CAA: () => {},
};

/** What is wrong with a record set in this zone, in Route 53's words; undefined if nothing. */
export function problemOf(set: RecordSet, zoneName: string): string | undefined {
  const invalid = (why: string) => `Invalid Resource Record: '${why}'`;
  if (!isWithin(set.name, zoneName)) {
    return `RRSet with DNS name ${set.name} is not permitted in zone ${zoneName}`;
  }
  if (set.name.length > 256 || set.name.split('.').some((label) => label.length > LABEL_MAX)) {
    return `FATAL problem: DomainLabelTooLong (Domain label is too long) encountered with '${set.name}'`;
  }
  const check = VALUES[set.type];
  if (!check) {
    return `local-aws does not implement records of type ${set.type}`;
  }
  if (set.values.length === 0) {
    return `Invalid Resource Record Set ${describe(set)}: it has no records`;
  }
  if (new Set(set.values).size < set.values.length) {
    return `Duplicate Resource Record: '${set.values.find((value, index) => set.values.indexOf(value) < index)}'`;
  }
  if (set.type === 'CNAME' && set.values.length > 1) {
    return `Invalid Resource Record Set ${describe(set)}: a CNAME has exactly one value`;
  }
  try {
    set.values.forEach(check);
    return undefined;
  } catch (error) {
    return invalid((error as Error).message);
  }
}

/** A name with a CNAME has nothing else, and the zone's own name has none. [DOC CNAME record type] */
export function conflictAmong(sets: Iterable<RecordSet>, zoneName: string): string | undefined {
  const types = new Map<string, string[]>();
  for (const { name, type } of sets) {
    types.set(name, [...types.get(name) ?? [], type]);
  }
  for (const [name, [first, ...others]] of types) {
    const all = [first, ...others];
    if (all.includes('CNAME') && name === zoneName) {
      return `RRSet of type CNAME with DNS name ${name} is not permitted at apex in zone ${zoneName}`;
    }
    if (all.includes('CNAME') && others.length > 0) {
      return `RRSet of type CNAME with DNS name ${name} is not permitted as it conflicts with other records with the same DNS name in zone ${zoneName}`;
    }
  }
  return undefined;
}

function expect(condition: boolean, problem: string): void {
  if (!condition) {
    throw new Error(problem);
  }
}
