import type { Actor, Task } from './actor';
import { MINUTE, SECOND } from './scheduler';
import type { World } from './world';
import { OutOfTime, type Ports } from '../../../../lambda/ports';
import { NotFinished } from '../../../../lambda/reconciler';

export const TIMEOUT = 14 * MINUTE;
/** A function stops by itself a little before it is stopped. */
const RESERVE = 30 * SECOND;
/** One delivery, and two more if the function fails or is stopped. [DOC Lambda, asynchronous invocation] */
const DELIVERIES = 3;

export type Answer<T> = { readonly value: T } | { readonly error: Error };

/** An event that Lambda delivers until the function answers; no answer if it never does. */
export async function deliver<T>(
  world: World, task: Task, work: (ports: Ports, deadline: number, actor: Actor) => Promise<T>,
): Promise<Answer<T> | undefined> {
  for (let delivery = 1; delivery <= DELIVERIES; delivery++) {
    const ending = await invoke(world, task, work);
    if (ending && !('error' in ending && (ending.error instanceof NotFinished || ending.error instanceof OutOfTime))) {
      return ending;
    }
    await world.scheduler.sleep(delivery * world.random.between(30, 90) * SECOND);
  }
  return undefined;
}

/** One execution of a function; no answer if it is killed. */
export async function invoke<T>(
  world: World, task: Task, work: (ports: Ports, deadline: number, actor: Actor) => Promise<T>,
): Promise<Answer<T> | undefined> {
  const deadline = world.now + TIMEOUT - RESERVE;
  const ending = await world.run(task, TIMEOUT, (ports, actor) => work(ports, deadline, actor));
  switch (ending.kind) {
    case 'done':
      return { value: ending.value };
    case 'failed':
      return { error: ending.error };
    case 'killed':
      return undefined;
  }
}
