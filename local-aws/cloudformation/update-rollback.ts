import type { PhysicalResource } from './physical-resource';
import { Provisioner, rules } from './provisioner';
import type { Stack, Transition } from './stack';

/**
 * Takes the resources of a stack back to what they were before an update. A resource that was updated, or whose update failed,
 * gets an Update to its previous properties. A resource that was replaced is the old one again. Resources go
 * back in the order of the previous template's dependencies (assumed: AWS does not document an order).
 */
export class UpdateRollback {
  private readonly failed: string[] = [];

  constructor(private readonly stack: Stack, private readonly transition: Transition, private readonly provisioner: Provisioner) {}

  /** Answers the logical ids that could not be taken back. */
  async run(skipped: readonly string[] = []): Promise<string[]> {
    const { from } = this.transition;
    await from.model!.dependencies.walk(async (logicalId) => {
      const former = from.resources.get(logicalId);
      return former === undefined || this.restore(former, skipped.includes(logicalId));
    }, { afterFailure: 'skip-dependents' });
    return this.failed;
  }

  private async restore(former: PhysicalResource, skipped: boolean): Promise<boolean> {
    const { logicalId, type } = former;
    const { attempted, touched } = this.transition;
    const current = this.stack.resources.get(logicalId)!.physical ?? former;
    if (!touched.has(logicalId)) {
      this.stack.stand(former);
      return true;
    }
    const tell = (status: string, reason?: string, physicalId = current.physicalId) =>
      this.stack.report({ logicalId, type, status, reason, physicalId }, former.properties);
    if (skipped) {
      tell('UPDATE_COMPLETE', 'Resource skipped during UpdateRollback'); // [CDK CLI SKIPPED_DURING_UPDATE_ROLLBACK_REASON]
    } else {
      tell('UPDATE_IN_PROGRESS');
      try {
        const restored = attempted.has(logicalId) ? await this.sendBack(former, current) : former;
        this.stack.stand(restored);
        tell('UPDATE_COMPLETE', undefined, restored.physicalId);
      } catch (error) {
        this.failed.push(logicalId);
        tell('UPDATE_FAILED', (error as Error).message);
        return false;
      }
    }
    touched.delete(logicalId);
    attempted.delete(logicalId);
    return true;
  }

  /**
   * The Update of a rollback has new and old properties swapped [CDK custom-resources README]. A custom resource gets it
   * under the id that it has now (assumed); if it answers with its previous id, the one in between gets a Delete in the cleanup.
   */
  private async sendBack(former: PhysicalResource, current: PhysicalResource): Promise<PhysicalResource> {
    const declaration = this.transition.from.model!.resources.get(former.logicalId)!;
    const subject = this.provisioner.isCustom(former.type) ? current : former;
    const restored = await this.provisioner.update(subject, this.transition.attempted.get(former.logicalId)!, {
      stack: this.stack,
      declaration,
      dependencies: former.dependencies,
      properties: former.properties,
      tags: this.transition.from.tags,
      signal: new AbortController().signal,
    });
    if (restored.incarnation === current.incarnation || restored.incarnation === former.incarnation) {
      return restored;
    }
    if (restored.physicalId === former.physicalId) {
      return { ...restored, ...rules(declaration, former.dependencies), incarnation: former.incarnation };
    }
    this.transition.made.push(restored);
    return restored;
  }
}
