import { promises as dns } from 'node:dns';
import type { Packet } from 'dns-packet';
import { Delegations, type ServedZone } from './delegations';
import { DnsServer, type Transport } from './dns-server';
import { toResponse } from './message';
import { type Resolution, Resolver } from './resolution';
import { ServedRecords } from './served-records';
import type { Clock } from '../../kernel/clock';
import { normalName } from '../names';
import type { RecordSet } from '../record-set';
import { readValue } from '../record-value';
import { txtValue } from '../txt';

export type { ServedZone } from './delegations';
export { ServedRecords } from './served-records';

/** A question that came over the network, and what was answered. */
export interface DnsQuery {
  /** In the engine's time. */
  readonly at: Date;
  /** Lower case, with a trailing dot. */
  readonly name: string;
  readonly type: string;
  readonly transport: Transport;
  readonly code: Resolution['code'] | 'NOTIMP';
  readonly answers: readonly RecordSet[];
}

/** What DNS answered from a moment on. */
export interface Period {
  readonly from: Date;
  /** TXT as it was written, with its quotes; none while there was no such record. */
  readonly values: readonly string[];
}

/** Questions about more than one type. Route 53 does not give zones away, and nobody else here needs to. */
const NOT_IMPLEMENTED = ['ANY', 'AXFR', 'IXFR'];

/** The DNS of the engine's world: the zones of Route 53 and what others publish. */
export class Dns {
  /** Every question that was asked, the oldest first. */
  readonly queries: DnsQuery[] = [];
  private readonly delegations = new Delegations();
  private readonly foreign = new ServedRecords();
  private readonly resolution = new Resolver(this.delegations, this.foreign);
  private readonly server = new DnsServer((query, transport) => this.respond(query, transport));
  private client?: dns.Resolver;

  constructor(private readonly clock: Clock) {}

  async start(): Promise<void> {
    await this.server.start();
    this.client = this.resolver();
  }

  /** Of the name server on 127.0.0.1, UDP and TCP. */
  get port(): number {
    return this.server.port;
  }

  async stop(): Promise<void> {
    this.client?.cancel();
    await this.server.stop();
  }

  /** A resolver that asks this name server. */
  resolver(): dns.Resolver {
    const resolver = new dns.Resolver({ timeout: 2000, tries: 3 });
    resolver.setServers([`127.0.0.1:${this.port}`]);
    return resolver;
  }

  /** A record at another DNS provider, at once; without values it is gone. TXT values are plain text. */
  publish(name: string, type: string, values: readonly string[]): void {
    const written = type === 'TXT' ? values.map(txtValue) : values;
    written.forEach((value) => readValue(type, value));
    this.foreign.serve({ name: normalName(name), type, ttl: 300, values: written }, this.now);
  }

  /** A real query over the network; rejects as `node:dns` does (`ENOTFOUND`, `ENODATA`). */
  readonly lookup = (name: string, type: string): Promise<string[][] | string[]> => (
    this.client!.resolve(name, type) as Promise<string[][] | string[]>
  );

  /** What a query would have been answered at some moment, without asking: TXT as it was written, CNAMEs followed. */
  servedAt(name: string, type: string, at: Date): readonly string[] {
    return this.valuesAt(name, type, at.getTime());
  }

  /** What was visible when: one entry for each change of the answer, from the first record on. */
  timeline(name: string, type: string): readonly Period[] {
    const moments = [...new Set([...this.delegations.moments, ...this.foreign.moments])].filter((at) => at <= this.now).sort((a, b) => a - b);
    const periods: Period[] = [];
    for (const at of moments) {
      const values = this.valuesAt(name, type, at);
      if (values.join('\n') !== (periods.at(-1)?.values ?? []).join('\n')) {
        periods.push({ from: new Date(at), values });
      }
    }
    return periods;
  }

  addZone(zone: ServedZone): void {
    this.delegations.add(zone, this.now);
  }

  removeZone(zone: ServedZone): void {
    this.delegations.remove(zone, this.now);
  }

  delegate(name: string, nameServers: readonly string[]): void {
    this.delegations.register(normalName(name), nameServers, this.now);
  }

  private get now(): number {
    return this.clock.now().getTime();
  }

  private valuesAt(name: string, type: string, at: number): readonly string[] {
    return this.resolution.resolve(normalName(name), type, at).answers.filter((answer) => answer.type === type).flatMap(({ values }) => values);
  }

  private respond(query: Packet, transport: Transport): Packet {
    const [question] = query.questions!;
    const [name, type] = [normalName(question.name), question.type];
    const resolution = NOT_IMPLEMENTED.includes(type) ? { code: 'NOTIMP' as const, answers: [] } : this.resolution.resolve(name, type, this.now);
    this.queries.push({ at: this.clock.now(), name, type, transport, code: resolution.code, answers: resolution.answers });
    return toResponse(query, resolution);
  }
}
