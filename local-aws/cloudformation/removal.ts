import { DependencyGraph } from './dependency-graph';
import type { PhysicalResource } from './physical-resource';
import type { Provisioner } from './provisioner';
import type { Stack, Transition } from './stack';
import type { RemovalPolicy } from './template';

export interface RemovalRules {
  readonly policy: (resource: PhysicalResource) => RemovalPolicy;
  /** Keeps what has `RetainExceptOnCreate`; a rollback deletes what the operation had created. */
  readonly keepsExceptOnCreate: boolean;
  /** A resource that cannot be deleted holds up what it depends on; in a cleanup it is abandoned. */
  readonly abandonsFailures: boolean;
  /** Logical ids to leave alone, as `DeleteStack` can ask. */
  readonly retained?: readonly string[];
}

/** Deletes resources, each before what it depends on; answers the logical ids of those that could not be. */
export async function removeResources(
  stack: Stack,
  condemned: readonly PhysicalResource[],
  provisioner: Provisioner,
  removal: RemovalRules,
): Promise<string[]> {
  const nodes = new Map(condemned.map((resource, index) => [`${resource.logicalId} ${index}`, resource]));
  const graph = new DependencyGraph(new Map([...nodes].map(([node, { dependencies }]) => [
    node,
    [...nodes].filter(([, other]) => dependencies.includes(other.logicalId)).map(([name]) => name),
  ])));
  const failed: string[] = [];
  await graph.reversed().walk(async (node) => {
    const resource = nodes.get(node)!;
    const removed = await removeResource(stack, resource, provisioner, removal);
    if (!removed) {
      failed.push(resource.logicalId);
    }
    return removed;
  }, { afterFailure: removal.abandonsFailures ? 'go-on' : 'skip-dependents' });
  return failed;
}

async function removeResource(stack: Stack, resource: PhysicalResource, provisioner: Provisioner, removal: RemovalRules): Promise<boolean> {
  const standing = stack.resources.get(resource.logicalId);
  const isFormer = standing?.physical !== undefined && standing.physical.incarnation !== resource.incarnation;
  const { logicalId, type, physicalId, properties } = resource;
  const tell = (status: string, reason?: string) => isFormer
    ? stack.reportFormer(resource, status, reason)
    : stack.report({ logicalId, type, status, reason, physicalId }, properties);
  if (isRetained(resource, removal)) {
    tell('DELETE_SKIPPED');
  } else {
    tell('DELETE_IN_PROGRESS');
    try {
      await provisioner.delete(stack, resource);
    } catch (error) {
      tell('DELETE_FAILED', (error as Error).message);
      return false;
    }
    tell('DELETE_COMPLETE');
  }
  if (!isFormer) {
    stack.vacate(logicalId);
  }
  return true;
}

function isRetained(resource: PhysicalResource, { policy, keepsExceptOnCreate, retained }: RemovalRules): boolean {
  const chosen = policy(resource);
  return (retained?.includes(resource.logicalId) ?? false) || chosen === 'Retain' || (chosen === 'RetainExceptOnCreate' && keepsExceptOnCreate);
}

/** What exists, or may exist, because of an unfinished transition or because the stack moved on from it. */
export function leftBehind(stack: Stack, { from, made }: Transition): PhysicalResource[] {
  const standing = new Set([...stack.physical.values()].map(({ incarnation }) => incarnation));
  const candidates = new Map([...from.resources.values(), ...made].map((resource) => [resource.incarnation, resource]));
  return [...candidates.values()].filter(({ incarnation }) => !standing.has(incarnation));
}
