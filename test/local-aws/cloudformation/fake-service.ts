import { CloudFormation, CloudFormationOptions, StackEvent, StackOutcome } from '../../../local-aws/cloudformation';
import type { ExistingResourceRequest, ResourceProvider, ResourceRequest, UpdateResourceRequest } from '../../../local-aws/cloudformation';
import { Clock } from '../../../local-aws/kernel/clock';

/** A service whose resources are remembered values: it notes every call, and fails or waits where a test says so. */
export class FakeService implements ResourceProvider {
  readonly calls: string[] = [];
  readonly live = new Map<string, unknown>();
  private readonly gates = new Map<string, Promise<void>>();
  private readonly failures = new Map<string, string>();
  private count = 0;

  /** `hold('A', 'create')` stops that call until the function it gives is called. */
  hold(logicalId: string, call: string): () => void {
    let open = () => undefined as void;
    this.gates.set(`${call} ${logicalId}`, new Promise((resolve) => {
      open = resolve;
    }));
    return open;
  }

  failOn(logicalId: string, call: string, message: string): void {
    this.failures.set(`${call} ${logicalId}`, message);
  }

  heal(): void {
    this.failures.clear();
  }

  async create(request: ResourceRequest) {
    await this.note('create', request, request.properties.Value);
    const physicalId = request.properties.Name ?? `${request.logicalId.toLowerCase()}-${++this.count}`;
    this.live.set(physicalId, request.properties.Value);
    return { physicalId, attributes: { Value: request.properties.Value } };
  }

  async update(request: UpdateResourceRequest) {
    await this.note('update', request, `${request.previousProperties.Value}->${request.properties.Value}`);
    this.live.set(request.physicalId, request.properties.Value);
    return { physicalId: request.physicalId, attributes: { Value: request.properties.Value } };
  }

  async delete(request: ExistingResourceRequest) {
    await this.note('delete', request, request.physicalId);
    this.live.delete(request.physicalId);
  }

  private async note(call: string, { logicalId }: ResourceRequest, what: string): Promise<void> {
    this.calls.push(`${call} ${logicalId} ${what}`);
    await this.gates.get(`${call} ${logicalId}`);
    const failure = this.failures.get(`${call} ${logicalId}`);
    if (failure) {
      throw new Error(failure);
    }
  }
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- an event as a handler gets it
export type HandlerEvent = Record<string, any>;
export type Answer = Record<string, unknown> | string | 'silence';

/** The Lambda function behind custom resources: a test says what it answers. */
export class FakeHandler {
  static readonly ARN = 'arn:aws:lambda:us-east-1:123456789012:function:handler';
  readonly events: HandlerEvent[] = [];
  answer: (event: HandlerEvent) => Answer = (event) => ({ PhysicalResourceId: event.PhysicalResourceId ?? `made-${event.LogicalResourceId}` });

  invoke(event: unknown): void {
    const request = event as HandlerEvent;
    this.events.push(request);
    const answer = this.answer(request);
    if (answer !== 'silence') {
      void this.respond(request, answer);
    }
  }

  /** PUTs an answer: members that are not given are right. */
  async respond(event: HandlerEvent, answer: Record<string, unknown> | string): Promise<number> {
    const { StackId, RequestId, LogicalResourceId } = event;
    const body = typeof answer === 'string' ? answer : JSON.stringify({ Status: 'SUCCESS', StackId, RequestId, LogicalResourceId, ...answer });
    return (await fetch(event.ResponseURL, { method: 'PUT', body })).status;
  }

  /** `Create A`, `Delete A made-A`. */
  get requests(): string[] {
    return this.events.map((event) => [event.RequestType, event.LogicalResourceId, event.PhysicalResourceId].filter(Boolean).join(' '));
  }
}

export interface World {
  readonly clock: Clock;
  readonly service: FakeService;
  readonly handler: FakeHandler;
  readonly secrets: Map<string, string>;
  readonly cfn: CloudFormation;
}

/** A CloudFormation whose only service makes `AWS::SSM::Parameter`s, with one function for custom resources. */
export async function startWorld(more: Partial<CloudFormationOptions> = {}): Promise<World> {
  const clock = new Clock();
  const service = new FakeService();
  const handler = new FakeHandler();
  const secrets = new Map<string, string>();
  const cfn = new CloudFormation({
    clock,
    providers: { 'AWS::SSM::Parameter': service },
    invokeFunction: (_arn, event) => handler.invoke(event),
    templates: (url) => {
      throw new Error(`no template at ${url}`);
    },
    resolveSecret: ({ secretId, versionStage, versionId }) => secrets.get([secretId, versionStage ?? versionId].filter(Boolean).join('#'))!,
    resolveParameter: (name) => `value of ${name}`,
    ...more,
  });
  await cfn.start();
  return { clock, service, handler, secrets, cfn };
}

export function parameter(value: unknown, more: Record<string, unknown> = {}, name?: string) {
  return { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: value, ...name ? { Name: name } : {} }, ...more };
}

export function custom(properties: Record<string, unknown> = {}, more: Record<string, unknown> = {}) {
  return { Type: 'Custom::Thing', Properties: { ServiceToken: FakeHandler.ARN, ...properties }, ...more };
}

/** `A UPDATE_COMPLETE`, and the reason behind a colon; the stack itself is `*`. */
export function story(events: readonly StackEvent[], after = 0): string[] {
  return events.slice(after).map((event) => [
    `${event.ResourceType === 'AWS::CloudFormation::Stack' ? '*' : event.LogicalResourceId} ${event.ResourceStatus}`,
    event.ResourceStatusReason,
  ].filter(Boolean).join(': '));
}

/** What happened since an earlier look at the stack. */
export function storySince(before: StackOutcome, now: StackOutcome): string[] {
  return story(now.events, before.events.length);
}

/** Lets everything happen that can happen without time passing. */
export async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; !condition(); turn++) {
    if (turn > 2000) {
      throw new Error('it does not come to pass');
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}
