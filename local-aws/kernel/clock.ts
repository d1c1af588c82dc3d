/** Something that will happen at a moment of the engine's time. */
export interface Timer {
  readonly at: number;
  /** What it is for: shown by `pending()`. */
  readonly what: string;
  cancel(): void;
}

interface Entry extends Timer {
  readonly sequence: number;
  readonly callback: () => void | Promise<void>;
}

const TICK_MS = 20;

/**
 * The engine's time. It stands still until a test moves it: no test depends on how fast the machine is. `run`
 * lets it flow, at a rate, to show something (the demo) or to get past a wait (a deployment).
 */
export class Clock {
  private time: number;
  private sequence = 0;
  private entries: Entry[] = [];
  private moving: Promise<void> = Promise.resolve();
  private ticker?: NodeJS.Timeout;
  private rate = 1;

  constructor(start: Date = new Date('2026-01-01T00:00:00Z')) {
    this.time = start.getTime();
  }

  now(): Date {
    return new Date(this.time);
  }

  /** Engine milliseconds for each of the host's, as when time last flowed by itself; 1 if it never has. */
  get pace(): number {
    return this.rate;
  }

  /** Calls back `ms` engine milliseconds from now. With 0 it is called by the next move of the clock. */
  after(ms: number, what: string, callback: () => void | Promise<void>): Timer {
    const entry: Entry = {
      at: this.time + ms,
      what,
      sequence: this.sequence++,
      callback,
      cancel: () => {
        this.entries = this.entries.filter((other) => other !== entry);
      },
    };
    this.entries.push(entry);
    return entry;
  }

  sleep(ms: number, what: string): Promise<void> {
    return ms <= 0 ? Promise.resolve() : new Promise((resolve) => this.after(ms, what, resolve));
  }

  /** Moves time forward; everything that falls due happens in order, and has happened when the promise resolves. */
  advance(ms: number): Promise<void> {
    const move = async () => {
      const end = this.time + ms;
      for (let next = this.nextDue(end); next; next = this.nextDue(end)) {
        next.cancel();
        this.time = Math.max(this.time, next.at);
        await next.callback();
      }
      this.time = Math.max(this.time, end);
    };
    this.moving = this.moving.then(move, move);
    return this.moving;
  }

  /** Lets time flow by itself, `rate` engine milliseconds for each millisecond of the host, until `pause`. */
  run(rate: number): void {
    this.pause();
    this.rate = rate;
    let busy = false;
    this.ticker = setInterval(() => {
      if (busy) {
        return;
      }
      busy = true;
      void this.advance(TICK_MS * rate).finally(() => {
        busy = false;
      });
    }, TICK_MS);
    this.ticker.unref();
  }

  pause(): void {
    clearInterval(this.ticker);
    this.ticker = undefined;
  }

  pending(): Timer[] {
    return [...this.entries].sort((a, b) => a.at - b.at || a.sequence - b.sequence);
  }

  private nextDue(end: number): Entry | undefined {
    const [next] = this.pending() as Entry[];
    return next && next.at <= end ? next : undefined;
  }
}
