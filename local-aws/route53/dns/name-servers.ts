import type { Packet } from 'dns-packet';
import { DnsServer, type Transport } from './dns-server';

/**
 * Name servers that can be asked one by one. Each is a port on loopback, opened when somebody first wants to know its address.
 * The address tells the port, 198.18.h.l for 256 h + l, so that a function's process finds it. [RFC 2544: addresses for tests]
 */
export class NameServers {
  private readonly servers = new Map<string, Promise<DnsServer>>();

  constructor(private readonly respond: (server: string, query: Packet, transport: Transport) => Packet) {}

  async addressOf(server: string): Promise<string> {
    const started = this.servers.get(server) ?? this.start(server);
    this.servers.set(server, started);
    const { port } = await started;
    return `198.18.${port >> 8}.${port & 255}`;
  }

  async stop(): Promise<void> {
    const servers = [...this.servers.values()];
    this.servers.clear();
    await Promise.all(servers.map(async (server) => (await server).stop()));
  }

  private async start(name: string): Promise<DnsServer> {
    const server = new DnsServer((query, transport) => this.respond(name, query, transport));
    await server.start();
    return server;
  }
}

/** Where a name server with such an address listens; undefined if it is none of the engine's. As in lambda/runtime/engine-dns.cjs. */
export function socketOf(address: string): string | undefined {
  const [, high, low] = /^198\.18\.(\d+)\.(\d+)$/.exec(address) ?? [];
  return high === undefined ? undefined : `127.0.0.1:${Number(high) * 256 + Number(low)}`;
}
