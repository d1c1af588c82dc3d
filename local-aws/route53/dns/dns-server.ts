import { createSocket, type Socket } from 'node:dgram';
import { createServer, type Server, type Socket as TcpSocket } from 'node:net';
import { type Answer, AUTHORITATIVE_ANSWER, decode, encode, type Packet, TRUNCATED_RESPONSE } from 'dns-packet';
import type { Resolution, Resolver } from './resolution';
import type { RecordSet } from '../record-set';
import { txtStrings } from '../txt';

const RCODE_NXDOMAIN = 3;
/** What a client without EDNS takes by UDP. [RFC 1035 section 4.2.1] */
const UDP_LIMIT = 512;
const PORT_ATTEMPTS = 20;

/** Answers on loopback, by UDP and TCP on one port, for all zones: real queries get real answers. */
export class DnsServer {
  private udp?: Socket;
  private tcp?: Server;
  private readonly connections = new Set<TcpSocket>();

  constructor(private readonly resolver: Resolver) {}

  get port(): number {
    return this.udp!.address().port;
  }

  async start(): Promise<void> {
    // A port that is free for UDP may be taken for TCP.
    for (let attempt = 1; ; attempt++) {
      try {
        this.udp = await bindUdp();
        this.tcp = await this.listenTcp(this.port);
        break;
      } catch (error) {
        this.udp?.close();
        if (attempt === PORT_ATTEMPTS) {
          throw error;
        }
      }
    }
    this.udp.on('message', (message, { port, address }) => this.udp?.send(this.answer(message, UDP_LIMIT), port, address));
  }

  async stop(): Promise<void> {
    this.connections.forEach((connection) => connection.destroy());
    await Promise.all([
      new Promise<void>((resolve) => this.udp ? this.udp.close(() => resolve()) : resolve()),
      new Promise<void>((resolve) => this.tcp ? this.tcp.close(() => resolve()) : resolve()),
    ]);
    this.udp = undefined;
  }

  private listenTcp(port: number): Promise<Server> {
    const server = createServer((connection) => {
      this.connections.add(connection);
      connection.on('close', () => this.connections.delete(connection)).on('error', () => connection.destroy());
      let received = Buffer.alloc(0);
      connection.on('data', (data) => {
        received = Buffer.concat([received, data]);
        while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
          const length = received.readUInt16BE(0);
          const reply = this.answer(received.subarray(2, 2 + length), 65_535);
          const size = Buffer.alloc(2);
          size.writeUInt16BE(reply.length);
          connection.write(Buffer.concat([size, reply]));
          received = received.subarray(2 + length);
        }
      });
    });
    return new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', () => resolve(server)));
  }

  private answer(message: Buffer, limit: number): Buffer {
    const query = decode(message);
    const [{ name, type }] = query.questions!;
    const resolution = this.resolver.resolve(`${name.toLowerCase()}.`, type);
    const edns = query.additionals?.find((record) => record.type === 'OPT') as { udpPayloadSize?: number } | undefined;
    const response = toPacket(query, resolution);
    const encoded = encode(response);
    const fits = encoded.length <= Math.max(limit, edns?.udpPayloadSize ?? 0);
    return fits ? encoded : encode({ ...response, flags: response.flags! | TRUNCATED_RESPONSE, answers: [], authorities: [] });
  }
}

function bindUdp(): Promise<Socket> {
  const socket = createSocket('udp4');
  return new Promise((resolve, reject) => socket.once('error', reject).bind(0, '127.0.0.1', () => resolve(socket)));
}

function toPacket({ id, questions }: Packet, { answers, exists, soa }: Resolution): Packet {
  const last = answers.at(-1);
  const empty = !last || last.type === 'CNAME';
  return {
    type: 'response',
    id,
    flags: AUTHORITATIVE_ANSWER | (empty && !exists ? RCODE_NXDOMAIN : 0),
    questions,
    answers: answers.flatMap(toAnswers),
    authorities: empty && soa ? toAnswers(soa) : [],
  };
}

function toAnswers({ name, type, ttl, values }: RecordSet): Answer[] {
  return values.map((value) => ({ name: name.replace(/\.$/, ''), type, ttl, class: 'IN', data: toData(type, value) }) as Answer);
}

function toData(type: string, value: string): unknown {
  switch (type) {
    case 'TXT':
    case 'SPF':
      return txtStrings(value).map((string) => Buffer.from(string, 'latin1'));
    case 'MX': {
      const [preference, exchange] = value.split(' ');
      return { preference: Number(preference), exchange: exchange.replace(/\.$/, '') };
    }
    case 'SOA': {
      const [mname, rname, ...numbers] = value.split(' ');
      const [serial, refresh, retry, expire, minimum] = numbers.map(Number);
      return { mname: mname.replace(/\.$/, ''), rname: rname.replace(/\.$/, ''), serial, refresh, retry, expire, minimum };
    }
    default:
      return value.replace(/\.$/, '');
  }
}
