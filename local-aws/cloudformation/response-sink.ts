import { randomBytes } from 'node:crypto';
import { createServer, IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ResponseSlot, ResponseUrls } from './ports';
import type { HttpRequest, HttpResponse } from '../kernel/protocol';

export const RESPONSE_PATH = '/cloudformation-custom-resource-response/';

/**
 * Where handlers PUT their answers: on AWS a presigned S3 URL. It stands alone on a loopback port of its own, or is
 * mounted in the engine's server as a `route` and told that server's address.
 */
export class ResponseSink implements ResponseUrls {
  private readonly waiting = new Map<string, ((body: string) => void) | 'answered'>();
  private server?: Server;

  constructor(private readonly mountedAt?: () => string) {}

  /** Answers as S3 does: only a PUT to a URL that was given out is taken, and a second one is taken without effect. */
  route({ method, path, body }: Pick<HttpRequest, 'method' | 'path' | 'body'>): HttpResponse {
    const token = path.replace(RESPONSE_PATH, '');
    const waiting = this.waiting.get(token);
    if (method !== 'PUT' || waiting === undefined) {
      return { status: 403, headers: {}, body: '' };
    }
    this.waiting.set(token, 'answered');
    if (waiting !== 'answered') {
      waiting(body.toString());
    }
    return { status: 200, headers: {}, body: '' };
  }

  open(): ResponseSlot {
    const token = randomBytes(16).toString('hex');
    const answer = new Promise<string>((resolve) => this.waiting.set(token, resolve));
    return { url: `${this.address()}${RESPONSE_PATH}${token}`, answer };
  }

  async start(): Promise<void> {
    if (this.mountedAt || this.server) {
      return;
    }
    const server = createServer((request, response) => {
      read(request).then((body) => {
        response.writeHead(this.route({ method: request.method!, path: request.url!.split('?')[0], body }).status).end();
      }).catch((error: Error) => response.destroy(error));
    });
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
    this.server = server;
  }

  async stop(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    if (server) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  private address(): string {
    if (this.mountedAt) {
      return this.mountedAt();
    }
    if (!this.server) {
      throw new Error('the response sink has not been started');
    }
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
