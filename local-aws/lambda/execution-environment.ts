import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import * as path from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { announce, INSPECT, isDebugged } from './debugging';
import type { DeploymentPackage } from './deployment-package';
import { environmentVariables, ProcessSurroundings } from './environment-variables';
import type { FunctionConfiguration } from './function-configuration';
import { exited, exitReason, failed, Invocation, InvocationResult, succeeded, timedOut } from './invocation';
import type { PlatformLog } from './platform-log';
import type { NextInvocation, RuntimeClient } from './runtime-api';
import type { Clock } from '../kernel/clock';

const RUNTIME = path.join(__dirname, 'runtime');
const PRELOADED = ['engine-clock.cjs', 'engine-dns.cjs', 'engine-over-http.cjs'];

/** AWS gives ten seconds; the host may be busy with many processes that AWS would start on many machines. */
const INIT_LIMIT_MS = 60_000;

/** How often it is seen whether an invocation has run out of time. */
const WATCH_MS = 100;

interface Running {
  readonly invocation: Invocation;
  readonly finish: (result: InvocationResult) => void;
  startedAt?: number;
  result?: InvocationResult;
  endedAt?: number;
  maxMemoryUsedMb?: number;
}

/**
 * One process of a function: it serves one invocation at a time, and is used again as long as it lives.
 *
 * Its `Date` begins each invocation with the engine's time. What a handler does takes the host's time; what it waits for by a
 * timer passes as fast as the engine's clock goes, and moves its `Date` by the whole wait. `Timeout` is over when it has passed
 * on the host or on the engine's clock. On the engine's clock a handler also has a least time of the host: a busy host does not
 * end a handler that works.
 */
export class ExecutionEnvironment implements RuntimeClient {
  readonly accessKeyId: string;
  /** Serves no further invocation after the one it is at: the function has changed. */
  retired = false;
  private readonly process: ChildProcess;
  /** When the process, and its folder, are gone. */
  readonly closed: Promise<void>;
  private readonly spawnedAt = performance.now();
  private running?: Running;
  private poll?: (next: NextInvocation) => void;
  private limit?: NodeJS.Timeout;
  private watch?: NodeJS.Timeout;
  private initMs?: number;
  private cold = true;
  private ended = false;
  private overtime = false;

  constructor(
    private readonly configuration: FunctionConfiguration,
    code: DeploymentPackage,
    around: ProcessSurroundings,
    private readonly log: PlatformLog,
    private readonly clock: Pick<Clock, 'now' | 'pace'>,
    private readonly leastHostMs: number,
  ) {
    this.accessKeyId = around.credentials.accessKeyId;
    mkdirSync(around.temporaryFolder, { recursive: true });
    this.process = spawn(process.execPath, [
      ...isDebugged(configuration) ? [INSPECT] : [],
      `--max-old-space-size=${configuration.memoryMb}`,
      ...PRELOADED.flatMap((file) => ['--require', path.join(RUNTIME, file)]),
      path.join(RUNTIME, 'bootstrap.cjs'),
    ], {
      cwd: code.folder,
      env: environmentVariables(configuration, around),
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      detached: true, // a process group, so that what the handler starts is killed with it
    });
    const [, stdout, stderr, events] = this.process.stdio as Readable[];
    createInterface(stdout).on('line', (line) => this.log.line(line));
    createInterface(stderr).on('line', (line) => {
      announce(configuration.name, line);
      this.log.line(line);
    });
    createInterface(events).on('line', (line) => this.event(JSON.parse(line)));
    this.process.on('exit', () => this.kill()); // whatever is left of the group
    this.closed = once(this.process, 'close')
      .then(([status, signal]) => this.close(exitReason(status, signal)), (error) => this.close(`cannot start: ${String(error)}`))
      .then(() => rm(around.temporaryFolder, { recursive: true, force: true }));
    this.limitTo(INIT_LIMIT_MS);
  }

  get idle(): boolean {
    return !this.running && !this.ended;
  }

  get alive(): boolean {
    return !this.ended;
  }

  /** Never rejects: whatever goes wrong in the process is the function's error. */
  invoke(invocation: Invocation): Promise<InvocationResult> {
    return new Promise((finish) => {
      this.running = { invocation, finish };
      this.log.start(invocation.requestId);
      this.deliver();
    });
  }

