import type { Alarm } from './alarm';
import { Metrics, type Place } from './metrics';
import type { Clock } from '../kernel/clock';

/** Metrics, and the alarms on them. */
export class Store {
  readonly metrics: Metrics;
  private readonly alarms = new Map<string, Alarm>();

  constructor(readonly clock: Pick<Clock, 'now'>) {
    this.metrics = new Metrics(clock);
  }

  find(name: string, place: Place): Alarm | undefined {
    return this.alarms.get(keyOf(name, place));
  }

  put(alarm: Alarm, place: Place): void {
    this.alarms.set(keyOf(alarm.name, place), alarm);
  }

  delete(name: string, place: Place): void {
    this.alarms.delete(keyOf(name, place));
  }

  all({ account, region }: Place): Alarm[] {
    return [...this.alarms].filter(([key]) => key.startsWith(`${account} ${region} `)).map(([, alarm]) => alarm);
  }
}

const keyOf = (name: string, { account, region }: Place) => `${account} ${region} ${name}`;
