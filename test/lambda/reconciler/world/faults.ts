import type { Random } from './random';
import { MINUTE, SECOND } from './scheduler';

/** What goes wrong with one call. */
export type Fault =
  /** The service says no, once. */
  | 'refused'
  /** The adapter has tried again for a long time. */
  | 'slow'
  /** The call has its effect, and its answer is lost. */
  | 'answer lost'
  /** Neither effect nor answer. */
  | 'call lost'
  /** The answer is lost, and the effect comes later. */
  | 'late effect'
  /** The function ends before the call. */
  | 'killed before'
  /** The function ends after the call's effect. */
  | 'killed after';

export interface FaultRates {
  /** The part of calls that goes wrong. */
  readonly calls: number;
  /** The part of SES's answers that are old. */
  readonly staleReads: number;
  /** The part of questions to public DNS that nobody answers. */
  readonly dns: number;
}

export const NO_FAULTS: FaultRates = { calls: 0, staleReads: 0, dns: 0 };

export class Faults {
  count = 0;
  /** A fault that befalls the next call of a name. */
  planned?: { readonly call: RegExp; readonly fault: Fault };
  /** For a time all answers of SES are as old as this moment. */
  heldReadings?: { readonly from: number; readonly until: number };

  constructor(public rates: FaultRates, private readonly random: Random) {}

  ofCall(name: string, isWrite: boolean): Fault | undefined {
    const { planned } = this;
    if (planned?.call.test(name)) {
      this.planned = undefined;
      return planned.fault;
    }
    if (this.rates.calls === 0 || !this.random.chance(this.rates.calls)) {
      return undefined;
    }
    this.count++;
    return this.random.weighted<Fault>([
      [2, 'refused'],
      [2, 'slow'],
      [2, 'killed before'],
      [2, 'killed after'],
      ...isWrite ? [[2, 'answer lost'], [1, 'call lost'], [1, 'late effect']] as const : [],
    ]);
  }

  /** How old the answer of SES is. */
  ageOfReading(now: number): number {
    if (this.heldReadings && now < this.heldReadings.until) {
      return now - this.heldReadings.from;
    }
    if (this.rates.staleReads === 0 || !this.random.chance(this.rates.staleReads)) {
      return 0;
    }
    return this.random.between(1, 60) * SECOND;
  }

  dnsIsSilent(): boolean {
    return this.rates.dns > 0 && this.random.chance(this.rates.dns);
  }

  delay(fault: Fault | undefined): number {
    return fault === 'slow' ? this.random.between(10 * SECOND, 3 * MINUTE) : this.random.between(20, 250);
  }

  delayOfEffect(): number {
    return this.random.between(1, 20) * SECOND;
  }
}