  kill(): void {
    this.ended = true;
    if (this.process.pid === undefined) { // it could not be started
      return;
    }
    try {
      process.kill(-this.process.pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') { // the group is gone already
        throw error;
      }
    }
  }

  async stop(): Promise<void> {
    this.kill();
    await this.closed;
  }

  next(): Promise<NextInvocation> {
    this.initMs ??= performance.now() - this.spawnedAt;
    return new Promise((resolve) => {
      this.poll = resolve;
      if (this.running?.startedAt === undefined) {
        this.deliver();
      } else {
        this.settle();
      }
    });
  }

  respond(requestId: string, payload: string): void {
    this.answer(succeeded(requestId, payload));
  }

  fail(requestId: string, error: string): void {
    this.answer(failed(requestId, error));
  }

  initFailed(error: string): void {
    if (this.running) {
      this.answer(failed(this.running.invocation.requestId, error));
    } else {
      this.kill(); // an error between two invocations: the process is about to go, and must not be given another
    }
  }

  private deliver(): void {
    const { poll, running } = this;
    if (!poll || !running) {
      return;
    }
    this.poll = undefined;
    running.startedAt = performance.now();
    const timeoutMs = this.configuration.timeoutSeconds * 1000;
    this.limitTo(timeoutMs);
    const time = this.clock.now();
    const deadline = new Date(time.getTime() + timeoutMs);
    this.watchFor(deadline, running.startedAt + this.leastHostMs);
    poll({ ...running.invocation, functionArn: this.configuration.arn, time, deadline, pace: this.clock.pace });
  }

  private answer(result: InvocationResult): void {
    if (this.running?.invocation.requestId === result.requestId && !this.running.result) {
      this.unlimit();
      this.running.result = result;
      this.running.endedAt = performance.now();
    }
  }

  private event(event: { log: string } | { done: string; maxMemoryUsedMb: number }): void {
    if ('log' in event) {
      this.log.line(event.log);
    } else if (this.running) {
      this.running.maxMemoryUsedMb = event.maxMemoryUsedMb;
      this.settle();
    }
  }

  /**
   * An invocation is over when the process has answered, all that it logged has arrived, and it asks for the next. Then the
   * caller finds the log complete, and its next call finds this process free.
   */
  private settle(): void {
    if (this.poll && this.running?.result && this.running.maxMemoryUsedMb !== undefined) {
      this.finish(this.running, this.running.result);
    }
  }

  private close(how: string): void {
    this.ended = true;
    this.unlimit();
    if (this.running) {
      this.finish(this.running, this.running.result ?? this.abnormalEnd(this.running.invocation.requestId, how));
    }
  }

  private abnormalEnd(requestId: string, how: string): InvocationResult {
    const seconds = this.configuration.timeoutSeconds;
    if (this.overtime) {
      this.log.failure(requestId, 'Sandbox.Timedout', `Task timed out after ${seconds.toFixed(2)} seconds`);
      return timedOut(requestId, seconds);
    }
    this.log.failure(requestId, 'Runtime.ExitError', how);
    return exited(requestId, how);
  }

  private finish(running: Running, result: InvocationResult): void {
    this.running = undefined;
    this.log.report({
      requestId: result.requestId,
      status: !result.functionError ? 'success' : this.overtime ? 'timeout' : 'error',
      durationMs: (running.endedAt ?? performance.now()) - (running.startedAt ?? this.spawnedAt),
      initDurationMs: this.cold ? this.initMs : undefined,
      maxMemoryUsedMb: running.maxMemoryUsedMb ?? this.configuration.memoryMb,
    });
    this.cold = false;
    running.finish(result);
  }

  private limitTo(ms: number): void {
    this.unlimit();
    if (!isDebugged(this.configuration)) {
      this.limit = setTimeout(() => this.runOut(), ms);
    }
  }

  private watchFor(deadline: Date, notBefore: number): void {
    this.watch = setInterval(() => {
      if (this.clock.now() >= deadline && performance.now() >= notBefore && !isDebugged(this.configuration)) {
        this.runOut();
      }
    }, WATCH_MS);
  }

  private unlimit(): void {
    clearTimeout(this.limit);
    clearInterval(this.watch);
  }

  private runOut(): void {
    this.overtime = true;
    this.kill();
  }
}
