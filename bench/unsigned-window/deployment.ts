import { setTimeout } from 'node:timers/promises';
import type { LocalAws } from '../../local-aws';
import type { StackOutcome } from '../../local-aws/cloudformation';

/**
 * Deploys, and lets the engine's time pass only while everything that is under way in the stack waits for Route 53. So a
 * deployment takes the same time on every machine: that of its waits. No stack here waits for anything else.
 */
export async function deploy(aws: LocalAws, stackName: string, template: string, propagationMs: number): Promise<void> {
  const deployment = aws.cloudFormation.deploy({ stackName, template });
  for (;;) {
    const outcome = await Promise.race([deployment, setTimeout(5)]); // of the host: how long does not matter
    if (outcome) {
      return check(outcome);
    }
    await aws.clock.advance(idleTime(aws, stackName, propagationMs));
  }
}

/** When Route 53 will have done what is waited for: by CloudFormation itself, and by functions that asked for a change. */
export function pendingChanges({ clock, requests }: LocalAws, propagationMs: number): number[] {
  const native = clock.pending().filter(({ what }) => what.startsWith('Route 53 change ')).map(({ at }) => at);
  const asked = requests.all({ operation: 'ChangeResourceRecordSets' })
    .filter(({ outcome, principal }) => outcome === 'ok' && principal.roleName)
    .map(({ time }) => time.getTime() + propagationMs);
  return [...native, ...asked].filter((at) => at > clock.now().getTime()).sort((one, other) => one - other);
}

/** Until Route 53 has done what everything waits for; 0 while something is being done. */
function idleTime(aws: LocalAws, stackName: string, propagationMs: number): number {
  const waits = pendingChanges(aws, propagationMs);
  if (waits.length === 0) {
    return 0;
  }
  const latest = new Map(aws.cloudFormation.stack(stackName).events.map((event) => [event.LogicalResourceId, event.ResourceStatus]));
  latest.delete(stackName);
  const underWay = [...latest.values()].filter((status) => status.endsWith('_IN_PROGRESS'));
  return underWay.length === waits.length ? waits[0] - aws.clock.now().getTime() : 0;
}

function check({ status, events }: StackOutcome): void {
  if (status !== 'CREATE_COMPLETE' && status !== 'UPDATE_COMPLETE') {
    const reasons = events.filter(({ ResourceStatus }) => ResourceStatus.endsWith('_FAILED')).map(({ ResourceStatusReason }) => ResourceStatusReason);
    throw new Error(`the deployment ended with ${status}: ${reasons.join('; ')}`);
  }
}
