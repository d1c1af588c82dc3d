import { Interrupted } from '../../acceptance/until';

/** Where in a call the program is killed. `in review` and `during` are for what CloudFormation does: it goes on without the program. */
export const MOMENTS = ['before', 'in review', 'during', 'after'] as const;
export type Moment = typeof MOMENTS[number];

/** What CloudFormation goes on with. In review there is a change set that nobody has executed. */
const GOES_ON: Readonly<Partial<Record<Moment, readonly string[]>>> = { 'in review': ['deploy'], 'during': ['deploy', 'destroy', 'delete a stack'] };

/** Whether a call has such a moment. */
export const happens = (call: string, moment: Moment): boolean => GOES_ON[moment]?.includes(call) ?? true;

/** Counts the calls of a program, and kills it at one of them. */
export class Killer {
  calls: string[] = [];
  private death?: { readonly call: number; readonly moment: Moment; readonly onDeath: () => void };
  isDead = false;
  /** Of the call that is made now, if the program is killed at it. */
  moment?: Moment;

  killAt(call: number, moment: Moment, onDeath: () => void): void {
    this.death = { call, moment, onDeath };
  }

  /** Another process makes calls. */
  revive(): void {
    this.death = undefined;
    this.isDead = false;
    this.moment = undefined;
    this.calls = [];
  }

  /** Every call of the program goes through here. */
  async call<T>(what: string, effect: () => T): Promise<T> {
    if (this.isDead) {
      throw new Interrupted();
    }
    this.moment = this.calls.push(what) === this.death?.call ? this.death.moment : undefined;
    if (this.moment === 'before') {
      this.die();
    }
    const result = effect();
    if (this.moment) {
      this.die();
    }
    return result;
  }

  private die(): never {
    this.isDead = true;
    this.death!.onDeath();
    throw new Interrupted();
  }
}
