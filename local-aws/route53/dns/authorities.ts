import { delegationIn, type Delegations, type ServedZone } from './delegations';
import type { Elsewhere } from './elsewhere';
import type { Registries } from './registries';
import type { Resolution } from './resolution';
import type { Records } from './served-records';
import { lookIn, targetOf } from './zone-lookup';
import { isWithin } from '../names';
import type { RecordSet } from '../record-set';

const MAX_CNAMES = 8;
const REFUSED: Resolution = { code: 'REFUSED', answers: [] };

/**
 * What single name servers answer: what is in the zones that they serve, and who else to ask. They serve a zone whether or not
 * anybody delegates to it, follow no alias out of it, and know nothing of other names. [RFC 1034 section 4.3.2]
 */
export class Authorities {
  constructor(
    private readonly delegations: Delegations, private readonly elsewhere: Elsewhere, private readonly registries: Registries,
    /** How much earlier than the last of its zone's a server has a change. */
    private readonly lead: (server: string, zone: ServedZone) => number,
  ) {}

  answer(server: string, name: string, type: string, at: number): Resolution {
    const topLevelDomain = this.registries.servedBy(server);
    if (topLevelDomain !== undefined) {
      return isWithin(name, topLevelDomain) ? this.ofRegistry(topLevelDomain, name, type, at) : REFUSED;
    }
    if (this.delegations.isRoute53(server)) {
      const [zone] = this.delegations.zonesOf(server, at).filter((candidate) => isWithin(name, candidate.name));
      return zone ? ofZone(zone, name, type, at + this.lead(server, zone)) : REFUSED;
    }
    return this.ofOthers(name, type, at);
  }

  isNameServer(name: string): boolean {
    return this.registries.servedBy(name) !== undefined || this.delegations.nameServers.has(name)
      || this.elsewhere.nameServers.some((server) => server.toLowerCase() === name || `${server.toLowerCase()}.` === name);
  }

  private ofRegistry(topLevelDomain: string, name: string, type: string, at: number): Resolution {
    if (name === topLevelDomain) {
      return { code: 'NOERROR', answers: type === 'NS' ? [this.registries.nameServersOf(name)] : [] };
    }
    const referral = this.delegations.topDelegation(name, at) ?? this.elsewhere.delegationFor(name, at);
    if (referral) {
      return { code: 'NOERROR', answers: [], referral };
    }
    return { code: this.registries.exists(name, at) ? 'NOERROR' : 'NXDOMAIN', answers: [] };
  }

  private ofOthers(name: string, type: string, at: number): Resolution {
    const { zone } = this.delegations.authorityFor(name, at);
    if (zone) {
      return { code: 'NOERROR', answers: [], referral: this.delegations.topDelegation(name, at) };
    }
    const soa = this.elsewhere.soaFor(name, at);
    return soa || this.elsewhere.hasName(name, at) ? follow(this.elsewhere, () => true, name, type, at, soa) : REFUSED;
  }
}

function ofZone(zone: ServedZone, name: string, type: string, at: number): Resolution {
  const referral = delegationIn(zone, name, at);
  if (referral) {
    return { code: 'NOERROR', answers: [], referral };
  }
  const isInside = (target: string) => isWithin(target, zone.name) && !delegationIn(zone, target, at);
  return follow(zone.records, isInside, name, type, at, zone.records.find(zone.name, 'SOA', at));
}

/** Along the aliases, as long as they stay inside. */
function follow(
  records: Records, isInside: (name: string) => boolean, name: string, type: string, at: number, soa: RecordSet | undefined, depth = 0,
): Resolution {
  const { code, set, alias } = lookIn(records, name, type, at);
  if (set || !alias) {
    return set ? { code, answers: [set] } : { code, answers: [], soa };
  }
  const target = targetOf(alias);
  if (!isInside(target) || depth === MAX_CNAMES) {
    return { code: 'NOERROR', answers: [alias] };
  }
  const rest = follow(records, isInside, target, type, at, soa, depth + 1);
  return { ...rest, answers: [alias, ...rest.answers] };
}
