import type { Delegations } from './delegations';
import type { ServedRecords } from './served-records';
import type { RecordSet } from '../record-set';

export type ResponseCode = 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL';

/** What the whole of DNS answers to a question. */
export interface Resolution {
  readonly code: ResponseCode;
  /** CNAMEs on the way, then the records asked for. */
  readonly answers: readonly RecordSet[];
  /** Of the zone that has no such record. */
  readonly soa?: RecordSet;
}

const MAX_CNAMES = 8;

/** DNS as a resolver sees it. */
export class Resolver {
  /** @param foreign records in zones that are not in Route 53 */
  constructor(private readonly delegations: Delegations, private readonly foreign: ServedRecords) {}

  resolve(name: string, type: string, at: number, depth = 0): Resolution {
    const authority = this.delegations.authorityFor(name, at);
    if (!authority.zone && type === 'NS' && authority.delegation?.name === name) {
      return { code: 'NOERROR', answers: [authority.delegation] };
    }
    const records = authority.zone?.records ?? this.foreign;
    const soa = authority.zone && records.find(authority.zone.name, 'SOA', at);
    const owner = records.hasName(name, at) ? name : wildcardFor(name, records, at);
    if (owner === undefined) {
      return { code: 'NXDOMAIN', answers: [], soa };
    }
    const found = records.find(owner, type, at);
    if (found) {
      return { code: 'NOERROR', answers: [{ ...found, name }] };
    }
    const alias = records.find(owner, 'CNAME', at);
    if (!alias) {
      return { code: 'NOERROR', answers: [], soa };
    }
    if (depth === MAX_CNAMES) {
      return { code: 'SERVFAIL', answers: [] };
    }
    const target = alias.values[0].toLowerCase();
    const rest = this.resolve(target.endsWith('.') ? target : `${target}.`, type, at, depth + 1);
    return rest.code === 'SERVFAIL' ? rest : { ...rest, answers: [{ ...alias, name }, ...rest.answers] };
  }
}

/** `*` below the closest name that exists stands for a name that does not. [RFC 4592 section 3.3.1] */
function wildcardFor(name: string, records: ServedRecords, at: number): string | undefined {
  const [, ...labels] = name.split('.');
  const parents = labels.map((_, index) => labels.slice(index).join('.')).filter(Boolean);
  const encloser = parents.find((parent) => records.hasName(parent, at));
  const wildcard = `\\052.${encloser}`;
  return encloser !== undefined && records.hasName(wildcard, at) ? wildcard : undefined;
}
