import { promises as dns } from 'node:dns';
import type { Packet } from 'dns-packet';
import { Authorities } from './authorities';
import { Delegations, type ServedZone } from './delegations';
import { DnsServer, type Transport } from './dns-server';
import { Elsewhere } from './elsewhere';
import { type Answering, toResponse } from './message';
import { NameServers } from './name-servers';
import { type NodeAnswers, nodeAnswers } from './node-answers';
import { Recursor } from './recursor';
import { Registries } from './registries';
import { Resolver } from './resolution';
import type { Clock } from '../../kernel/clock';
import { normalName } from '../names';
import type { RecordSet } from '../record-set';
import { readValue } from '../record-value';
import { txtValue } from '../txt';

export type { ServedZone } from './delegations';
export { socketOf } from './name-servers';
export type { Keeping } from './recursor';
export { ServedRecords } from './served-records';

/** A question that came over the network, or from SES, and what was answered. */
export interface DnsQuery {
  /** In the engine's time. */
  readonly at: Date;
  /** Lower case, with a trailing dot. */
  readonly name: string;
  readonly type: string;
  /** Absent if SES asked: its resolver is in this process. */
  readonly transport?: Transport;
  /** The name server that was asked; absent if it was a recursive resolver. */
  readonly server?: string;
  readonly code: Answering['code'];
  readonly answers: readonly RecordSet[];
}

/** What DNS answered from a moment on. */
export interface Period {
  readonly from: Date;
  /** TXT as it was written, with its quotes; none while there was no such record. */
  readonly values: readonly string[];
}

export interface DnsOptions {
  readonly clock: Clock;
  /** How much earlier than the last of a zone's a name server has a change. */
  readonly lead?: (server: string, zone: ServedZone) => number;
}

/** Questions about more than one type. Route 53 does not give zones away, and nobody else here needs to. */
const NOT_IMPLEMENTED = ['ANY', 'AXFR', 'IXFR'];
const ADDRESS_TTL = 172_800;

/**
 * The DNS of the engine's world: the zones of Route 53 and what others publish, by recursive resolvers, and by each name server
 * for itself.
 */
export class Dns {
  /** Every question that was asked, the oldest first. */
  readonly queries: DnsQuery[] = [];
  /** The resolver that functions ask, and the one that SES and receivers of mail ask. Switch: what they keep. */
  readonly recursors: { readonly functions: Recursor; readonly others: Recursor };
  /** Domains at other providers. */
  readonly elsewhere = new Elsewhere();
  private readonly clock: Clock;
  private readonly delegations = new Delegations();
  private readonly registries = new Registries(this.delegations, this.elsewhere);
  private readonly resolution = new Resolver(this.delegations, this.elsewhere, this.registries);
  private readonly authorities: Authorities;
  private readonly nameServers = new NameServers((server, query, transport) => this.authoritative(server, query, transport));
  private readonly server: DnsServer;
  private readonly othersServer: DnsServer;
  private client?: dns.Resolver;

  constructor({ clock, lead = () => 0 }: DnsOptions) {
    this.clock = clock;
    this.authorities = new Authorities(this.delegations, this.elsewhere, this.registries, lead);
    const recursor = () => new Recursor((name, type) => this.resolution.resolve(name, type, this.now), () => this.now);
    this.recursors = { functions: recursor(), others: recursor() };
    this.server = new DnsServer((query, transport) => this.recursive(this.recursors.functions, query, transport));
    this.othersServer = new DnsServer((query, transport) => this.recursive(this.recursors.others, query, transport));
  }

  async start(): Promise<void> {
    await Promise.all([this.server.start(), this.othersServer.start()]);
    this.client = resolverAt(this.othersServer.port);
  }

  /** Of the recursive resolver on 127.0.0.1, UDP and TCP. */
  get port(): number {
    return this.server.port;
  }

  async stop(): Promise<void> {
    this.client?.cancel();
    await Promise.all([this.server.stop(), this.othersServer.stop(), this.nameServers.stop()]);
  }

