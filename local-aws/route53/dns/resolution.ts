import type { Delegations } from './delegations';
import type { Elsewhere } from './elsewhere';
import { isTopLevel, type Registries } from './registries';
import { lookIn, targetOf } from './zone-lookup';
import type { RecordSet } from '../record-set';

export type ResponseCode = 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED';

/** What is answered to a question. */
export interface Resolution {
  readonly code: ResponseCode;
  /** CNAMEs on the way, then the records asked for. */
  readonly answers: readonly RecordSet[];
  /** Of the zone that has no such record. */
  readonly soa?: RecordSet;
  /** Who knows more: of a name server that is not in charge. */
  readonly referral?: RecordSet;
}

const MAX_CNAMES = 8;

/** DNS as a resolver sees it, whole and at once. */
export class Resolver {
  constructor(private readonly delegations: Delegations, private readonly elsewhere: Elsewhere, private readonly registries: Registries) {}

  resolve(name: string, type: string, at: number, depth = 0): Resolution {
    if (isTopLevel(name)) {
      const exists = this.registries.exists(name, at);
      return { code: exists ? 'NOERROR' : 'NXDOMAIN', answers: exists && type === 'NS' ? [this.registries.nameServersOf(name)] : [] };
    }
    const { zone, delegation } = this.delegations.authorityFor(name, at);
    if (type === 'NS' && delegation?.name === name) {
      return { code: 'NOERROR', answers: [delegation] };
    }
    const { code, set, alias } = lookIn(zone?.records ?? this.elsewhere, name, type, at);
    if (set) {
      return { code, answers: [set] };
    }
    if (!alias) {
      // A name exists if one below it does, also between a top-level domain and a zone. [RFC 8020]
      const isBetween = !zone && this.delegations.hasNameBelow(name, at);
      return { code: isBetween ? 'NOERROR' : code, answers: [], soa: zone ? zone.records.find(zone.name, 'SOA', at) : this.elsewhere.soaFor(name, at) };
    }
    if (depth === MAX_CNAMES) {
      return { code: 'SERVFAIL', answers: [] };
    }
    const rest = this.resolve(targetOf(alias), type, at, depth + 1);
    return rest.code === 'SERVFAIL' ? rest : { ...rest, answers: [alias, ...rest.answers] };
  }
}
