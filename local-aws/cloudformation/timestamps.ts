import type { Clock } from '../kernel/clock';

/**
 * Moments that never repeat: the clock may stand still while a whole stack is made, but the CDK CLI sorts events by their
 * time and tells one operation's events from the one before by it.
 */
export class Timestamps {
  private last = 0;

  constructor(private readonly clock: Clock) {}

  next(): Date {
    this.last = Math.max(this.clock.now().getTime(), this.last + 1);
    return new Date(this.last);
  }
}
