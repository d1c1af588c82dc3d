import type { Principal } from './service';

export type Fault =
  /** The service answers an error, and nothing happens. */
  | { readonly kind: 'error'; readonly code: string; readonly message?: string; readonly status?: number }
  /** Nothing happens: the connection stays open, until it is closed after this time of the engine's (a minute). */
  | { readonly kind: 'timeout'; readonly afterMs?: number }
  /** Nothing happens, and the connection stays open for as long as the caller keeps it. */
  | { readonly kind: 'silence' }
  /** The call takes effect, and its answer never comes. */
  | { readonly kind: 'silence-after' }
  /** The connection breaks before anything happens. */
  | { readonly kind: 'drop-before' }
  /** The call takes effect, and the connection breaks before the answer. */
  | { readonly kind: 'drop-after' }
  /** The caller's process dies before anything happens. */
  | { readonly kind: 'kill-before' }
  /** The call takes effect, and the caller's process dies before the answer. */
  | { readonly kind: 'kill-after' }
  /** The call itself goes well: something else happens right before it. */
  | { readonly kind: 'meanwhile'; readonly happens: () => void };

export interface PlannedFault {
  readonly service?: string;
  /** Any, if it is not said: with a Region, a service that is out of reach there. */
  readonly operation?: string;
  /** Which call from now on, counted from 1. */
  readonly nth?: number;
  /** Counted only from that call on: a caller that waits looks now more and now less often, and writes always the same. */
  readonly since?: { readonly operation: string; readonly nth: number };
  /** That call and every later one. */
  readonly every?: boolean;
  /** With `every`: for this time of the engine's from that call on. */
  readonly forMs?: number;
  readonly region?: string;
  /** Only calls of roles whose name contains this. */
  readonly role?: string;
  readonly fault: Fault;
}

/** Makes calls go wrong on purpose. */
export class FaultInjector {
  private planned: Array<PlannedFault & { seen: number; seenBefore: number; until?: number }> = [];

  add(fault: PlannedFault): void {
    this.planned.push({ ...fault, seen: 0, seenBefore: 0 });
  }

  clear(): void {
    this.planned = [];
  }

  /** Those that no call has met yet: a test that leaves some did not test what it says. */
  remaining(): readonly PlannedFault[] {
    return this.planned.filter(({ every, seen, nth = 1 }) => !(every && seen >= nth));
  }

  /** @param now engine milliseconds */
  take(service: string, operation: string, { roleName }: Principal, region: string, now: number): Fault | undefined {
    let taken: Fault | undefined;
    const isOfCaller = (plan: PlannedFault) => (plan.service ?? service) === service && (plan.region ?? region) === region
      && (!plan.role || roleName?.includes(plan.role));
    for (const plan of this.planned.filter(isOfCaller)) {
      if (plan.since && plan.seenBefore < plan.since.nth) {
        plan.seenBefore += plan.since.operation === operation ? 1 : 0;
        continue;
      }
      if ((plan.operation ?? operation) !== operation) {
        continue;
      }
      plan.seen++;
      const { nth = 1, every, forMs = Infinity } = plan;
      if (plan.seen === nth) {
        plan.until = now + forMs;
      }
      if (!taken && (plan.seen === nth || (every && plan.seen > nth && now < plan.until!))) {
        taken = plan.fault;
        if (!every) {
          this.planned = this.planned.filter((other) => other !== plan);
        }
      }
    }
    return taken;
  }
}
