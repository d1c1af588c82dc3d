import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Invocation } from './invocation';

/** What the process gets for `invocation/next`. */
export interface NextInvocation extends Invocation {
  readonly functionArn: string;
  /** In the engine's time, like the deadline. */
  readonly time: Date;
  readonly deadline: Date;
  /** Engine milliseconds for each of the host's. */
  readonly pace: number;
}

/** The engine's side of one process. */
export interface RuntimeClient {
  next(): Promise<NextInvocation>;
  respond(requestId: string, payload: string): void;
  fail(requestId: string, error: string): void;
  initFailed(error: string): void;
}

/**
 * The Lambda Runtime API [DOC Lambda runtimes-api]. On AWS each environment has it on an address of its own; here each has
 * a path prefix of its own on one loopback port.
 */
export class RuntimeApi {
  private readonly clients = new Map<string, RuntimeClient>();
  private readonly server: Server = createServer((request, response) => void this.answer(request, response));

  async start(): Promise<void> {
    // A function that has worked for longer would answer on a connection that is being closed at this moment, and its process would end.
    this.server.keepAliveTimeout = 0;
    await new Promise<void>((resolve, reject) => this.server.once('error', reject).listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** The value of `AWS_LAMBDA_RUNTIME_API` for a process. */
  register(id: string, client: RuntimeClient): string {
    this.clients.set(id, client);
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}/${id}`;
  }

  unregister(id: string): void {
    this.clients.delete(id);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, id, , , ...route] = (request.url ?? '').split('/'); // /<id>/2018-06-01/runtime/<route>
    const client = this.clients.get(id);
    if (!client) {
      respond(response, 404, { errorType: 'UnknownEnvironment', errorMessage: id });
      return;
    }
    if (route.join('/') === 'invocation/next') {
      const { requestId, payload, functionArn, time, deadline, pace } = await client.next();
      response.writeHead(200, {
        'Content-Type': 'application/json',
        'Lambda-Runtime-Aws-Request-Id': requestId,
        'Lambda-Runtime-Invoked-Function-Arn': functionArn,
        'Lambda-Runtime-Deadline-Ms': String(deadline.getTime()),
        // Not Lambda's: see runtime/engine-clock.cjs.
        'Local-Aws-Time-Ms': String(time.getTime()),
        'Local-Aws-Pace': String(pace),
      }).end(payload);
      return;
    }
    const body = await text(request);
    const [kind, requestId, outcome] = route;
    if (kind === 'init' && requestId === 'error') {
      client.initFailed(body);
    } else if (kind === 'invocation' && outcome === 'response') {
      client.respond(requestId, body);
    } else if (kind === 'invocation' && outcome === 'error') {
      client.fail(requestId, body);
    } else {
      respond(response, 404, { errorType: 'UnknownRoute', errorMessage: route.join('/') });
      return;
    }
    respond(response, 202, { status: 'OK' });
  }
}

function respond(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}
