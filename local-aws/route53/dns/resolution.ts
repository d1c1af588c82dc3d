import type { ServedRecords } from './served-records';
import { isWithin } from '../names';
import type { RecordSet } from '../record-set';

export interface ServedZone {
  readonly name: string;
  readonly nameServers: readonly string[];
  readonly records: ServedRecords;
}

/** What the whole of DNS answers to a question. */
export interface Resolution {
  /** CNAMEs on the way, then the records asked for. */
  readonly answers: readonly RecordSet[];
  readonly exists: boolean;
  readonly soa?: RecordSet;
}

const MAX_CNAMES = 8;

/** DNS as a resolver sees it: from the top, along the delegations. */
export class Resolver {
  private readonly zones: ServedZone[] = [];
  /** What a registry points a domain to, where somebody said so. */
  private readonly registered = new Map<string, readonly string[]>();

  /** @param foreign records in zones that are not in Route 53 */
  constructor(private readonly foreign: ServedRecords) {}

  add(zone: ServedZone): void {
    this.zones.push(zone);
  }

  remove(zone: ServedZone): void {
    this.zones.splice(this.zones.indexOf(zone), 1);
  }

  /** Points a domain at name servers, as its registrar does. Without it the first zone of the name is the one. */
  register(name: string, nameServers: readonly string[]): void {
    this.registered.set(name, nameServers);
  }

  resolve(name: string, type: string, depth = 0): Resolution {
    const zone = this.zoneOf(name);
    const records = zone?.records ?? this.foreign;
    const soa = zone?.records.find(zone.name, 'SOA');
    const found = records.find(name, type) ?? (zone ? this.foreign.find(name, type) : undefined);
    if (found) {
      return { answers: [found], exists: true, soa };
    }
    const alias = records.find(name, 'CNAME');
    if (alias && depth < MAX_CNAMES) {
      const target = alias.values[0].toLowerCase();
      const rest = this.resolve(target.endsWith('.') ? target : `${target}.`, type, depth + 1);
      return { ...rest, answers: [alias, ...rest.answers] };
    }
    return { answers: [], exists: records.hasName(name), soa };
  }

  /** The zone that a resolver ends up in: the deepest that can be reached from the top. */
  private zoneOf(name: string): ServedZone | undefined {
    const names = [...new Set(this.zones.map((zone) => zone.name).filter((zoneName) => isWithin(name, zoneName)))]
      .sort((one, other) => one.length - other.length);
    let reached: ServedZone | undefined;
    for (const zoneName of names) {
      const delegatedTo = reached
        ? reached.records.find(zoneName, 'NS')?.values
        : this.registered.get(zoneName) ?? this.zones.find((zone) => zone.name === zoneName)!.nameServers;
      reached = this.zones.find((zone) => zone.name === zoneName && delegatedTo && sameServers(zone.nameServers, delegatedTo)) ?? reached;
    }
    return reached;
  }
}

function sameServers(one: readonly string[], other: readonly string[]): boolean {
  const normal = (servers: readonly string[]) => servers.map((server) => server.replace(/\.$/, '').toLowerCase()).sort().join();
  return normal(one) === normal(other);
}
