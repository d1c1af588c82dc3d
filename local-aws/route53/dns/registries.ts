import type { Delegations } from './delegations';
import type { Elsewhere } from './elsewhere';
import type { RecordSet } from '../record-set';

const TTL = 172_800;

/** Top-level domains, as far as there are names in them: their name servers tell where each domain is. */
export class Registries {
  constructor(private readonly delegations: Delegations, private readonly elsewhere: Elsewhere) {}

  exists(topLevelDomain: string, at: number): boolean {
    return this.elsewhere.hasName(topLevelDomain, at) || this.delegations.hasNameBelow(topLevelDomain, at);
  }

  nameServersOf(topLevelDomain: string): RecordSet {
    return { name: topLevelDomain, type: 'NS', ttl: TTL, values: [`a.nic.${topLevelDomain}`, `b.nic.${topLevelDomain}`] };
  }

  /** The top-level domain that a name server is one of. */
  servedBy(server: string): string | undefined {
    return /^[ab]\.nic\.([^.]+\.)$/.exec(server)?.[1];
  }
}

export function isTopLevel(name: string): boolean {
  return /^[^.]+\.$/.test(name);
}
