import type { Faults } from './faults';
import type { Scheduler } from './scheduler';
import type { Stack } from './stack';
import type { Trace } from './trace';
import { OutcomeUnknown, Refused } from '../../../../lambda/ports';
import type { DomainIdentityRequest } from '../../../../src/contract/domain-identity';

/** What somebody does for a stack, from its beginning to its end: one execution of one of the two functions. */
export interface Task {
  readonly what: 'create' | 'update' | 'rollback' | 'delete' | 'cancelled create' | 'tend' | 'rotate';
  readonly stack: Stack;
  /** The stack's id when CloudFormation sent the event: a late delivery may find another stack of this name. */
  readonly stackId?: string;
  readonly request?: DomainIdentityRequest;
  /** The step of a rotation, and its version. */
  readonly rotation?: { readonly step: string; readonly versionId: string };
}

let actors = 0;

/** One execution of a function. It may be killed at any call: then it never continues. */
export class Actor {
  readonly name: string;
  /** Later the name may belong to another stack. */
  readonly stackId: string;
  /** Calls that change something, as they were sent. */
  readonly writes: string[] = [];
  isKilled = false;
  /** The stack's state, as it saw it last. */
  lastState?: string;

  private readonly deaths: Array<() => void> = [];

  constructor(
    readonly task: Task, private readonly scheduler: Scheduler, private readonly faults: Faults, private readonly trace: Trace,
    private readonly calls: { count: number },
  ) {
    this.stackId = task.stackId ?? task.stack.id;
    this.name = `${task.stack.name} ${task.what}${task.rotation ? ` ${task.rotation.step}` : ''} #${++actors % 10_000}`;
  }

  get isWatch(): boolean {
    return this.task.what === 'tend' || this.task.what === 'rotate';
  }

  /** A call. Other actors' calls come between its beginning, its effect and its answer. */
  call<T>(name: string, isWrite: boolean, effect: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.isKilled) {
        return;
      }
      this.calls.count++;
      const fault = this.faults.ofCall(name, isWrite);
      if (isWrite) {
        this.writes.push(name);
      }
      const answer = (tell: () => void) => this.scheduler.after(this.faults.delay(undefined), () => this.isKilled || tell());
      const happen = (): (() => void) => {
        try {
          const value = effect();
          this.trace.add(this.name, name, value);
          return () => resolve(value);
        } catch (error) {
          this.trace.add(this.name, name, error);
          return () => reject(error as Error);
        }
      };
      this.scheduler.after(this.faults.delay(fault), () => {
        if (this.isKilled) {
          return;
        }
        if (fault) {
          this.trace.add(this.name, name, `<${fault}>`);
        }
        switch (fault) {
          case 'killed before':
            return this.kill();
          case 'killed after':
            happen();
            return this.kill();
          case 'refused':
            return answer(() => reject(new Refused(`${name} was refused, once`, 'other')));
          case 'answer lost':
            happen();
            return answer(() => reject(new OutcomeUnknown(`the answer to ${name} was lost`)));
          case 'call lost':
            return answer(() => reject(new OutcomeUnknown(`${name} was lost`)));
          case 'late effect':
            this.scheduler.after(this.faults.delayOfEffect(), happen);
            return answer(() => reject(new OutcomeUnknown(`the answer to ${name} was lost`)));
          default:
            return answer(happen());
        }
      });
    });
  }

  pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.scheduler.after(milliseconds, () => this.isKilled || resolve()));
  }

  kill(): void {
    if (!this.isKilled) {
      this.isKilled = true;
      this.deaths.forEach((tell) => tell());
    }
  }

  whenKilled(tell: () => void): void {
    this.deaths.push(tell);
  }
}
