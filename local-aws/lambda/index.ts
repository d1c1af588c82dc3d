import { randomUUID } from 'node:crypto';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import * as sdk from '@aws-sdk/client-lambda';
import { Concurrency } from './concurrency';
import { DeploymentPackages } from './deployment-package';
import { DiscardedEvent, EventQueue, type EventTrouble } from './event-queue';
import type { ServiceCaller } from './function-policy';
import type { OpenHost } from './function-resource';
import type { InvocationResult } from './invocation';
import type { LambdaFunction } from './lambda-function';
import { lambdaAccess, lambdaOperations } from './operations';
import type { LambdaPorts } from './ports';
import { lambdaResources } from './resources';
import { RuntimeApi } from './runtime-api';
import { runtimeSdk } from './runtime-sdk';
import { Store } from './store';
import type { ResourceProviders } from '../cloudformation/resource-provider';
import type { ServiceApi } from '../kernel/service';

export type { DiscardedEvent, EventTrouble } from './event-queue';
export type { ServiceCaller } from './function-policy';
export type { InvocationResult } from './invocation';
export type { LambdaFunction } from './lambda-function';
export type { LambdaPorts, LogWriter, SessionCredentials } from './ports';

/** AWS Lambda: functions are processes of the host's Node, over the Lambda Runtime API. */
export class LambdaService {
  readonly apis: ServiceApi[];
  readonly resources: ResourceProviders;
  private readonly store = new Store();
  private readonly events: EventQueue;
  private opened?: OpenHost;

  constructor(private readonly ports: LambdaPorts) {
    this.events = new EventQueue(ports.clock);
    this.apis = [{
      signingName: 'lambda', protocol: 'rest-json', sdk, operations: lambdaOperations(this.store, this.events), access: lambdaAccess(),
    }];
    this.resources = lambdaResources(this.store, () => this.host());
  }

  get functions(): readonly LambdaFunction[] {
    return this.store.all();
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
    await Promise.all(this.store.everyOne().map((fn) => fn.stop()));
    await events;
    await runtimeApi.stop();
    await rm(root, { recursive: true, force: true });
  }

  /** Invokes a function and waits: by ARN, or by a name that only one function has. */
  async invoke(nameOrArn: string, event: unknown): Promise<InvocationResult> {
    return this.store.unique(nameOrArn).invoke({ requestId: randomUUID(), payload: JSON.stringify(event) });
  }

  /** Invokes a function as an event: with retries, and nobody waits. Answers with the request id. */
  invokeAsync(nameOrArn: string, event: unknown): string {
    const requestId = randomUUID();
    this.events.add(this.store.unique(nameOrArn), { requestId, payload: JSON.stringify(event) });
    return requestId;
  }

  /** Whether the function's resource policy lets an AWS service invoke it. */
  permits(functionArn: string, caller: ServiceCaller): boolean {
    return this.functions.some(({ configuration, policy }) => configuration.arn === functionArn && policy.allows(caller));
  }

  /** Kills the process that holds these credentials; false if there is none. */
  kill(accessKeyId: string): boolean {
    return this.store.everyOne().map((fn) => fn.kill(accessKeyId)).includes(true);
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
