import { promises as dns } from 'node:dns';
import type { Dns } from './ports';

/** No such name, and no such record. */
const ABSENT = ['ENOTFOUND', 'ENODATA'];

const MOST_NAME_SERVERS = 4;

/**
 * Public DNS. Questions about the zone go to its name servers, because resolvers remember for a while what was not there. (RFC 2308
 * section 5) With a resolver of the user's choice all questions go to that one.
 */
export class PublicDns implements Dns {
  private readonly recursive: dns.Resolver;
  private nameServers?: Promise<dns.Resolver[]>;

  constructor(private readonly zoneName: string, private readonly resolver?: string) {
    this.recursive = resolverAt(resolver);
  }

  async ask(name: string, type: 'TXT' | 'CNAME'): Promise<string[]> {
    const isInZone = name === this.zoneName || name.endsWith(`.${this.zoneName}`);
    const servers = isInZone && this.resolver === undefined ? await (this.nameServers ??= this.ofZone()) : [this.recursive];
    const replies = await Promise.allSettled(servers.map((server) => answerOf(server, name, type)));
    const answers = replies.flatMap((reply) => reply.status === 'fulfilled' ? [reply.value] : []);
    if (answers.length === 0) {
      throw new Error(`no name server answers ${type} ${name}: ${(replies[0] as PromiseRejectedResult).reason.message}`);
    }
    const [first, ...others] = answers.map((values) => JSON.stringify([...values].sort()));
    if (others.some((other) => other !== first)) {
      throw new Error(`the name servers of ${this.zoneName} answer differently for ${type} ${name}`);
    }
    return answers[0];
  }

  /** The name servers that the domain is delegated to. */
  delegation(): Promise<string[]> {
    return absentAs([], this.recursive.resolveNs(this.zoneName));
  }

  private async ofZone(): Promise<dns.Resolver[]> {
    const names = (await this.delegation()).sort().slice(0, MOST_NAME_SERVERS);
    const known = await Promise.all(names.map((name) => absentAs([], this.recursive.resolve4(name))));
    const addresses = known.flatMap(([address]) => address ? [address] : []);
    return addresses.length > 0 ? addresses.map(resolverAt) : [this.recursive];
  }
}

function resolverAt(address: string | undefined): dns.Resolver {
  const resolver = new dns.Resolver({ timeout: 3_000, tries: 3 });
  if (address !== undefined) {
    resolver.setServers([address]);
  }
  return resolver;
}

async function answerOf(server: dns.Resolver, name: string, type: 'TXT' | 'CNAME'): Promise<string[]> {
  return type === 'TXT' ? (await absentAs([], server.resolveTxt(name))).map((strings) => strings.join('')) : absentAs([], server.resolveCname(name));
}

async function absentAs<T>(absent: T, answer: Promise<T>): Promise<T> {
  return answer.catch((error: NodeJS.ErrnoException) => {
    if (ABSENT.includes(error.code ?? '')) {
      return absent;
    }
    throw error;
  });
}
