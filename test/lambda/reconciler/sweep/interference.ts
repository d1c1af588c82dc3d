import { explain } from './adapters';
import { type Call, intercepted, nameOf } from './calls';
import type { Trouble } from './troubles';
import { Attempts } from '../../../../lambda/aws/attempts';
import { OutcomeUnknown, OutOfTime, type Ports, Refused, ZoneGone } from '../../../../lambda/ports';
import type { Actor } from '../world/actor';
import { TIMEOUT } from '../world/lambda';
import { SECOND } from '../world/scheduler';
import type { World } from '../world/world';

/** One call of a recorded run, and what befalls it in the run that repeats it. */
export interface Cell {
  readonly index: number;
  readonly call: Call;
  readonly trouble: Trouble;
}

/** What is left of a function's time when no call is tried again (lambda/index.ts). */
const RESERVE_OF_CALLS = 20 * SECOND;

/** Stands between the functions and the world: records the calls of a trigger, or troubles one of them. */
export class Interference {
  readonly calls: Call[] = [];
  isOpen = false;
  hasHappened = false;

  constructor(private readonly cell: Cell | undefined) {}

  readonly around = (ports: Ports, actor: Actor, world: World): Ports => {
    const attempts = new Attempts(() => world.now, (milliseconds) => actor.pause(milliseconds), () => 0.5);
    const { what, rotation: { step = '' } = {} } = actor.task;
    attempts.begin(TIMEOUT - RESERVE_OF_CALLS);
    return intercepted(ports, actor.task.stack, (intended, send) => {
      const call: Call = { by: [what, step].filter(Boolean).join(' '), ...intended };
      const trouble = this.troubleOf(call);
      if (!trouble) {
        return send();
      }
      const begun = world.now;
      let number = 0;
      let explanation: Error | undefined;
      const attempt = async () => {
        try {
          return await trouble.attempt({ call, number: ++number, begun, actor, world, send });
        } catch (error) {
          explanation = isOfPort(error) ? undefined : await explain(call, error as Error);
          throw error;
        }
      };
      if (call.kind === 'question') {
        return attempt();
      }
      const explained = { explain: (error: Error) => explanation ?? error };
      return call.kind === 'single write' ? attempts.once(explained, attempt) : attempts.repeat(explained, attempt);
    });
  };

  private troubleOf(call: Call): Trouble | undefined {
    if (!this.isOpen) {
      return undefined;
    }
    const index = this.calls.push(call) - 1;
    if (index !== this.cell?.index) {
      return undefined;
    }
    if (nameOf(call) !== nameOf(this.cell.call)) {
      throw new Error(`the call ${index} was ${nameOf(this.cell.call)} and is ${nameOf(call)}: the course of events is not that of the recorded run`);
    }
    this.hasHappened = true;
    return this.cell.trouble;
  }
}

/** Explained already. */
function isOfPort(error: unknown): boolean {
  return [Refused, ZoneGone, OutOfTime, OutcomeUnknown].some((kind) => error instanceof kind);
}
