import { createSocket, type Socket } from 'node:dgram';
import { createServer, type Server, type Socket as TcpSocket } from 'node:net';
import { decode, encode, type Packet, TRUNCATED_RESPONSE } from 'dns-packet';
import { udpSizeOf } from './message';

export type Transport = 'UDP' | 'TCP';

/** What is answered to a question; a message that is no query has none, and gets FORMERR. */
export type Responder = (query: Packet, transport: Transport) => Packet | Promise<Packet>;

const PORT_ATTEMPTS = 20;
const TCP_LIMIT = 65_535;
const RESPONSE_FORMERR = 0x8001;

/** Speaks DNS on loopback, by UDP and TCP on one port. */
export class DnsServer {
  private udp?: Socket;
  private tcp?: Server;
  private readonly connections = new Set<TcpSocket>();

  constructor(private readonly respond: Responder) {}

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
    this.udp.on('message', (message, { port, address }) => {
      void this.answer(message, 'UDP').then((reply) => this.udp?.send(reply, port, address));
    });
  }

  async stop(): Promise<void> {
    this.connections.forEach((connection) => connection.destroy());
    await Promise.all([
      new Promise<void>((resolve) => this.udp ? this.udp.close(() => resolve()) : resolve()),
      new Promise<void>((resolve) => this.tcp ? this.tcp.close(() => resolve()) : resolve()),
    ]);
    this.udp = undefined;
    this.tcp = undefined;
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
          void this.answer(received.subarray(2, 2 + length), 'TCP').then((reply) => {
            const size = Buffer.alloc(2);
            size.writeUInt16BE(reply.length);
            connection.write(Buffer.concat([size, reply]));
          });
          received = received.subarray(2 + length);
        }
      });
    });
    return new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', () => resolve(server)));
  }

  private async answer(message: Buffer, transport: Transport): Promise<Buffer> {
    const query = read(message);
    if (!query) {
      return formatError(message);
    }
    const response = await this.respond(query, transport);
    const encoded = encode(response);
    const limit = transport === 'UDP' ? udpSizeOf(query) : TCP_LIMIT;
    return encoded.length <= limit ? encoded : encode({ ...response, flags: response.flags! | TRUNCATED_RESPONSE, answers: [], authorities: [] });
  }
}

/** Anyone on this machine can send anything here: what is not a query with one question must not end the engine. */
function read(message: Buffer): Packet | undefined {
  try {
    const packet = decode(message);
    return packet.type === 'query' && packet.questions?.length === 1 ? packet : undefined;
  } catch {
    return undefined;
  }
}

function formatError(message: Buffer): Buffer {
  const header = Buffer.alloc(12);
  message.copy(header, 0, 0, Math.min(message.length, 2));
  header.writeUInt16BE(RESPONSE_FORMERR, 2);
  return header;
}

function bindUdp(): Promise<Socket> {
  const socket = createSocket('udp4');
  return new Promise((resolve, reject) => socket.once('error', reject).bind(0, '127.0.0.1', () => resolve(socket)));
}
