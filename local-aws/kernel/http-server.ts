import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type OperationModel, operationsOf } from './api-model';
import { AwsError, NotImplementedError } from './aws-error';
import type { Clock } from './clock';
import type { Credentials } from './credentials';
import { accessDeniedCode, validationCode } from './error-codes';
import type { Fault, FaultInjector } from './fault-injector';
import type { HttpRequest, HttpResponse, WireProtocol } from './protocol';
import { PROTOCOLS } from './protocols';
import type { RateLimits } from './rate-limit';
import type { RequestLog, RequestRecord } from './request-log';
import { missingMembers, missingMembersMessage } from './required-members';
import type { AccessRequest, Call, ServiceApi } from './service';

export interface Authorizer {
  /** Throws `AccessDeniedException`, unless every request is allowed; the server gives it the service's own code. */
  authorize(call: Call, requests: readonly AccessRequest[]): void;
}

export interface HttpServerPorts {
  readonly clock: Clock;
  readonly credentials: Credentials;
  readonly authorizer: Authorizer;
  readonly faults: FaultInjector;
  readonly requests: RequestLog;
  readonly rateLimits: RateLimits;
  /** Ends the host process that holds these credentials. */
  readonly kill: (accessKeyId: string) => void;
}

interface Endpoint {
  readonly api: ServiceApi;
  readonly protocol: WireProtocol;
  readonly operations: readonly OperationModel[];
}

/** A request of ours that no AWS client makes: the answers of custom resources. */
export type PlainRoute = (request: HttpRequest) => Promise<HttpResponse> | HttpResponse;

/** How long a connection stays open that nobody answers. */
const SILENCE_MS = 60_000;

/** There is no answer, and the connection stays. */
const NEVER = Symbol('never');

/** The one server behind every endpoint of the engine: finds API and operation, and lets the service do it. */
export class HttpServer {
  private readonly server: Server;
  private readonly endpoints: Endpoint[] = [];
  private readonly plainRoutes = new Map<string, PlainRoute>();

  constructor(private readonly ports: HttpServerPorts) {
    this.server = createServer((request, response) => {
      this.serve(request, response).catch((error: Error) => response.destroy(error));
    });
    this.server.keepAliveTimeout = 60_000;
  }

  serveApi(api: ServiceApi): void {
    this.endpoints.push({ api, protocol: PROTOCOLS[api.protocol], operations: operationsOf(api) });
  }

