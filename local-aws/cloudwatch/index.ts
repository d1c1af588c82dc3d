import { type Alarm, type AlarmState, stateOf } from './alarm';
import { embeddedMetrics } from './embedded-metrics';
import type { Datapoint, MetricId, Place } from './metrics';
import { cloudWatchResources } from './resources';
import { Store } from './store';
import type { ResourceProviders } from '../cloudformation/resource-provider';
import type { Clock } from '../kernel/clock';

export type { Alarm, AlarmState } from './alarm';
export type { Datapoint, MetricId } from './metrics';

/** CloudWatch: metrics of functions and of their log lines, and alarms. There are no operations, as nothing calls any. */
export class CloudWatch {
  readonly resources: ResourceProviders;
  private readonly store: Store;

  constructor({ clock }: { readonly clock: Clock }) {
    this.store = new Store(clock);
    this.resources = cloudWatchResources(this.store);
  }

  put(metric: MetricId, value: number, place: Place): void {
    this.store.metrics.put(metric, value, place);
  }

  /** Takes the metrics out of a log line, if it has any. */
  read(line: string, place: Place): void {
    for (const { metric, values } of embeddedMetrics(line)) {
      values.forEach((value) => this.put(metric, value, place));
    }
  }

  datapoints(metric: MetricId, place: Place): readonly Datapoint[] {
    return this.store.metrics.of(metric, place);
  }

  alarms(place: Place): readonly Alarm[] {
    return this.store.all(place);
  }

  /** At this moment. */
  stateOf(alarmName: string, place: Place): AlarmState {
    const alarm = this.store.find(alarmName, place);
    if (!alarm) {
      throw new Error(`there is no alarm ${alarmName}`);
    }
    return stateOf(alarm, alarm.metric ? this.datapoints(alarm.metric, place) : [], this.store.clock.now());
  }
}
