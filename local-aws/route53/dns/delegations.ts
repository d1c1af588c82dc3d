import type { ServedRecords } from './served-records';
import { isWithin, namesBelow } from '../names';
import type { RecordSet } from '../record-set';

const TTL = 172_800;

/** A public zone, as long as there are name servers for it. */
export interface ServedZone {
  readonly name: string;
  readonly nameServers: readonly string[];
  readonly records: ServedRecords;
}

/** Who answers for a name: a zone of Route 53, or somebody else, to whom `delegation` may point. */
export type Authority =
  | { readonly zone: ServedZone; readonly delegation?: undefined }
  | { readonly zone?: undefined; readonly delegation?: RecordSet };

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
    const tops = this.topsAbove(name, at);
    const reached = tops.map((top) => zoneAt(zones, top.name, top.values)).find((zone) => zone !== undefined);
    return reached ? descend(zones, reached, name, at) : { delegation: tops[0] };
  }

  /** How the world above a zone of Route 53 points to it, or to another provider: the first step down to a name. */
  topDelegation(name: string, at: number): RecordSet | undefined {
    const zones = this.zonesAt(at);
    const tops = this.topsAbove(name, at);
    return tops.find((top) => zoneAt(zones, top.name, top.values) !== undefined) ?? tops[0];
  }

  /** The zones that a name server answers for, the one with the longest name first. */
  zonesOf(server: string, at: number): ServedZone[] {
    return this.zonesAt(at).filter(({ nameServers }) => nameServers.some((own) => normal(own) === normal(server)))
      .sort((one, other) => other.name.length - one.name.length);
  }

  /** Whether a name server is, or was, one of Route 53's. */
  isRoute53(server: string): boolean {
    return this.zones.some(({ zone }) => zone.nameServers.some((own) => normal(own) === normal(server)));
  }

  hasNameBelow(name: string, at: number): boolean {
    return this.zonesAt(at).some((zone) => isWithin(zone.name, name));
  }

  /** All name servers that are known by name, whenever: with a trailing dot, in lower case. */
  get nameServers(): ReadonlySet<string> {
    const ofZones = this.zones.flatMap(({ zone }) => [...zone.nameServers, ...zone.records.nameServers]);
    const ofRegistrars = this.registered.flatMap(({ nameServers }) => nameServers);
    return new Set([...ofZones, ...ofRegistrars].map((server) => `${normal(server)}.`));
  }

  /** When something changed. */
  get moments(): readonly number[] {
    return [
      ...this.zones.flatMap(({ zone, from, until }) => [from, until, ...zone.records.moments]), ...this.registered.map(({ from }) => from),
    ].filter(Number.isFinite);
  }

  /** Where registries point for each zone above a name, the shortest first: without a registrar's word to the first zone of the name. */
  private topsAbove(name: string, at: number): RecordSet[] {
    const zones = this.zonesAt(at);
    return [...new Set(zones.map((zone) => zone.name).filter((zoneName) => isWithin(name, zoneName)))]
      .sort((one, other) => one.length - other.length)
      .map((top) => {
        const word = this.registered.filter((entry) => entry.name === top && entry.from <= at).at(-1)?.nameServers;
        const values = word ?? zones.find((zone) => zone.name === top)!.nameServers;
        return { name: top, type: 'NS', ttl: TTL, values: values.map((server) => `${normal(server)}.`) };
      });
  }

  private zonesAt(at: number): ServedZone[] {
    return this.zones.filter(({ from, until }) => from <= at && at < until).map(({ zone }) => zone);
  }
}

/** The NS records in a zone that a name is delegated by. */
export function delegationIn(zone: ServedZone, name: string, at: number): RecordSet | undefined {
  return namesBelow(zone.name, name).map((below) => zone.records.find(below, 'NS', at)).find((delegation) => delegation !== undefined);
}

function descend(zones: readonly ServedZone[], zone: ServedZone, name: string, at: number): Authority {
  const delegation = delegationIn(zone, name, at);
  if (!delegation) {
    return { zone };
  }
  const child = zoneAt(zones, delegation.name, delegation.values);
  return child ? descend(zones, child, name, at) : { delegation };
}

/** The zone of a name that these name servers are the ones of. */
function zoneAt(zones: readonly ServedZone[], name: string, nameServers: readonly string[]): ServedZone | undefined {
  return zones.find((zone) => {
    const own = zone.nameServers.map(normal);
    return zone.name === name && nameServers.length > 0 && nameServers.every((server) => own.includes(normal(server)));
  });
}

const normal = (server: string): string => server.replace(/\.$/, '').toLowerCase();