  /** A resolver that asks this name server. */
  resolver(): dns.Resolver {
    return resolverAt(this.port);
  }

  /** A record at another DNS provider, at once; without values it is gone. TXT values are plain text. */
  publish(name: string, type: string, values: readonly string[]): void {
    const written = type === 'TXT' ? values.map(txtValue) : values;
    written.forEach((value) => readValue(type, value));
    this.elsewhere.records.serve({ name: normalName(name), type, ttl: 300, values: written }, this.now);
  }

  /** A real query over the network; rejects as `node:dns` does (`ENOTFOUND`, `ENODATA`). */
  readonly lookup = (name: string, type: string): Promise<string[][] | string[]> => (
    this.client!.resolve(name, type) as Promise<string[][] | string[]>
  );

  /**
   * What `lookup` answers, in the same words, without a network in between. SES looks at every identity each hour, for months of the
   * engine's time.
   */
  readonly ask = async (name: string, type: string): Promise<NodeAnswers> => {
    const question = { name: normalName(name), type };
    return nodeAnswers(name, type, this.noted(question, await this.recursiveAnswer(this.recursors.others, question)));
  };

  /** What a query would have been answered at some moment, without asking: TXT as it was written, CNAMEs followed. */
  servedAt(name: string, type: string, at: Date): readonly string[] {
    return this.valuesAt(name, type, at.getTime());
  }

  /** What was visible when: one entry for each change of the answer, from the first record on. */
  timeline(name: string, type: string): readonly Period[] {
    const all = new Set([...this.delegations.moments, ...this.elsewhere.records.moments]);
    const moments = [...all].filter((at) => at <= this.now).sort((a, b) => a - b);
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

  private async recursive(recursor: Recursor, query: Packet, transport: Transport): Promise<Packet> {
    const question = questionOf(query);
    const answer = this.noted(question, await this.recursiveAnswer(recursor, question), { transport });
    return toResponse(query, answer, 'resolver');
  }

  private async recursiveAnswer(recursor: Recursor, { name, type }: Question): Promise<Answering> {
    return await this.addressOf(name, type) ?? (NOT_IMPLEMENTED.includes(type) ? NOTHING : recursor.ask(name, type));
  }

  private authoritative(server: string, query: Packet, transport: Transport): Packet {
    const question = questionOf(query);
    const answer = NOT_IMPLEMENTED.includes(question.type) ? NOTHING : this.authorities.answer(server, question.name, question.type, this.now);
    return toResponse(query, this.noted(question, answer, { transport, server }), 'name server');
  }

  private noted(question: Question, answer: Answering, by: Pick<DnsQuery, 'transport' | 'server'> = {}): Answering {
    const { code, answers } = answer;
    this.queries.push({ at: this.clock.now(), ...question, ...by, code, answers });
    return answer;
  }

  /** Of a name server, unless somebody published one for its name. assumed: it has IPv4 only */
  private async addressOf(name: string, type: string): Promise<Answering | undefined> {
    if (!['A', 'AAAA'].includes(type) || !this.authorities.isNameServer(name) || this.valuesAt(name, 'A', this.now).length > 0) {
      return undefined;
    }
    return { code: 'NOERROR', answers: type === 'A' ? [{ name, type, ttl: ADDRESS_TTL, values: [await this.nameServers.addressOf(name)] }] : [] };
  }
}

const NOTHING: Answering = { code: 'NOTIMP', answers: [] };

interface Question {
  /** Normal. */
  readonly name: string;
  readonly type: string;
}

function questionOf(query: Packet): Question {
  const [question] = query.questions!;
  return { name: normalName(question.name), type: question.type };
}

function resolverAt(port: number): dns.Resolver {
  const resolver = new dns.Resolver({ timeout: 2000, tries: 3 });
  resolver.setServers([`127.0.0.1:${port}`]);
  return resolver;
}
