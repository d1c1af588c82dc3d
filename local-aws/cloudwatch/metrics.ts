import type { Clock } from '../kernel/clock';
import type { Call } from '../kernel/service';

export type Place = Pick<Call, 'account' | 'region'>;

/** What a metric is known by: the same name with other dimensions is another one. [DOC CloudWatch concepts] */
export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions?: Readonly<Record<string, string>>;
}

export interface Datapoint {
  readonly at: Date;
  readonly value: number;
}

/** The metrics of all accounts and Regions. */
export class Metrics {
  private readonly datapoints = new Map<string, Datapoint[]>();

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  put(metric: MetricId, value: number, place: Place): void {
    const key = keyOf(metric, place);
    this.datapoints.set(key, [...this.datapoints.get(key) ?? [], { at: this.clock.now(), value }]);
  }

  /** Everything that was ever put, the oldest first. */
  of(metric: MetricId, place: Place): readonly Datapoint[] {
    return this.datapoints.get(keyOf(metric, place)) ?? [];
  }
}

function keyOf({ namespace, name, dimensions = {} }: MetricId, { account, region }: Place): string {
  return JSON.stringify([account, region, namespace, name, Object.entries(dimensions).sort()]);
}
