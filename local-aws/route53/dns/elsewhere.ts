import { type Records, ServedRecords } from './served-records';
import type { RecordSet } from '../record-set';

/** Where domains are that say nothing else. [RFC 6761: names that are nobody's] */
const HOSTS = ['ns1.dns-host.example.', 'ns2.dns-host.example.'];
const TTL = 3600;

/**
 * Domains at other DNS providers: what somebody published, and what every zone has besides, its name servers and the start of
 * authority. A domain is a name of two labels here.
 */
export class Elsewhere implements Records {
  readonly records = new ServedRecords();
  /** How long resolvers may keep it that there is no such record: each provider has a figure of its own. */
  negativeTtlSeconds = TTL;

  find(name: string, type: string, at: number): RecordSet | undefined {
    return this.records.find(name, type, at) ?? (this.isDomain(name, at) ? this.ownOf(name, type) : undefined);
  }

  hasName(name: string, at: number): boolean {
    return this.records.hasName(name, at);
  }

  /** The start of authority of the domain that a name is in. */
  soaFor(name: string, at: number): RecordSet | undefined {
    const domain = domainOf(name);
    return this.find(domain, 'SOA', at);
  }

  /** The delegation of the domain that a name is in. */
  delegationFor(name: string, at: number): RecordSet | undefined {
    return this.find(domainOf(name), 'NS', at);
  }

  /** All name servers that are known by name, whenever. */
  get nameServers(): readonly string[] {
    return [...HOSTS, ...this.records.nameServers];
  }

  private isDomain(name: string, at: number): boolean {
    return name === domainOf(name) && this.hasName(name, at);
  }

  private ownOf(name: string, type: string): RecordSet | undefined {
    switch (type) {
      case 'NS':
        return { name, type, ttl: TTL, values: HOSTS };
      case 'SOA':
        return { name, type, ttl: this.negativeTtlSeconds, values: [`${HOSTS[0]} hostmaster.dns-host.example. 1 7200 900 1209600 ${this.negativeTtlSeconds}`] };
      default:
        return undefined;
    }
  }
}

/** `example.net.` of `a.b.example.net.` */
function domainOf(name: string): string {
  return name.split('.').slice(-3).join('.');
}
