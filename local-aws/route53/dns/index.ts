import { promises as dns } from 'node:dns';
import { DnsServer } from './dns-server';
import { Resolver, type ServedZone } from './resolution';
import { ServedRecords } from './served-records';
import type { Clock } from '../../kernel/clock';
import { normalName } from '../names';

export { ServedRecords } from './served-records';
export type { ServedZone } from './resolution';

/** The DNS of the engine's world: the zones of Route 53 and what others publish. */
export class Dns {
  readonly resolution: Resolver;
  private readonly server: DnsServer;
  private readonly foreign: ServedRecords;
  private client?: dns.Resolver;

  constructor(private readonly clock: Clock) {
    this.foreign = new ServedRecords(clock);
    this.resolution = new Resolver(this.foreign);
    this.server = new DnsServer(this.resolution);
  }

  async start(): Promise<void> {
    await this.server.start();
    this.client = new dns.Resolver({ timeout: 2000, tries: 3 });
    this.client.setServers([`127.0.0.1:${this.server.port}`]);
  }

  /** Of the name server on 127.0.0.1, UDP and TCP. */
  get port(): number {
    return this.server.port;
  }

  async stop(): Promise<void> {
    this.client?.cancel();
    await this.server.stop();
  }

  /** A record at another DNS provider, at once; without values it is gone. TXT values are plain text. */
  publish(name: string, type: string, values: readonly string[]): void {
    const quoted = type === 'TXT' ? values.map((value) => value.match(/.{1,255}/gs)!.map((part) => JSON.stringify(part)).join(' ')) : values;
    this.foreign.serve({ name: normalName(name), type, ttl: 300, values: quoted }, this.clock.now().getTime());
  }

  /** A real query over the network; rejects as `node:dns` does (`ENOTFOUND`, `ENODATA`). */
  readonly lookup = (name: string, type: string): Promise<string[][] | string[]> => (
    this.client!.resolve(name, type) as Promise<string[][] | string[]>
  );

  addZone(zone: ServedZone): void {
    this.resolution.add(zone);
  }

  removeZone(zone: ServedZone): void {
    this.resolution.remove(zone);
  }
}
