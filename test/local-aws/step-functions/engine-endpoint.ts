import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { InvokeCommandOutput } from '@aws-sdk/client-lambda';
import { AwsError } from '../../../local-aws/kernel/aws-error';
import type { AccessRequest, Call, ServiceApi } from '../../../local-aws/kernel/service';

export interface Seen extends AccessRequest {
  readonly accessKeyId: string;
}

/**
 * The few requests that CDK's provider framework makes, over HTTP, to the two services alone: without the engine's router,
 * its IAM and its SDK schemas. `callbacks` are what was PUT to a ResponseURL.
 */
export class EngineEndpoint {
  readonly seen: Seen[] = [];
  readonly callbacks: { readonly path: string; readonly contentType?: string; readonly body: Record<string, unknown> }[] = [];
  private readonly server: Server = createServer((request, response) => void this.answer(request, response));

  constructor(private readonly services: () => { readonly lambda: ServiceApi; readonly states: ServiceApi }) {}

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { lambda, states } = this.services();
    const body = await buffer(request);
    const invoked = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.url!);
    try {
      if (request.method === 'PUT') {
        this.callbacks.push({ path: request.url!, contentType: request.headers['content-type'], body: JSON.parse(body.toString()) });
        response.end();
      } else if (invoked) {
        const { FunctionError, Payload } = await this.call(lambda, 'Invoke', { FunctionName: decodeURIComponent(invoked[1]), Payload: body }, request) as InvokeCommandOutput;
        response.writeHead(200, FunctionError ? { 'X-Amz-Function-Error': FunctionError } : {}).end(Payload);
      } else if (request.headers['x-amz-target'] === 'AWSStepFunctions.StartExecution') {
        const { startDate, ...started } = await this.call(states, 'StartExecution', JSON.parse(body.toString()), request) as { startDate: Date };
        response.end(JSON.stringify({ ...started, startDate: startDate.getTime() / 1000 }));
      } else {
        throw new AwsError('NotImplementedByLocalAws', `${request.method} ${request.url}`, 501);
      }
    } catch (error) {
      const { code, message, status } = error as AwsError;
      response.writeHead(status, { 'X-Amzn-ErrorType': code }).end(JSON.stringify({ __type: code, message }));
    }
  }

  private async call(api: ServiceApi, operation: string, input: object, request: IncomingMessage): Promise<unknown> {
    const accessKeyId = /Credential=([^/]+)\//.exec(request.headers.authorization!)![1];
    const call: Call = {
      requestId: '1', account: '123456789012', region: 'eu-west-1', principal: { account: '123456789012', arn: 'arn', accessKeyId },
    };
    this.seen.push(...api.access[operation](input as never, call).map((access) => ({ ...access, accessKeyId })));
    return api.operations[operation](input, call);
  }
}