  /** Serves paths that start so without looking for a signature. */
  route(prefix: string, route: PlainRoute): void {
    this.plainRoutes.set(prefix, route);
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** By address and not by name, so that S3 clients put the bucket into the path. */
  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  private async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = await readRequest(incoming).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET') {
        throw error;
      }
      return undefined; // the caller died in the middle of its request, as processes do that are killed
    });
    if (!request) {
      return;
    }
    const plain = [...this.plainRoutes].find(([prefix]) => request.path.startsWith(prefix));
    const response = plain ? await servePlain(plain[1], request) : await this.serveAws(request);
    if (response === NEVER) {
      return; // until the caller, or the server, closes the connection
    }
    if (!response) {
      incoming.socket.destroy();
      return;
    }
    // The SDK takes a difference to its own clock for the reason of an error, and tries again: the engine's time is nobody's.
    outgoing.sendDate = false;
    outgoing.writeHead(response.status, { 'content-length': Buffer.byteLength(response.body), ...response.headers });
    outgoing.end(request.method === 'HEAD' ? undefined : response.body);
  }

  /** Undefined if the connection breaks instead. */
  private async serveAws(request: HttpRequest): Promise<HttpResponse | typeof NEVER | undefined> {
    const requestId = randomUUID();
    const scope = credentialScope(request);
    const candidates = this.endpoints.filter(({ api }) => api.signingName === scope?.service);
    const fallback = candidates[0]?.protocol ?? PROTOCOLS['rest-json'];
    try {
      const principal = scope && this.ports.credentials.principal(scope.accessKeyId);
      if (!principal) {
        throw new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.', 403);
      }
      for (const endpoint of candidates) {
        const match = endpoint.protocol.match(endpoint.operations, request);
        if (match) {
          const call: Call = { requestId, account: principal.account, region: scope!.region, principal };
          return await this.perform(endpoint, match, request, call);
        }
      }
      throw new NotImplementedError(`${scope!.service}: ${request.method} ${request.path} ${request.headers['x-amz-target'] ?? request.body.toString().slice(0, 80)}`);
    } catch (error) {
      return fallback.fail(asAwsError(error), requestId);
    }
  }

  private async perform(
    endpoint: Endpoint, match: Parameters<WireProtocol['read']>[0], request: HttpRequest, call: Call,
  ): Promise<HttpResponse | typeof NEVER | undefined> {
    const { api, protocol } = endpoint;
    const { name } = match.operation;
    const { signingName: service } = api;
    const input = await protocol.read(match, request).catch((error: Error) => {
      throw new AwsError('SerializationException', error.message);
    });
    const record = this.ports.requests.add({
      time: this.ports.clock.now(),
      service,
      operation: name,
      region: call.region,
      principal: call.principal,
      input,
      requestBody: request.body.toString(),
    });
    const fault = this.ports.faults.take(service, name, call.principal, call.region, this.ports.clock.now().getTime());
    if (fault?.kind === 'drop-before' || fault?.kind === 'kill-before') {
      return this.vanish(fault, call);
    }
    if (fault?.kind === 'timeout') {
      await this.ports.clock.sleep(fault.afterMs ?? SILENCE_MS, `the silence of ${service}:${name} ends`);
      return undefined;
    }
    if (fault?.kind === 'silence') {
      return NEVER;
    }
    if (fault?.kind === 'meanwhile') {
      fault.happens();
    }
    const response = await this.answer(endpoint, match.operation, input, call, record, fault);
    if (fault?.kind === 'silence-after') {
      return NEVER;
    }
    if (fault?.kind === 'drop-after' || fault?.kind === 'kill-after') {
      return this.vanish(fault, call);
    }
    record.responseBody = Buffer.from(response.body).toString();
    return response;
  }

  private async answer(
    { api, protocol }: Endpoint,
    operation: OperationModel,
    input: Record<string, unknown>,
    call: Call,
    record: RequestRecord,
    fault?: Fault,
  ): Promise<HttpResponse> {
    const { name } = operation;
    const { signingName: service } = api;
    try {
      if (fault?.kind === 'error') {
        throw new AwsError(fault.code, fault.message ?? 'injected', fault.status);
      }
      if (!api.operations[name] || !api.access[name]) {
        throw new NotImplementedError(`${service}:${name}`);
      }
      this.ports.rateLimits.check(service, name, call.account, call.region);
      const missing = missingMembers(operation.input, input);
      if (missing.length > 0) {
        throw new AwsError(validationCode(api), missingMembersMessage(missing));
      }
      this.authorize(api, call, api.access[name](input as never, call));
      const output = await api.operations[name](input, call) as Record<string, unknown> | undefined;
      record.outcome = 'ok';
      return protocol.write(operation, output ?? {}, call.requestId);
    } catch (error) {
      const failure = asAwsError(error);
      record.outcome = failure.code;
      return protocol.fail(failure, call.requestId);
    }
  }

  private authorize(api: ServiceApi, call: Call, requests: readonly AccessRequest[]): void {
    try {
      this.ports.authorizer.authorize(call, requests);
    } catch (error) {
      const { code, message, status } = asAwsError(error);
      throw code === 'AccessDeniedException' ? new AwsError(accessDeniedCode(api), message, status) : error;
    }
  }

  private vanish({ kind }: Fault, { principal }: Call): undefined {
    if (kind.startsWith('kill')) {
      this.ports.kill(principal.takenBy ?? principal.accessKeyId); // the process behind the credentials, if it is a function's
    }
    return undefined;
  }
}

/** A mistake of the engine is answered too, with what it was: a test must not wait for a time-out. */
function asAwsError(error: unknown): AwsError {
  return error instanceof AwsError ? error : new AwsError('InternalFailure', `local-aws: ${(error as Error).stack}`, 500);
}

/** A route that fails is answered like that too. */
async function servePlain(route: PlainRoute, request: HttpRequest): Promise<HttpResponse> {
  try {
    return await route(request);
  } catch (error) {
    const { status, message } = asAwsError(error);
    return { status, headers: { 'content-type': 'text/plain' }, body: message };
  }
}

async function readRequest(incoming: IncomingMessage): Promise<HttpRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) {
    chunks.push(chunk as Buffer);
  }
  const url = new URL(incoming.url!, 'http://localhost');
  const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]));
  return { method: incoming.method!, path: url.pathname, query: url.searchParams, headers, body: Buffer.concat(chunks) };
}

/** `Credential=AKID/20260101/eu-west-1/ses/aws4_request` [DOC Signature Version 4] */
function credentialScope({ headers, query }: HttpRequest) {
  const credential = /Credential=([^,\s]+)/.exec(headers.authorization ?? '')?.[1] ?? query.get('X-Amz-Credential') ?? undefined;
  const [accessKeyId, , region, service] = credential?.split('/') ?? [];
  return service ? { accessKeyId, region, service } : undefined;
}
