import type { Clock } from '../kernel/clock';

/**
 * Moments that never repeat. The clock may stand still while a whole stack is made, but the CDK CLI sorts events by their
 * time. It also separates the events of one operation from those of the previous one by it.
 */
export class Timestamps {
  private last = 0;

  constructor(private readonly clock: Clock) {}

  next(): Date {
    this.last = Math.max(this.clock.now().getTime(), this.last + 1);
    return new Date(this.last);
  }
}
