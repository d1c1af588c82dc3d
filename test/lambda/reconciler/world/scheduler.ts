interface Event {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/**
 * The world's time. It passes from event to event. Between two events everybody runs until he waits for an event again, so
 * that the same seed gives the same course of events.
 */
export class Scheduler {
  private readonly queue: Event[] = [];
  private time = Date.UTC(2026, 10, 28);
  private events = 0;

  get now(): number {
    return this.time;
  }

  after(milliseconds: number, run: () => void): void {
    this.push({ at: this.time + Math.max(0, milliseconds), order: this.events++, run });
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.after(milliseconds, resolve));
  }

  /** Lets events happen until the program has ended. */
  async runUntil(program: Promise<unknown>): Promise<void> {
    let ended = false;
    let failure: { readonly error: unknown } | undefined;
    program.then(() => ended = true, (error) => {
      ended = true;
      failure = { error };
    });
    await settled();
    while (!ended) {
      const event = this.pop();
      if (!event) {
        throw new Error('nothing happens any more, and the program has not ended: it waits for something outside the world');
      }
      this.time = Math.max(this.time, event.at);
      event.run();
      await settled();
    }
    if (failure) {
      throw failure.error;
    }
  }

  private push(event: Event): void {
    const { queue } = this;
    let position = queue.push(event) - 1;
    while (position > 0) {
      const parent = (position - 1) >> 1;
      if (!isBefore(event, queue[parent])) {
        break;
      }
      queue[position] = queue[parent];
      position = parent;
    }
    queue[position] = event;
  }

  private pop(): Event | undefined {
    const { queue } = this;
    const [first] = queue;
    const last = queue.pop();
    if (last === undefined || queue.length === 0) {
      return first;
    }
    let position = 0;
    for (;;) {
      let child = 2 * position + 1;
      if (child >= queue.length) {
        break;
      }
      if (child + 1 < queue.length && isBefore(queue[child + 1], queue[child])) {
        child++;
      }
      if (!isBefore(queue[child], last)) {
        break;
      }
      queue[position] = queue[child];
      position = child;
    }
    queue[position] = last;
    return first;
  }
}

function isBefore(one: Event, other: Event): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

/** Until everybody waits. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
