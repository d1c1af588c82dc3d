import type { Ports, StackState } from './ports';
import { until } from './until';
import type { StackRef } from './variants';

/** Waits until CloudFormation does nothing with a stack. Undefined if there is none then. */
export async function settled(ports: Ports, stack: StackRef): Promise<StackState | undefined> {
  const { state } = await until(ports, async () => {
    const found = await ports.stacks.find(stack);
    // A stack in review is a change set that nobody executed.
    return found && /_IN_PROGRESS$/.test(found.status) && found.status !== 'REVIEW_IN_PROGRESS' ? undefined : { state: found };
  }, () => `CloudFormation is still busy with the stack ${stack.name} in ${stack.region}`);
  return state;
}

/** Removes a stack that may be in any state. */
export async function removed(ports: Ports, stack: StackRef): Promise<void> {
  for (let tries = 0; tries < 2 && await settled(ports, stack); tries++) {
    await ports.stacks.delete(stack);
  }
  const left = await settled(ports, stack);
  if (left) {
    const reasons = await ports.stacks.failures(stack);
    throw new Error(`the stack ${stack.name} in ${stack.region} is ${left.status}: ${reasons.join('; ') || left.reason || 'CloudFormation does not say why'}`);
  }
}
