import { AwsError } from '../kernel/aws-error';
import type { Clock } from '../kernel/clock';
import { type RateLimit, RateLimits } from '../kernel/rate-limit';

const CODE = 'Throttling';
const DEFAULT: RateLimit = { rate: 10, burst: 50, code: CODE };
const PER_OPERATION: Readonly<Record<string, RateLimit>> = {
  CreateHostedZone: { rate: 2, burst: 40, code: CODE },
  DeleteHostedZone: { rate: 5, burst: 40, code: CODE },
};

/** The request rates of an account, all together and for each action. [DOC Route 53 "Throttling for API requests"; change throughput is left out] */
export class Throttle {
  private readonly together: RateLimits;
  private readonly perOperation: RateLimits;

  constructor(clock: Clock) {
    this.together = new RateLimits(clock, { route53: DEFAULT });
    this.perOperation = new RateLimits(clock, PER_OPERATION);
  }

  check(operation: string, account: string): void {
    try {
      this.together.check('route53', operation, account, 'global');
      this.perOperation.check(operation, operation, account, 'global');
    } catch (error) {
      // Route 53 is one of the few that throttle with 400.
      throw error instanceof AwsError ? new AwsError(error.code, error.message, 400) : error;
    }
  }
}
