import { StandardRetryStrategy } from '@smithy/core/retry';

type Refresh = StandardRetryStrategy['refreshRetryTokenForRetry'];

/** More than fit into a handler's time: what ends the attempts is the deadline. */
const MAX_ATTEMPTS = 200;

/**
 * Tries again for as long as there is time. SES allows one identity call a second in an account and Region, so a stack
 * with many identities is throttled as a rule; the SDK's own back-off, with jitter and up to 20 seconds, does the waiting.
 *
 * [DOC SES quotas: 1 request a second for everything but sending]
 */
export class Patience extends StandardRetryStrategy {
  private deadline = Infinity;

  constructor() {
    super(MAX_ATTEMPTS);
  }

  /** No attempt is started later than this from now. */
  endIn(milliseconds: number): void {
    this.deadline = Date.now() + milliseconds;
  }

  override async refreshRetryTokenForRetry(...[token, failure]: Parameters<Refresh>): ReturnType<Refresh> {
    // The SDK counts a full account among the throttling errors, and waiting does not empty it.
    const hopeless = (failure.error as Error | undefined)?.name === 'LimitExceededException';
    if (hopeless || Date.now() > this.deadline) {
      throw new Error('no further attempt'); // the SDK then throws the error of the last one
    }
    const next = await super.refreshRetryTokenForRetry(token, failure);
    // The SDK lets a process try again about a hundred times until calls succeed, in all its events together: given back here.
    this.recordSuccess(next);
    return next;
  }
}
