import { AwsError, NotImplementedError } from '../kernel/aws-error';

export interface Retrier {
  readonly errors: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number;
}

export interface Catcher {
  readonly errors: readonly string[];
  readonly next: string;
}

/** A Task that invokes a function. */
export interface TaskState {
  readonly functionArn: string;
  /** Absent at the end. */
  readonly next?: string;
  readonly retriers: readonly Retrier[];
  readonly catchers: readonly Catcher[];
}

export interface Definition {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, TaskState>;
}

type Json = Record<string, unknown>;

/**
 * Reads the part of the Amazon States Language that CDK's waiter is written in: Tasks on functions, Retry and Catch. All
 * else is refused when the state machine is created, not when it is reached. Defaults: [ASL, states-language.net].
 */
export function definition(text: string): Definition {
  const machine = parsed(text);
  only(machine, ['StartAt', 'States', 'Comment', 'Version'], 'the state machine');
  const written = Object.entries(machine.States as Record<string, Json> ?? {});
  const states = new Map(written.map(([name, state]) => [name, taskState(name, state)]));
  const targets = [['StartAt', String(machine.StartAt)], ...[...states].flatMap(([name, state]) => targetsOf(name, state))];
  const missing = targets.find(([, target]) => !states.has(target));
  if (missing) {
    throw invalid(`MISSING_TRANSITION_TARGET: Missing 'Next' target: ${missing[1]} at /${missing[0]}`);
  }
  return { startAt: String(machine.StartAt), states };
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(`INVALID_JSON_DESCRIPTION: ${(error as Error).message}`);
  }
}

function taskState(name: string, state: Json): TaskState {
  if (state.Type !== 'Task') {
    throw new NotImplementedError(`states of type ${String(state.Type)} (state '${name}')`);
  }
  only(state, ['Type', 'Resource', 'Next', 'End', 'Retry', 'Catch', 'Comment'], `state '${name}'`);
  if (!/^arn:aws[a-z-]*:lambda:[^:]+:\d{12}:function:.+$/.test(String(state.Resource))) {
    throw new NotImplementedError(`the resource ${String(state.Resource)} of state '${name}'`);
  }
  if ((state.Next === undefined) === (state.End !== true)) {
    throw invalid(`SCHEMA_VALIDATION_FAILED: State must have exactly one of 'Next' or 'End' at /States/${name}`);
  }
  return {
    functionArn: String(state.Resource),
    next: state.Next as string | undefined,
    retriers: (state.Retry as Json[] ?? []).map((retry) => retrier(name, retry)),
    catchers: (state.Catch as Json[] ?? []).map((one) => catcher(name, one)),
  };
}

function retrier(state: string, retry: Json): Retrier {
  only(retry, ['ErrorEquals', 'IntervalSeconds', 'MaxAttempts', 'BackoffRate', 'MaxDelaySeconds', 'Comment'], `Retry of state '${state}'`);
  return {
    errors: retry.ErrorEquals as string[],
    intervalSeconds: Number(retry.IntervalSeconds ?? 1),
    maxAttempts: Number(retry.MaxAttempts ?? 3),
    backoffRate: Number(retry.BackoffRate ?? 2),
    maxDelaySeconds: Number(retry.MaxDelaySeconds ?? Infinity),
  };
}

function catcher(state: string, one: Json): Catcher {
  only(one, ['ErrorEquals', 'Next', 'Comment'], `Catch of state '${state}'`);
  return { errors: one.ErrorEquals as string[], next: String(one.Next) };
}

function targetsOf(name: string, { next, catchers }: TaskState): string[][] {
  return [...(next === undefined ? [] : [next]), ...catchers.map((one) => one.next)].map((target) => [`States/${name}`, target]);
}

function only(object: Json, known: readonly string[], where: string): void {
  const unknown = Object.keys(object).find((field) => !known.includes(field));
  if (unknown) {
    throw new NotImplementedError(`field ${unknown} of ${where}`);
  }
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidDefinition', `Invalid State Machine Definition: '${message}'`);
}
