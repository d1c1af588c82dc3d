import { AwsError } from './aws-error';
import type { Clock } from './clock';

export interface RateLimit {
  /** Calls a second, in an account and Region. */
  readonly rate: number;
  readonly burst?: number;
  /** Whether each operation has a bucket of its own, instead of one for all of the service's. */
  readonly perOperation?: boolean;
  /** Operations that do not count. */
  readonly except?: readonly string[];
  /** The error that the service answers. */
  readonly code: string;
}

/** A token bucket for each service, account and Region, or for each operation there, filled by the engine's clock. */
export class RateLimits {
  private readonly buckets = new Map<string, { tokens: number; at: number }>();

  constructor(private readonly clock: Clock, private readonly limits: Readonly<Record<string, RateLimit | undefined>>) {}

  check(service: string, operation: string, account: string, region: string): void {
    const limit = this.limits[service];
    if (!limit || limit.except?.includes(operation)) {
      return;
    }
    const now = this.clock.now().getTime();
    const { rate, burst = 1, code, perOperation } = limit;
    const key = `${service} ${account} ${region} ${perOperation ? operation : ''}`;
    const bucket = this.buckets.get(key) ?? { tokens: burst, at: now };
    const tokens = Math.min(burst, bucket.tokens + (now - bucket.at) / 1000 * rate);
    this.buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now });
    if (tokens < 1) {
      throw new AwsError(code, 'Rate exceeded', 429);
    }
  }
}
