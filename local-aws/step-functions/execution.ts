import type { Catcher, Retrier, TaskState } from './definition';
import { ExecutionLog, HistoryEvent } from './execution-log';
import { invokeFunction, TaskOutcome } from './lambda-task';
import type { StepFunctionsPorts } from './ports';
import type { StateMachine } from './state-machine';
import type { Timer } from '../kernel/clock';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';

type Failure = Extract<TaskOutcome, { error: string }>;

/** [DOC Step Functions limits] */
const LARGEST_OUTPUT = 262_144;

/** One execution of a state machine. It waits on the engine's clock, and does not hold the clock while a function runs. */
export class Execution {
  readonly arn: string;
  readonly startDate: Date;
  stopDate?: Date;
  status: ExecutionStatus = 'RUNNING';
  output?: string;
  failure?: Failure;
  private readonly log: ExecutionLog;
  private readonly working = new Set<Promise<void>>();
  private timer?: Timer;

  constructor(readonly machine: StateMachine, readonly name: string, readonly input: string, private readonly ports: StepFunctionsPorts) {
    this.arn = `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`;
    this.startDate = ports.clock.now();
    this.log = new ExecutionLog(this.arn, machine, ports);
  }

  get history(): readonly HistoryEvent[] {
    return this.log.events;
  }

  start(): void {
    this.log.add('ExecutionStarted', { input: this.input, roleArn: this.machine.roleArn });
    this.enter(this.machine.definition.startAt, this.input);
  }

  /** When it is over or waits for the clock. */
  async settled(): Promise<void> {
    while (this.working.size > 0) {
      await Promise.all(this.working);
    }
  }

  /** A function that is running goes on; nothing comes of it. */
  abort(): void {
    if (this.status === 'RUNNING') {
      this.timer?.cancel();
      this.end('ABORTED');
    }
  }

  private enter(stateName: string, input: string): void {
    this.log.add('TaskStateEntered', { name: stateName, input });
    this.attempt(stateName, input, new Map());
  }

  private attempt(stateName: string, input: string, retries: Map<Retrier, number>): void {
    const work = this.task(stateName, input, retries).finally(() => this.working.delete(work));
    this.working.add(work);
  }

  private async task(stateName: string, input: string, retries: Map<Retrier, number>): Promise<void> {
    const state = this.machine.definition.states.get(stateName)!;
    this.log.add('LambdaFunctionScheduled', { resource: state.functionArn, input });
    const outcome = limited(await invokeFunction(state.functionArn, input, this.machine, this.ports, this.name));
    if (this.status !== 'RUNNING') {
      return;
    }
    if ('error' in outcome) {
      this.log.add('LambdaFunctionFailed', { ...outcome });
      this.recover(stateName, state, input, outcome, retries);
    } else {
      this.log.add('LambdaFunctionSucceeded', { output: outcome.output });
      this.leave(stateName, outcome.output, state.next);
    }
  }

  /** [ASL, Retrying after error, Fallback states] the first retrier that knows the error counts, then the first catcher. */
  private recover(stateName: string, state: TaskState, input: string, failure: Failure, retries: Map<Retrier, number>): void {
    const retrier = state.retriers.find((candidate) => knows(candidate, failure.error));
    const retried = retrier && (retries.get(retrier) ?? 0);
    if (retrier && retried! < retrier.maxAttempts) {
      retries.set(retrier, retried! + 1);
      const seconds = Math.min(retrier.intervalSeconds * retrier.backoffRate ** retried!, retrier.maxDelaySeconds);
      this.timer = this.ports.clock.after(seconds * 1000, `step-functions: retry of ${stateName}`, () => this.attempt(stateName, input, retries));
      return;
    }
    const catcher = state.catchers.find((candidate) => knows(candidate, failure.error));
    if (catcher) {
      this.leave(stateName, JSON.stringify({ Error: failure.error, Cause: failure.cause }), catcher.next);
    } else {
      this.failure = failure;
      this.end('FAILED', { ...failure });
    }
  }

  private leave(stateName: string, output: string, next: string | undefined): void {
    this.log.add('TaskStateExited', { name: stateName, output });
    if (next === undefined) {
      this.output = output;
      this.end('SUCCEEDED', { output });
    } else {
      this.enter(next, output);
    }
  }

  private end(status: Exclude<ExecutionStatus, 'RUNNING'>, details: Record<string, string> = {}): void {
    this.status = status;
    this.stopDate = this.ports.clock.now();
    this.log.add(`Execution${status[0]}${status.slice(1).toLowerCase()}`, details);
  }
}

/** [ASL, Error names] a wildcard does not catch what is wrong with the data. */
function knows({ errors }: Retrier | Catcher, error: string): boolean {
  return errors.includes(error) || (errors.some((name) => ['States.ALL', 'States.TaskFailed'].includes(name)) && error !== 'States.DataLimitExceeded');
}

function limited(outcome: TaskOutcome): TaskOutcome {
  return 'output' in outcome && Buffer.byteLength(outcome.output) > LARGEST_OUTPUT
    ? { error: 'States.DataLimitExceeded', cause: 'The state/task returned a result with a size exceeding the maximum number of bytes service limit.' }
    : outcome;
}
