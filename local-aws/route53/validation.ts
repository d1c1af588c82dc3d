import { isWithin, problemOfName } from './names';
import { describe, type RecordSet } from './record-set';
import { readValue, valueIdentity } from './record-value';
import { NotImplementedError } from '../kernel/aws-error';

/** What is wrong with a record set in this zone, in Route 53's words; undefined if nothing. */
export function problemOf(set: RecordSet, zoneName: string): string | undefined {
  const { name, type, values } = set;
  if (!isWithin(name, zoneName)) {
    return `RRSet with DNS name ${name} is not permitted in zone ${zoneName}`;
  }
  const problem = problemOfName(name);
  if (problem) {
    return problem;
  }
  if (type === 'SOA' && name !== zoneName) {
    return `RRSet of type SOA with DNS name ${name} is not permitted in zone ${zoneName}`; // assumed
  }
  const seen = new Set<string>();
  for (const value of values) {
    try {
      readValue(type, value);
    } catch (error) {
      if (error instanceof NotImplementedError) {
        throw error;
      }
      return `Invalid Resource Record: 'FATAL problem: ${(error as Error).message}'`; // [LIVE binxio/cfn-ses-provider#23]
    }
    const identity = valueIdentity(type, value);
    if (seen.has(identity)) {
      return `Duplicate Resource Record: '${value}'`;
    }
    seen.add(identity);
  }
  return (type === 'CNAME' || type === 'SOA') && values.length > 1
    ? `Invalid Resource Record Set ${describe(set)}: a ${type} has exactly one value` // assumed
    : undefined;
}

/**
 * A name with a CNAME has nothing else, and the zone's own name has none. [DOC CNAME record type]
 * The last of the texts is Route 53's [LIVE logs of external-dns]; the others are assumed.
 * @param changed what the batch puts there
 */
export function* conflictsAmong(sets: readonly RecordSet[], changed: readonly RecordSet[], zoneName: string): Iterable<string> {
  for (const { name, type } of changed) {
    const others = sets.filter((set) => set.name === name && set.type !== type).map((set) => set.type);
    if (type === 'CNAME' && name === zoneName) {
      yield `RRSet of type CNAME with DNS name ${name} is not permitted at apex in zone ${zoneName}`;
    } else if (type === 'CNAME' && others.length > 0) {
      yield `RRSet of type CNAME with DNS name ${name} is not permitted as it conflicts with other records with the same DNS name in zone ${zoneName}`;
    } else if (others.includes('CNAME') && !changed.some((set) => set.name === name && set.type === 'CNAME')) {
      yield `RRSet of type ${type} with DNS name ${name} is not permitted because a conflicting RRSet of type CNAME with the same DNS name `
        + `already exists in zone ${zoneName}`;
    }
  }
}
