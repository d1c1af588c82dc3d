import { randomUUID } from 'node:crypto';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { Concurrency } from './concurrency';
import { DeploymentPackages } from './deployment-package';
import { EventInvokeConfigResource } from './event-invoke-config-resource';
import { DiscardedEvent, EventQueue, type EventTrouble } from './event-queue';
import type { ServiceCaller } from './function-policy';
import { FunctionRegistry } from './function-registry';
import { FunctionResource, OpenHost } from './function-resource';
import type { InvocationResult } from './invocation';
import { lambdaApi } from './lambda-api';
import type { LambdaFunction } from './lambda-function';
import { PermissionResource } from './permission-resource';
import type { LambdaPorts } from './ports';
import { RuntimeApi } from './runtime-api';
import { runtimeSdk } from './runtime-sdk';
import type { ResourceProviders } from '../cloudformation/resource-provider';
import type { ServiceApi } from '../kernel/service';

/** AWS Lambda: functions are processes of the host's Node, over the Lambda Runtime API. */
export class LambdaService {
  readonly apis: ServiceApi[];
  readonly resources: ResourceProviders;
  private readonly registry = new FunctionRegistry();
  private readonly events: EventQueue;
  private opened?: OpenHost;

  constructor(private readonly ports: LambdaPorts) {
    this.events = new EventQueue(ports.clock);
    this.apis = [lambdaApi(this.registry, this.events)];
    this.resources = {
      'AWS::Lambda::Function': new FunctionResource(this.registry, () => this.host()),
      'AWS::Lambda::Permission': new PermissionResource(this.registry),
      'AWS::Lambda::EventInvokeConfig': new EventInvokeConfigResource(this.registry),
    };
  }

  get functions(): readonly LambdaFunction[] {
    return this.registry.all();
  }

  /** Events that Lambda gave up on after their last retry. */
  get discardedEvents(): readonly DiscardedEvent[] {
    return this.events.discarded;
  }

  /** Switch: events that come late, or twice. */
  set eventTrouble(trouble: EventTrouble) {
    this.events.trouble = trouble;
  }

  async start(): Promise<void> {
    // The real path, as Node resolves modules by it: a symlinked temporary folder would give a handler two names.
    const root = await mkdtemp(path.join(await realpath(tmpdir()), 'local-aws-lambda-'));
    const runtimeApi = new RuntimeApi();
    await runtimeApi.start();
    this.opened = {
      ports: this.ports,
      concurrency: new Concurrency(this.ports.concurrency, () => this.functions.map(({ configuration }) => configuration)),
      root,
      runtimeApi,
      runtimeSdk: await runtimeSdk(root),
      packages: new DeploymentPackages(root, this.ports.objects),
    };
  }

  /** When this resolves, no process and no folder is left. */
  async stop(): Promise<void> {
    if (!this.opened) {
      return;
    }
    const { runtimeApi, root } = this.opened;
    this.opened = undefined;
    const events = this.events.stop();
    await Promise.all(this.registry.everyOne().map((fn) => fn.stop()));
    await events;
    await runtimeApi.stop();
    await rm(root, { recursive: true, force: true });
  }

  /** Invokes a function and waits: by ARN, or by a name that only one function has. */
  async invoke(nameOrArn: string, event: unknown): Promise<InvocationResult> {
    return this.registry.unique(nameOrArn).invoke({ requestId: randomUUID(), payload: JSON.stringify(event) });
  }

  /** Invokes a function as an event: with retries, and nobody waits. Answers with the request id. */
  invokeAsync(nameOrArn: string, event: unknown): string {
    const requestId = randomUUID();
    this.events.add(this.registry.unique(nameOrArn), { requestId, payload: JSON.stringify(event) });
    return requestId;
  }

  /** Whether the function's resource policy lets an AWS service invoke it. */
  permits(functionArn: string, caller: ServiceCaller): boolean {
    return this.functions.some(({ configuration, policy }) => configuration.arn === functionArn && policy.allows(caller));
  }

  /** Kills the process that holds these credentials; false if there is none. */
  kill(accessKeyId: string): boolean {
    return this.registry.everyOne().map((fn) => fn.kill(accessKeyId)).includes(true);
  }

  /** When no asynchronous invocation is running. */
  async settled(): Promise<void> {
    await this.events.settled();
  }

  private host(): OpenHost {
    if (!this.opened) {
      throw new Error('LambdaService is not started');
    }
    return this.opened;
  }
}
