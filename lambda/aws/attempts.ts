import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import { OutcomeUnknown, OutOfTime, Refused, ZoneGone } from '../ports';

/** A grant, and what was just made, may be unknown for some minutes. [DOC IAM is eventually consistent] */
const LONGEST_DELAY_OF_GRANTS_MS = 190_000;
/** When these minutes are over, one refusal is still no proof: an entry that moves from one policy to another is unknown for a moment. */
const MOMENT_MS = 5_000;

/** SES allows one call a second, and many functions wait for it together: each tries often enough that no second is lost. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/** What IAM, and services that do not know new credentials yet, say. */
const DENIED = [
  'AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation', 'InvalidClientTokenId', 'UnrecognizedClientException', 'InvalidAccessKeyId',
];

/** Refused without effect, because something else is at work; the SDK takes some of them for faults of the server. */
const BUSY = ['ConcurrentModificationException', 'PriorRequestNotComplete', 'TooManyUpdates'];

/** A full account. The SDK counts it among the throttling errors, and waiting does not empty it. */
const FULL = 'LimitExceededException';

export function isDenied({ name }: Error): boolean {
  return DENIED.includes(name);
}

export function isFull({ name }: Error): boolean {
  return name === FULL;
}

/** One call of AWS: what to do if it fails. */
export interface Call {
  /** Makes the error that the caller gets, when trying again does not help any more. */
  readonly explain: (error: Error) => Error;
  /** Whether this says that something is missing that may just have been made. */
  readonly isMissing?: (error: Error) => boolean;
}

/**
 * The one policy for trying again, and the time that there is for it. A process works on one event at a time.
 */
export class Attempts {
  /** When something was refused in this event for the first time. */
  private refusedAt?: number;
  private deadline = Infinity;

  constructor(
    readonly now: () => number = Date.now,
    readonly pause: (milliseconds: number) => Promise<void> = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    private readonly random: () => number = Math.random,
  ) {}

  /** An event begins. No attempt is started later than this from now. */
  begin(milliseconds: number): void {
    this.refusedAt = undefined;
    this.deadline = this.now() + milliseconds;
  }

  /** A call that may be made twice: it reads, or its second time changes nothing. */
  repeat<T>(call: Call, send: () => Promise<T>): Promise<T> {
    return this.attempt(call, send, true);
  }

  /** A write that cannot simply be repeated: the repetition would meet its own effect. If its answer is lost, its effect is unknown. */
  once<T>(call: Call, send: () => Promise<T>): Promise<T> {
    return this.attempt(call, send, false);
  }

  private async attempt<T>(call: Call, send: () => Promise<T>, isRepeatable: boolean): Promise<T> {
    const begun = this.now();
    for (let longest = FIRST_PAUSE_MS; ; longest = Math.min(longest * 2, LONGEST_PAUSE_MS)) {
      try {
        return await send();
      } catch (error) {
        await this.pauseAfter(error as Error, call, { begun, longest, isRepeatable });
      }
    }
  }

  /** @throws what the caller gets, if there is no point in another attempt */
  private async pauseAfter(
    error: Error, { explain, isMissing }: Call,
    { begun, longest, isRepeatable }: { readonly begun: number; readonly longest: number; readonly isRepeatable: boolean },
  ): Promise<void> {
    if (error instanceof Refused || error instanceof ZoneGone || error instanceof OutOfTime || error instanceof OutcomeUnknown) {
      throw error; // explained already: for example the error of a role that this call needs
    }
    const trouble = troubleOf(error);
    if (trouble === 'unanswered' && !isRepeatable) {
      throw new OutcomeUnknown(explain(error).message);
    }
    const isRefused = isDenied(error) || isMissing?.(error);
    if (isRefused) {
      this.refusedAt ??= this.now();
    }
    if (trouble === 'final' && !(isRefused && this.isEarly(begun))) {
      throw explain(error);
    }
    const milliseconds = this.random() * longest;
    if (this.now() + milliseconds > this.deadline) {
      throw trouble === 'final' ? explain(error) : new OutOfTime(explain(error).message);
    }
    await this.pause(milliseconds);
  }

  /** An event waits for grants once: from its first refusal, whenever that is. */
  private isEarly(begun: number): boolean {
    const now = this.now();
    return now - (this.refusedAt ?? now) < LONGEST_DELAY_OF_GRANTS_MS || now - begun < MOMENT_MS;
  }
}

/** `busy`: refused without effect. `unanswered`: the effect is unknown. `final`: the same call will be refused again. */
function troubleOf(error: Error & { readonly code?: unknown }): 'busy' | 'unanswered' | 'final' {
  if (isFull(error) || isDenied(error)) {
    return 'final';
  }
  if (BUSY.includes(error.name) || isThrottlingError(error as never)) {
    return 'busy';
  }
  const isOfTheNetwork = typeof error.code === 'string' && !(error instanceof TypeError) && !('$metadata' in error && hasStatus(error.$metadata));
  return isOfTheNetwork || isTransientError(error as never) || isServerError(error as never) ? 'unanswered' : 'final';
}

function hasStatus(metadata: unknown): boolean {
  return typeof (metadata as { readonly httpStatusCode?: number } | undefined)?.httpStatusCode === 'number';
}
