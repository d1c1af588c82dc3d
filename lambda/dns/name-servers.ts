import { type Lookup, lookupAt, recursiveLookup, type Reply } from './lookup';

/** A zone as its parent delegates it. */
export interface DelegatedZone {
  readonly name: string;
  readonly nameServers: readonly string[];
  /** Of the name servers, as far as they are known. */
  readonly addresses: readonly string[];
}

/** How long an answer about a delegation is used again. A run that waits for a new delegation asks for minutes. */
const REMEMBERED_MS = 30_000;
const MOST_NAME_SERVERS = 6;

/**
 * Finds the name servers that are in charge of a name, from the top level down: a zone's own NS records do not tell whether
 * anybody comes to it.
 *
 * The recursive resolver is asked about name servers only, and only about names that exist: it would remember of any other that
 * it does not exist, and tell so all that ask it. (RFC 2308 section 5) What exists, the name servers above tell.
 */
export class NameServers {
  private readonly remembered = new Map<string, { readonly until: number; readonly cut: Promise<Cut> }>();

  constructor(
    private readonly recursive: Lookup = recursiveLookup(),
    private readonly at: (address: string) => Lookup = lookupAt,
    private readonly now: () => number = Date.now,
  ) {}

  /** The zone whose name servers answer a question; undefined if that cannot be found out. */
  async inCharge(name: string, type: string): Promise<DelegatedZone | undefined> {
    let zone = await this.below(undefined, name);
    for (;;) {
      const deeper = zone && await this.mayDelegate(zone, name, type) ? await this.below(zone, name) : undefined;
      if (!deeper) {
        return zone;
      }
      zone = deeper;
    }
  }

  /** What each of the zone's name servers answers that can be reached. */
  async askAll({ addresses }: DelegatedZone, name: string, type: string): Promise<Reply[]> {
    const replies = await Promise.all(addresses.map((address) => this.at(address)(name, type)));
    return replies.filter(({ kind }) => kind !== 'no answer');
  }

  /** A name server that delegates a name seems to have the name without the record, with `node:dns`. */
  private async mayDelegate(zone: DelegatedZone, name: string, type: string): Promise<boolean> {
    const reply = await this.askOne(zone, name, type);
    if (type === 'NS') {
      return reply?.kind !== 'no such name';
    }
    return reply?.kind === 'no such record' && (type === 'CNAME' || (await this.askOne(zone, name, 'CNAME'))?.kind === 'no such record');
  }

  private async askOne({ addresses }: DelegatedZone, name: string, type: string): Promise<Reply | undefined> {
    for (const address of addresses) {
      const reply = await this.at(address)(name, type);
      if (reply.kind !== 'no answer') {
        return reply;
      }
    }
    return undefined;
  }

  /** The next zone on the way down to a name. */
  private async below(zone: DelegatedZone | undefined, name: string): Promise<DelegatedZone | undefined> {
    const labels = name.split('.');
    for (let from = labels.length - 1 - (zone?.name.split('.').length ?? 0); from >= 0; from--) {
      const cut = await this.cutAt(labels.slice(from).join('.'));
      if (cut !== 'none') {
        return cut;
      }
    }
    return undefined;
  }

  private cutAt(name: string): Promise<Cut> {
    const known = this.remembered.get(name);
    if (known && this.now() < known.until) {
      return known.cut;
    }
    const cut = this.resolveCut(name);
    this.remembered.set(name, { until: this.now() + REMEMBERED_MS, cut });
    return cut;
  }

  /** A recursive resolver comes to a zone's name servers by the delegation, and tells what they say. */
  private async resolveCut(name: string): Promise<Cut> {
    const reply = await this.recursive(name, 'NS');
    if (reply.kind !== 'values') {
      return reply.kind === 'no such record' ? 'none' : undefined;
    }
    const nameServers = [...reply.values].sort();
    const addresses = await Promise.all(nameServers.slice(0, MOST_NAME_SERVERS).map((server) => this.recursive(server, 'A')));
    return { name, nameServers, addresses: addresses.flatMap((answer) => answer.kind === 'values' ? answer.values : []) };
  }
}

/** `none`: the name is in the zone above. Undefined: there is no such name, or nobody answers. */
type Cut = DelegatedZone | 'none' | undefined;
