import type { Clock } from './clock';

/** Reads that lag behind writes: for a while after a write a read tells what it would have told before. */
export class LaggingReads<View> {
  private readonly snapshots = new Map<string, Array<{ readonly until: number; readonly view: View | undefined }>>();

  /**
   * @param lagMs of engine time; 0 switches it off
   * @param read what is there now
   */
  constructor(private readonly clock: Pick<Clock, 'now'>, private readonly lagMs: () => number, private readonly read: (key: string) => View | undefined) {}

  /** To be called before what is under a key changes. */
  beforeWrite(key: string): void {
    if (this.lagMs() > 0) {
      this.snapshots.set(key, [...this.active(key), { until: this.now + this.lagMs(), view: this.read(key) }]);
    }
  }

  see(key: string): View | undefined {
    const [oldest] = this.active(key);
    return oldest ? oldest.view : this.read(key);
  }

  /** Keys whose reads lag at present. */
  get lagging(): readonly string[] {
    return [...this.snapshots.keys()].filter((key) => this.active(key).length > 0);
  }

  private active(key: string) {
    return (this.snapshots.get(key) ?? []).filter(({ until }) => until > this.now);
  }

  private get now(): number {
    return this.clock.now().getTime();
  }
}
