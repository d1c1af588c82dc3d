import type { FunctionConfiguration } from './function-configuration';
import { AwsError } from '../kernel/aws-error';

/** What has to stay for functions that reserve nothing, as far as an account has so much. [DOC Lambda, configuring reserved concurrency] */
const UNRESERVED = 100;

type Concerned = Pick<FunctionConfiguration, 'account' | 'region' | 'arn' | 'reservedConcurrency'>;

/**
 * How many invocations run at the same time: an account has a limit for each Region, which all its functions share, but for
 * what single functions reserve. A new account has ten. [DOC Lambda quotas, concurrent executions]
 */
export class Concurrency {
  private readonly running = new Map<string, number>();

  /**
   * @param limit of each account in each Region; without one only reservations count
   * @param functions all that there are
   */
  constructor(private readonly limit: number | undefined, private readonly functions: () => readonly Concerned[]) {}

  /** Throws what Lambda answers to one invocation too many; else answers how to say that this one is over. */
  enter(fn: Concerned): () => void {
    const pool = fn.reservedConcurrency === undefined ? placeOf(fn) : fn.arn;
    const size = fn.reservedConcurrency ?? this.unreserved(fn);
    const count = this.running.get(pool) ?? 0;
    if (size !== undefined && count >= size) {
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
    }
    this.running.set(pool, count + 1);
    return () => this.running.set(pool, this.running.get(pool)! - 1);
  }

  /** Refuses a reservation that leaves the others too little. [LIVE aws-samples/one-observability-demo#278, with the words] */
  checkReservation(fn: Concerned): void {
    if (this.limit === undefined || !fn.reservedConcurrency) {
      return;
    }
    const least = Math.min(UNRESERVED, this.limit);
    if (this.limit - this.reservedBesides(fn) - fn.reservedConcurrency < least) {
      throw new AwsError('InvalidParameterValueException', 'Specified ReservedConcurrentExecutions for function decreases account\'s '
        + `UnreservedConcurrentExecution below its minimum value of [${least}].`);
    }
  }

  private unreserved(fn: Concerned): number | undefined {
    return this.limit === undefined ? undefined : this.limit - this.reservedBesides(fn);
  }

  private reservedBesides(fn: Concerned): number {
    return this.functions().filter((other) => other.arn !== fn.arn && placeOf(other) === placeOf(fn))
      .reduce((sum, { reservedConcurrency = 0 }) => sum + reservedConcurrency, 0);
  }
}

const placeOf = ({ account, region }: Concerned) => `${account} ${region}`;
