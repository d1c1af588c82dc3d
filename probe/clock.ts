/** How the probe waits. */
export interface Clock {
  now(): Date;
  sleep(ms: number): Promise<void>;
}

/**
 * The host's time, or that of an engine that lets time flow faster.
 *
 * @param pace milliseconds for each of the host's
 */
export class HostClock implements Clock {
  private readonly start = Date.now();
  private readonly interrupts = new Set<() => void>();

  constructor(private readonly pace = 1) {}

  now(): Date {
    return new Date(this.start + (Date.now() - this.start) * this.pace);
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const interrupt = () => {
        clearTimeout(timer);
        reject(new Error('somebody stopped the probe'));
      };
      const timer = setTimeout(() => {
        this.interrupts.delete(interrupt);
        resolve();
      }, ms / this.pace);
      this.interrupts.add(interrupt);
    });
  }

  /** Whoever waits now waits no longer: their experiment fails, and what it has made is removed. */
  interrupt(): void {
    this.interrupts.forEach((interrupt) => interrupt());
    this.interrupts.clear();
  }
}
