import { randomBytes, randomUUID } from 'node:crypto';
import * as path from 'node:path';
import type { Concurrency } from './concurrency';
import type { DeploymentPackage } from './deployment-package';
import { ExecutionEnvironment } from './execution-environment';
import type { FunctionConfiguration } from './function-configuration';
import type { FunctionPolicy } from './function-policy';
import type { Invocation, InvocationResult } from './invocation';
import { PlatformLog } from './platform-log';
import type { LambdaPorts, SessionCredentials } from './ports';
import type { RuntimeApi } from './runtime-api';
import { AwsError } from '../kernel/aws-error';

/** Where the processes of all functions live. */
export interface LambdaHost {
  readonly ports: LambdaPorts;
  readonly concurrency: Concurrency;
  readonly runtimeApi: RuntimeApi;
  readonly runtimeSdk: string;
  /** Scratch space; removed when the service stops. */
  readonly root: string;
}

/** [DOC Lambda invocation-async-error-handling] */
export interface EventInvokeConfig {
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeSeconds: number;
}

/** A handler that has got so much of the host's time, and has run out of the engine's, will not come to its end. */
const LEAST_HOST_MS = 30_000;

export const EVENT_DEFAULTS: EventInvokeConfig = { maximumRetryAttempts: 2, maximumEventAgeSeconds: 21_600 };

/** A function and its processes: as many as it has invocations at the same time, used again when they are idle. */
export class LambdaFunction {
  readonly lastModified: Date;
  eventInvokeConfig = EVENT_DEFAULTS;
  private readonly environments = new Set<ExecutionEnvironment>();
  private deleted = false;

  constructor(
    private current: { readonly configuration: FunctionConfiguration; readonly code: DeploymentPackage },
    readonly policy: FunctionPolicy,
    private readonly host: LambdaHost,
  ) {
    this.lastModified = host.ports.clock.now();
  }

  get configuration(): FunctionConfiguration {
    return this.current.configuration;
  }

  get code(): DeploymentPackage {
    return this.current.code;
  }

  get exists(): boolean {
    return !this.deleted;
  }

  /** How many processes are alive. */
  get processes(): number {
    return [...this.environments].filter(({ alive }) => alive).length;
  }

  async invoke(invocation: Invocation): Promise<InvocationResult> {
    const leave = this.enter();
    try {
      const environment = [...this.environments].find(({ idle }) => idle);
      const result = await (environment ? this.run(environment, invocation) : this.runInNew(invocation, this.configuration.arn));
      this.count('Invocations', 1);
      this.count('Errors', result.functionError ? 1 : 0);
      return result;
    } finally {
      leave();
    }
  }

  /** New code or configuration: what runs finishes as it began, what comes runs in new processes. */
  async update(configuration: FunctionConfiguration, code: DeploymentPackage): Promise<void> {
    this.current = { configuration, code };
    await this.retire();
  }

  /** Ends the process with these credentials, in the middle of whatever it does. */
  kill(accessKeyId: string): boolean {
    const environment = [...this.environments].find((candidate) => candidate.accessKeyId === accessKeyId);
    environment?.kill();
    return environment !== undefined;
  }

  /** Takes no invocation any more. What runs goes on to its end, which nobody waits for. assumed */
  async delete(): Promise<void> {
    this.deleted = true;
    await this.retire();
  }

  /** No process of it is left when this resolves. */
  async stop(): Promise<void> {
    this.deleted = true;
    await Promise.all([...this.environments].map((environment) => environment.stop()));
  }

  /** Ends the processes that are idle; the others end after the invocation that they are at. */
  private async retire(): Promise<void> {
    const idle = [...this.environments].filter((environment) => environment.idle);
    for (const environment of this.environments) {
      environment.retired = true;
    }
    await Promise.all(idle.map((environment) => environment.stop()));
  }

  private enter(): () => void {
    try {
      return this.host.concurrency.enter(this.configuration);
    } catch (error) {
      this.count('Throttles', 1);
      throw error;
    }
  }

