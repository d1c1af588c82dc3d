import { Judge } from './judge';
import { Stage } from './stage';
import type { Trigger } from './triggers';
import { isWrite, type RecordedCall, type Trouble, TROUBLES } from './troubles';
import type { RequestRecord } from '../../../local-aws/kernel/request-log';

/** One call of a trigger, and what befalls it. */
export interface Cell {
  readonly call: RecordedCall;
  readonly trouble: Trouble;
}

/** The cells of a trigger, from a run that nothing troubles. */
export async function cellsOf(trigger: Trigger): Promise<{ readonly calls: readonly RecordedCall[]; readonly cells: readonly Cell[] }> {
  const { requests, problems } = await play(trigger);
  if (problems.length > 0) {
    throw new Error(`${trigger.name}, without any trouble: ${problems.join('; ')}`);
  }
  const calls = callsOf(trigger, requests);
  return { calls, cells: calls.flatMap((call) => TROUBLES.filter(({ befalls }) => befalls(call)).map((trouble) => ({ call, trouble }))) };
}

/** Who waits may look once less. */
const ATTEMPTS = 3;

/** What is wrong after a cell; undefined if the call was not made any more that the recorded run made. */
export async function tryCell(trigger: Trigger, cell: Cell): Promise<readonly string[] | undefined> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const { problems, hasHappened } = await play(trigger, cell);
    if (hasHappened || problems.length > 0) {
      return problems;
    }
  }
  return isWrite(cell.call) && !trigger.isRace ? ['the trouble did not happen'] : undefined;
}

export function describeCell({ call: { operation, nth, since }, trouble }: Cell): string {
  return `${operation} ${nth}${since ? ` after ${since.operation} ${since.nth}` : ''}: ${trouble.name}`;
}

/**
 * Each write, and of what is read between two writes each operation once: who waits asks the same again and again, and not equally often
 * in each run.
 */
function callsOf({ role }: Trigger, requests: readonly RequestRecord[]): RecordedCall[] {
  const calls: RecordedCall[] = [];
  let since: RecordedCall['since'];
  let seen = new Set<string>();
  const written = new Map<string, number>();
  for (const { service, operation } of requests.filter(({ principal }) => principal.roleName?.includes(role))) {
    if (isWrite({ operation })) {
      const nth = (written.get(operation) ?? 0) + 1;
      written.set(operation, nth);
      calls.push({ service, operation, role, nth });
      since = { operation, nth };
      seen = new Set();
    } else if (!seen.has(operation)) {
      seen.add(operation);
      calls.push({ service, operation, role, nth: 1, since });
    }
  }
  return calls;
}

interface Played {
  readonly requests: readonly RequestRecord[];
  readonly problems: readonly string[];
  readonly hasHappened: boolean;
}

async function play(trigger: Trigger, cell?: Cell): Promise<Played> {
  const stage = await Stage.open();
  const { world } = stage;
  const judge = new Judge(stage, trigger);
  try {
    await trigger.prepare(stage);
    await stage.rest();
    await judge.begins();
    const since = world.aws.requests.since();
    if (cell) {
      world.aws.faults.add({ ...cell.call, ...cell.trouble.fault(cell.call, world) });
    }
    const outcome = await trigger.act(stage);
    const requests = since();
    await world.settled();
    const hasHappened = world.aws.faults.remaining().length === 0;
    world.aws.faults.clear();
    await judge.after(outcome);
    await judge.afterAgain(await trigger.again(stage));
    await judge.afterDestruction();
    return { requests, problems: judge.problems, hasHappened };
  } catch (error) {
    return { requests: [], problems: [...judge.problems, `it ended with ${(error as Error).stack}`], hasHappened: false };
  } finally {
    await world.stop();
  }
}
