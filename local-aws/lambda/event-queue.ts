import type { Invocation, InvocationResult } from './invocation';
import type { LambdaFunction } from './lambda-function';
import { AwsError } from '../kernel/aws-error';
import type { Clock, Timer } from '../kernel/clock';

/** An event that Lambda gave up on: on AWS it would go to the dead-letter queue, or be lost. */
export interface DiscardedEvent {
  readonly functionArn: string;
  readonly requestId: string;
  readonly attempts: number;
  /** What the function answered last, or why it could not be invoked. */
  readonly reason: string;
}

/** [DOC Lambda invocation-async: an event may be delivered more than once, and may wait in the queue for hours] */
export interface EventTrouble {
  /** Delivered once more after this time of the engine's, whatever became of it the first time. */
  readonly duplicateAfterMs?: number;
  /** Waits before it is delivered for the first time. */
  readonly delayMs?: number;
  /** Only events for which this is true, which are given as they were sent. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly only?: (event: any) => boolean;
}

interface QueuedEvent extends Invocation {
  readonly fn: LambdaFunction;
  readonly queuedAt: number;
}

/** [DOC Lambda invocation-async-error-handling] one minute before the second attempt, two before the third. */
const RETRY_DELAYS_MS = [60_000, 120_000];

/** [DOC ibid.] a throttled event is tried again after 1 second, then ever later, up to 5 minutes. */
const THROTTLED_FIRST_MS = 1_000;
const THROTTLED_LAST_MS = 300_000;
/** Its multiples, without their whole part, are spread evenly between 0 and 1, and are the same in every run. */
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

/**
 * Asynchronous invocations and their retries, whose waiting is on the engine's clock. The clock does not stand still for an
 * attempt that runs: it takes the host's time, and may itself need the clock to move.
 */
export class EventQueue {
  readonly discarded: DiscardedEvent[] = [];
  /** Switch: what else happens to events. */
  trouble: EventTrouble = {};
  private readonly timers = new Set<Timer>();
  private readonly attempts = new Set<Promise<void>>();
  private throttledCount = 0;
  private stopped = false;

  constructor(private readonly clock: Clock) {}

  add(fn: LambdaFunction, invocation: Invocation): void {
    const event = { ...invocation, fn, queuedAt: this.clock.now().getTime() };
    const { duplicateAfterMs, delayMs = 0, only = () => true } = this.trouble;
    const isMeant = only(JSON.parse(invocation.payload));
    if (isMeant && duplicateAfterMs !== undefined) {
      this.later(delayMs + duplicateAfterMs, `lambda: an event for ${fn.configuration.name} comes once more`, () => this.attempt(event, 1));
    }
    if (isMeant && delayMs > 0) {
      this.later(delayMs, `lambda: an event for ${fn.configuration.name} comes late`, () => this.attempt(event, 1));
    } else {
      this.attempt(event, 1);
    }
  }

  /** When no attempt is running; retries that wait for the clock do not count. */
  async settled(): Promise<void> {
    while (this.attempts.size > 0) {
      await Promise.all(this.attempts);
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.timers.forEach((timer) => timer.cancel());
    this.timers.clear();
    await this.settled();
  }

  private attempt(event: QueuedEvent, count: number, throttles = 0): void {
    const running = this.outcome(event).then((outcome) => {
      if (outcome instanceof AwsError) {
        this.again(event, this.waitAfterThrottling(throttles), outcome.message, count, throttles + 1);
      } else if (outcome.functionError) {
        const { maximumRetryAttempts } = event.fn.eventInvokeConfig;
        const wait = count <= maximumRetryAttempts ? RETRY_DELAYS_MS[count - 1] : undefined;
        this.again(event, wait, outcome.payload, count + 1, throttles);
      }
    }).finally(() => this.attempts.delete(running));
    this.attempts.add(running);
  }

  /**
   * Assumed: events that were throttled together do not all come back together. After the first second each waits between half of its time
   * and all of it.
   */
  private waitAfterThrottling(throttles: number): number {
    const longest = Math.min(THROTTLED_FIRST_MS * 2 ** throttles, THROTTLED_LAST_MS);
    const shortest = Math.max(longest / 2, THROTTLED_FIRST_MS);
    const spread = (++this.throttledCount * GOLDEN_RATIO) % 1;
    return Math.round(shortest + (longest - shortest) * spread);
  }

  /** A function error is a result; what kept Lambda from invoking the function is an AwsError. */
  private async outcome({ fn, requestId, payload }: QueuedEvent): Promise<InvocationResult | AwsError> {
    try {
      return await fn.invoke({ requestId, payload });
    } catch (error) {
      if (error instanceof AwsError) {
        return error;
      }
      throw error;
    }
  }

  private again(event: QueuedEvent, wait: number | undefined, reason: string, count: number, throttles: number): void {
    const { fn, requestId } = event;
    const due = this.clock.now().getTime() + (wait ?? 0);
    if (this.stopped) {
      return;
    }
    if (wait === undefined || !fn.exists || due - event.queuedAt > fn.eventInvokeConfig.maximumEventAgeSeconds * 1000) {
      this.discarded.push({ functionArn: fn.configuration.arn, requestId, attempts: count - 1, reason });
      return;
    }
    this.later(wait, `lambda: retry of ${fn.configuration.name}`, () => this.attempt(event, count, throttles));
  }

  private later(ms: number, what: string, callback: () => void): void {
    const timer = this.clock.after(ms, what, () => {
      this.timers.delete(timer);
      callback();
    });
    this.timers.add(timer);
  }
}
