import { act } from './act';
import type { Goal, Me, Session, State, Step } from './model';
import { Observer } from './observe';
import { plan, type PlanOptions } from './plan';
import type { DomainIdentitySettings } from '../../src/contract/domain-identity';
import { OutcomeUnknown, type Ports, type StackState } from '../ports';

/** Time is nearly over. Lambda delivers the event again, and the next run finds what was done. */
export class NotFinished extends Error {
  override readonly name = 'NotFinished';
}

/** More steps than any change needs. A plan that does not end is a fault of the library. */
const MOST_STEPS = 2_000;
/** Writes whose outcome is unknown, one after the other. */
const MOST_DOUBTS = 8;
const PAUSE_AFTER_DOUBT_MS = 5_000;

export interface Run extends PlanOptions {
  readonly goal: Goal;
  readonly me: Me;
  readonly settings: DomainIdentitySettings;
  /** In milliseconds: no step begins later. */
  readonly deadline: number;
  /** Sees each state, and the step that is about to be done. */
  readonly witness?: (state: State, step?: Step) => void;
}

/** A Create is delivered once more, perhaps after the stack took it back. A rollback is an Update. */
function isAwaited({ isCreate }: Goal & { readonly kind: 'deploy' }, stack: StackState, startedIn: StackState): boolean {
  return stack === startedIn && (stack === 'in progress' || (stack === 'rolling back' && !isCreate));
}

/**
 * Observe, plan, act, until nothing is left to do.
 *
 * @throws with the domain in the message: a stack has many, and an error of AWS may tell of a secret or a zone only
 */
export async function reconcile(ports: Ports, run: Run): Promise<State> {
  const { settings: { domainName } } = run;
  try {
    return await repeat(ports, run);
  } catch (error) {
    if (error instanceof Error && !error.message.includes(domainName)) {
      error.message = `${domainName}: ${error.message}`;
    }
    throw error;
  }
}

async function repeat(ports: Ports, { goal, me, settings, deadline, without, witness }: Run): Promise<State> {
  const observer = new Observer(ports, { goal, me, settings });
  let doubts = 0;
  let session: Session = {
    created: false,
    exists: false,
    isDeleted: false,
    expired: new Set(),
    said: new Set(),
    ended: new Set(),
    startedAt: ports.now(),
  };
  const complaints: string[] = [];
  let startedIn: StackState | undefined;
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    if (ports.now() > deadline) {
      throw new NotFinished(`${settings.domainName}: the time of this run is over; the next one goes on`);
    }
    const state = await observer.state(session);
    startedIn ??= state.stack;
    if (goal.kind === 'deploy' && !isAwaited(goal, state.stack, startedIn)) {
      throw new Error(`${settings.domainName}: CloudFormation does not wait for this any more (the stack ${state.stack === startedIn ? 'is' : `was ${startedIn}, and is`} ${state.stack})`);
    }
    const step = plan(state, { without });
    witness?.(state, step);
    if (!step) {
      if (complaints.length > 0) {
        throw new Error(complaints.join('; '));
      }
      return state;
    }
    if (step.do === 'refuse') {
      throw new Error(step.message);
    }
    if (step.do === 'say') {
      ports.log(step.level, step.message, { domainName: settings.domainName });
      session = { ...session, said: new Set([...session.said, step.message]) };
      if (step.level === 'ERROR') {
        complaints.push(step.message);
      }
      continue;
    }
    try {
      session = await act(step, state, ports, observer);
      doubts = 0;
    } catch (error) {
      if (!(error instanceof OutcomeUnknown) || ++doubts > MOST_DOUBTS) {
        throw error;
      }
      // After a doubtful answer, look.
      ports.log('WARN', 'nobody knows whether this had its effect, and looks again', { domainName: settings.domainName, step: step.do, error: error.message });
      await ports.pause(PAUSE_AFTER_DOUBT_MS);
      observer.forget('identity', 'keys', 'zones', 'dns', 'elsewhere');
      session = step.do === 'create identity' ? { ...session, exists: true, existsSince: ports.now() } : session;
    }
  }
  throw new Error(`${settings.domainName}: the plan does not come to an end; please report this with the log of the function`);
}