  private count(metric: 'Invocations' | 'Errors' | 'Throttles', value: number): void {
    this.host.ports.metric?.(this.configuration.name, metric, value, this.configuration);
  }

  private async run(environment: ExecutionEnvironment, invocation: Invocation): Promise<InvocationResult> {
    const result = await environment.invoke(invocation);
    if (environment.retired) {
      await environment.stop();
    }
    return result;
  }

  private async runInNew(invocation: Invocation, arn: string): Promise<InvocationResult> {
    const { configuration, code } = this.current;
    const credentials = await this.credentials(configuration);
    if (this.deleted) {
      throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
    }
    if (this.current.configuration !== configuration) {
      return this.runInNew(invocation, arn); // changed meanwhile
    }
    const environment = this.start(configuration, code, credentials);
    this.environments.add(environment);
    void environment.closed.finally(() => this.environments.delete(environment));
    return this.run(environment, invocation);
  }

  private start(configuration: FunctionConfiguration, code: DeploymentPackage, credentials: SessionCredentials): ExecutionEnvironment {
    const { ports, runtimeApi, runtimeSdk, root } = this.host;
    const id = randomUUID();
    const date = ports.clock.now().toISOString().slice(0, 10).replace(/-/g, '/');
    const logStream = `${date}/[$LATEST]${randomBytes(16).toString('hex')}`;
    const { account, region, role } = configuration;
    const log = new PlatformLog(configuration, ports, { account, region, logStream, roleArn: role });
    const environment: ExecutionEnvironment = new ExecutionEnvironment(configuration, code, {
      credentials,
      endpoint: ports.endpoint(),
      dns: ports.dns(),
      // The process cannot ask before this function has returned.
      runtimeApi: runtimeApi.register(id, {
        next: () => environment.next(),
        respond: (requestId, payload) => environment.respond(requestId, payload),
        fail: (requestId, error) => environment.fail(requestId, error),
        initFailed: (error) => environment.initFailed(error),
      }),
      taskRoot: code.folder,
      runtimeFolder: path.join(__dirname, 'runtime'),
      runtimeSdk,
      temporaryFolder: path.join(root, 'tmp', id),
      logStream,
    }, log, ports.clock, ports.leastHostMs ?? LEAST_HOST_MS);
    void environment.closed.finally(() => runtimeApi.unregister(id));
    return environment;
  }

  private async credentials({ role, name }: FunctionConfiguration): Promise<SessionCredentials> {
    try {
      return await this.host.ports.credentials(role, name);
    } catch (error) {
      if (!(error instanceof AwsError)) {
        throw error;
      }
      throw new AwsError('AccessDeniedException', `The role defined for the function cannot be assumed by Lambda. (${role}: ${error.message})`, 403);
    }
  }
}

/** As `GetFunctionConfiguration` shows it: a function of the engine is active as soon as it exists. */
export function described(fn: LambdaFunction): object {
  const { configuration, code } = fn;
  return {
    FunctionName: configuration.name,
    FunctionArn: configuration.arn,
    Runtime: configuration.runtime,
    Role: configuration.role,
    Handler: configuration.handler,
    CodeSize: code.size,
    CodeSha256: code.sha256,
    Description: configuration.description,
    Timeout: configuration.timeoutSeconds,
    MemorySize: configuration.memoryMb,
    LastModified: fn.lastModified.toISOString().replace('Z', '+0000'),
    Version: '$LATEST',
    PackageType: 'Zip',
    State: 'Active',
    LastUpdateStatus: 'Successful',
    Environment: { Variables: configuration.environment },
    LoggingConfig: {
      LogFormat: configuration.logging.format,
      ApplicationLogLevel: configuration.logging.applicationLevel,
      SystemLogLevel: configuration.logging.systemLevel,
      LogGroup: configuration.logging.logGroup,
    },
  };
}
