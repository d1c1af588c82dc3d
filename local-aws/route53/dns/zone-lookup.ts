import type { Records } from './served-records';
import type { RecordSet } from '../record-set';

/** What a zone has at a name: the records that were asked for, an alias instead, or neither. */
export interface Found {
  readonly code: 'NOERROR' | 'NXDOMAIN';
  readonly set?: RecordSet;
  readonly alias?: RecordSet;
}

/** @see RFC 1034 section 4.3.2, from 3 a on */
export function lookIn(records: Records, name: string, type: string, at: number): Found {
  const owner = records.hasName(name, at) ? name : wildcardFor(name, records, at);
  if (owner === undefined) {
    return { code: 'NXDOMAIN' };
  }
  const set = records.find(owner, type, at);
  const alias = set ? undefined : records.find(owner, 'CNAME', at);
  return { code: 'NOERROR', set: set && { ...set, name }, alias: alias && { ...alias, name } };
}

/** Where an alias points. */
export function targetOf({ values: [value] }: RecordSet): string {
  const target = value.toLowerCase();
  return target.endsWith('.') ? target : `${target}.`;
}

/** `*` below the closest name that exists stands for a name that does not. [RFC 4592 section 3.3.1] */
function wildcardFor(name: string, records: Records, at: number): string | undefined {
  const [, ...labels] = name.split('.');
  const parents = labels.map((_, index) => labels.slice(index).join('.')).filter(Boolean);
  const encloser = parents.find((parent) => records.hasName(parent, at));
  const wildcard = `\\052.${encloser}`;
  return encloser !== undefined && records.hasName(wildcard, at) ? wildcard : undefined;
}
