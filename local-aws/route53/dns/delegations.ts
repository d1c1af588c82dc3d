import type { ServedRecords } from './served-records';
import { isWithin, namesBelow } from '../names';
import type { RecordSet } from '../record-set';

/** A public zone, as long as there are name servers for it. */
export interface ServedZone {
  readonly name: string;
  readonly nameServers: readonly string[];
  readonly records: ServedRecords;
}

/** Who answers for a name: a zone of Route 53, or somebody else, to whom `delegation` may point. */
export type Authority = { readonly zone: ServedZone } | { readonly zone?: undefined; readonly delegation?: RecordSet };

interface Existence {
  readonly zone: ServedZone;
  readonly from: number;
  until: number;
}

/** Which zone a resolver ends up in, now and before: from the registry's word, along the NS records of the zones. */
export class Delegations {
  private readonly zones: Existence[] = [];
  private readonly registered: Array<{ readonly name: string; readonly nameServers: readonly string[]; readonly from: number }> = [];

  add(zone: ServedZone, from: number): void {
    this.zones.push({ zone, from, until: Infinity });
  }

  remove(zone: ServedZone, until: number): void {
    this.zones.find((existence) => existence.zone === zone)!.until = until;
  }

  /** Points a domain at name servers, as its registrar does. */
  register(name: string, nameServers: readonly string[], from: number): void {
    this.registered.push({ name, nameServers, from });
  }

  authorityFor(name: string, at: number): Authority {
    const zones = this.zonesAt(at);
    const tops = [...new Set(zones.map((zone) => zone.name).filter((zoneName) => isWithin(name, zoneName)))]
      .sort((one, other) => one.length - other.length);
    for (const top of tops) {
      // Without a word of the registrar, the first zone of the name that there is.
      const nameServers = this.registered.filter((entry) => entry.name === top && entry.from <= at).at(-1)?.nameServers
        ?? zones.find((zone) => zone.name === top)!.nameServers;
      const zone = zoneAt(zones, top, nameServers);
      if (zone) {
        return descend(zones, zone, name, at);
      }
    }
    return {};
  }

  /** When something changed. */
  get moments(): readonly number[] {
    return [
      ...this.zones.flatMap(({ zone, from, until }) => [from, until, ...zone.records.moments]), ...this.registered.map(({ from }) => from),
    ].filter(Number.isFinite);
  }

  private zonesAt(at: number): ServedZone[] {
    return this.zones.filter(({ from, until }) => from <= at && at < until).map(({ zone }) => zone);
  }
}

function descend(zones: readonly ServedZone[], zone: ServedZone, name: string, at: number): Authority {
  for (const below of namesBelow(zone.name, name)) {
    const delegation = zone.records.find(below, 'NS', at);
    if (delegation) {
      const child = zoneAt(zones, below, delegation.values);
      return child ? descend(zones, child, name, at) : { delegation };
    }
  }
  return { zone };
}

/** The zone of a name that these name servers are the ones of. */
function zoneAt(zones: readonly ServedZone[], name: string, nameServers: readonly string[]): ServedZone | undefined {
  const normal = (server: string) => server.replace(/\.$/, '').toLowerCase();
  return zones.find((zone) => {
    const own = zone.nameServers.map(normal);
    return zone.name === name && nameServers.length > 0 && nameServers.every((server) => own.includes(normal(server)));
  });
}
