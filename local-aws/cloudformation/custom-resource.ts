import { randomUUID } from 'node:crypto';
import { CustomResourceResponse, readResponse, RequestIds } from './custom-resource-response';
import { inventedName } from './names';
import type { CloudFormationPorts } from './ports';
import { ResourceFailure } from './resource-failure';
import type { Properties, ResourceRequest } from './resource-provider';
import { NotImplementedError } from '../kernel/aws-error';

export type CustomResourceRequest = Pick<ResourceRequest, 'stack' | 'logicalId' | 'type' | 'properties'>;

/** What a custom resource's handler answered. */
export interface CustomResourceState {
  readonly physicalId: string;
  readonly attributes: Properties;
  readonly noEcho: boolean;
  readonly requestId: string;
}

const LONGEST_TIMEOUT_S = 3600;

export function isCustomResource(type: string): boolean {
  return type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';
}

/** The protocol of Lambda-backed custom resources [DOC crpg-ref-requests, crpg-ref-responses]. */
export class CustomResources {
  constructor(private readonly ports: Pick<CloudFormationPorts, 'assumptions' | 'clock' | 'invokeFunction' | 'responses'>) {}

  async create(request: CustomResourceRequest, signal: AbortSignal): Promise<CustomResourceState> {
    const requestId = randomUUID();
    const invented = inventedName(request.stack.name, request.logicalId);
    const failure = (message: string, physicalId = invented) => new ResourceFailure(message, { physicalId, requestId });
    const waits = this.ports.assumptions.cancelledCreateId === 'answered'; // for the answer, although nobody wants the resource any more
    const answer = await this.send('Create', request, requestId, {}, waits ? undefined : signal).catch((error: Error) => {
      throw failure(error.message);
    });
    if (!answer.succeeded) {
      throw failure(answer.failure!, answer.physicalId);
    }
    return stateOf(answer, requestId);
  }

  /** The handler may answer with another physical id: that is a replacement, and the old one will get its Delete. */
  async update(
    request: CustomResourceRequest, physicalId: string, previous: Properties, signal: AbortSignal,
  ): Promise<CustomResourceState> {
    if (request.properties.ServiceToken !== previous.ServiceToken) {
      throw new ResourceFailure('Modifying service token is not allowed.'); // [LIVE serverless/serverless#9240]
    }
    const requestId = randomUUID();
    const answer = await this.send('Update', request, requestId, { PhysicalResourceId: physicalId, OldResourceProperties: stringified(previous) }, signal);
    if (!answer.succeeded) {
      const other = answer.physicalId !== undefined && answer.physicalId !== physicalId ? answer.physicalId : undefined;
      throw new ResourceFailure(answer.failure!, other === undefined ? undefined : { physicalId: other, requestId });
    }
    return stateOf(answer, requestId);
  }

  async delete(request: CustomResourceRequest, physicalId: string): Promise<void> {
    // What id the answer to a Delete carries makes no difference (assumed), as long as there is one.
    const answer = await this.send('Delete', request, randomUUID(), { PhysicalResourceId: physicalId });
    if (!answer.succeeded) {
      throw new ResourceFailure(answer.failure!);
    }
  }

  private async send(
    requestType: 'Create' | 'Update' | 'Delete',
    { stack, logicalId, type, properties }: CustomResourceRequest,
    requestId: string,
    more: Properties,
    signal?: AbortSignal,
  ): Promise<CustomResourceResponse> {
    const token = serviceTokenOf(properties);
    const timeout = timeoutOf(properties);
    const ids: RequestIds = { StackId: stack.id, RequestId: requestId, LogicalResourceId: logicalId };
    const { url, answer } = this.ports.responses.open();
    const { promise: never, cancel } = this.givingUp(timeout, `${requestType} of ${logicalId} times out`, requestId, signal);
    try {
      await this.ports.invokeFunction(token, {
        RequestType: requestType,
        ServiceToken: token,
        ResponseURL: url,
        ...ids,
        ResourceType: type,
        ResourceProperties: stringified(properties),
        ...more,
      });
      return readResponse(await Promise.race([answer, never]), ids);
    } finally {
      cancel();
    }
  }

  /** Rejects when the time is up or the operation is cancelled. */
  private givingUp(timeoutSeconds: number, what: string, requestId: string, signal?: AbortSignal) {
    const aborted = () => reject(new ResourceFailure('cancelled'));
    let reject: (error: Error) => void = () => undefined;
    const promise = new Promise<never>((_resolve, rejected) => {
      reject = rejected;
    });
    // Whoever awaits the answer sees the rejection; nobody need be waiting yet when it comes.
    promise.catch(() => undefined);
    const timer = this.ports.clock.after(timeoutSeconds * 1000, what, () => reject(new ResourceFailure(
      // [LIVE aws-solutions-library-samples/guidance-for-baseline-security-assessment-on-aws#2]
      `CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [${requestId}]. If you are using the Python cfn-response module, you may need to update your Lambda function code so that CloudFormation can attach the updated version.`,
    )));
    signal?.addEventListener('abort', aborted);
    if (signal?.aborted) {
      aborted();
    }
    return {
      promise,
      cancel: () => {
        timer.cancel();
        signal?.removeEventListener('abort', aborted);
      },
    };
  }
}

function stateOf(answer: CustomResourceResponse, requestId: string): CustomResourceState {
  return { physicalId: answer.physicalId!, attributes: answer.data, noEcho: answer.noEcho, requestId };
}

function serviceTokenOf({ ServiceToken: token }: Properties): string {
  if (typeof token === 'string' && /^arn:[^:]+:sns:/.test(token)) {
    throw new NotImplementedError('custom resources backed by SNS');
  }
  if (typeof token !== 'string' || !/^arn:[^:]+:lambda:/.test(token)) {
    throw new ResourceFailure('Invalid service token.'); // assumed text
  }
  return token;
}

function timeoutOf({ ServiceTimeout: given = LONGEST_TIMEOUT_S }: Properties): number {
  const seconds = Number(given);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > LONGEST_TIMEOUT_S) {
    throw new ResourceFailure(`ServiceTimeout must be an integer from 1 to ${LONGEST_TIMEOUT_S}, not ${String(given)}`); // assumed text
  }
  return seconds;
}

/** Every scalar becomes a string on its way to the handler, however deep it lies [DOC crpg-ref-requests]. */
export function stringified<T>(value: T): T {
  if (Array.isArray(value)) {
    return value.map(stringified) as T;
  }
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, stringified(member)])) as T;
  }
  return String(value) as T;
}
