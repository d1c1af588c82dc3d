import { isDeepStrictEqual } from 'node:util';
import type { DeclaredProperties, EvaluatedProperties, PhysicalResource } from './physical-resource';
import { leftoverOf, Provisioner, Provisioning, rules, sameProperties } from './provisioner';
import { CREATION_CANCELLED, ResourceFailure, UPDATE_CANCELLED } from './resource-failure';
import type { Stack, Transition } from './stack';
import type { StackModel } from './stack-model';
import type { ResourceDeclaration } from './template';

/** What a stack is to become, and how. */
export interface DeploymentPlan {
  readonly model: StackModel;
  readonly tags: Readonly<Record<string, string>>;
  /** Keep what succeeded, and let independent resources come to their end [DOC stack-failure-options]. */
  readonly disableRollback: boolean;
}

/** Logical ids by what failed of them. */
export interface Failures {
  readonly create: readonly string[];
  readonly update: readonly string[];
}

/** A create or update of one resource that is in progress. */
interface Task {
  readonly declaration: ResourceDeclaration;
  readonly kind: 'CREATE' | 'UPDATE';
  readonly abort: AbortController;
  physicalId?: string;
  provisioning?: Provisioning;
  /** What had been sent to the resource before this task: by an update that was paused. */
  attemptedBefore?: EvaluatedProperties;
  begun: boolean;
  cancelled: boolean;
}

/** Brings the resources of a stack to what a plan says: the way forward of a create or an update. */
export class Deployment {
  private readonly underWay = new Set<Task>();
  private readonly failed = { CREATE: [] as string[], UPDATE: [] as string[] };

  constructor(
    private readonly stack: Stack,
    private readonly plan: DeploymentPlan,
    private readonly transition: Transition,
    private readonly provisioner: Provisioner,
  ) {}

  async run(): Promise<Failures> {
    const { model, disableRollback } = this.plan;
    await model.dependencies.walk(
      (logicalId) => this.bring(model.resources.get(logicalId)!),
      { afterFailure: disableRollback ? 'skip-dependents' : 'stop' },
    );
    return { create: this.failed.CREATE, update: this.failed.UPDATE };
  }

  private async bring(declaration: ResourceDeclaration): Promise<boolean> {
    const existing = this.stack.resources.get(declaration.logicalId)?.physical;
    const task: Task = {
      declaration,
      kind: existing ? 'UPDATE' : 'CREATE',
      abort: new AbortController(),
      physicalId: existing?.physicalId,
      begun: false,
      cancelled: false,
    };
    this.underWay.add(task);
    try {
      const declared = this.provisioner.evaluate(this.stack, this.plan.model, declaration);
      if (existing && this.isUnchanged(task, existing, declared)) {
        this.stack.stand({ ...existing, ...rules(declaration, this.plan.model.dependencies.allDependenciesOf(declaration.logicalId)) });
        return true;
      }
      const properties = await this.provisioner.resolve(this.stack, declared);
      if (task.cancelled) {
        return false;
      }
      await (existing ? this.change(task, existing, properties) : this.create(task, properties));
      return !task.cancelled;
    } catch (error) {
      this.fail(task, error as Error);
      return false;
    } finally {
      this.underWay.delete(task);
    }
  }

  private async create(task: Task, properties: EvaluatedProperties): Promise<void> {
    this.begin(task, properties);
    await this.make(task, properties);
  }

  private async change(task: Task, existing: PhysicalResource, properties: EvaluatedProperties): Promise<void> {
    if (this.provisioner.replaces(existing, properties)) {
      this.begin(task, properties, 'Requested update requires the creation of a new physical resource; hence creating one.'); // assumed text
      await this.make(task, properties);
      return;
    }
    this.begin(task, properties);
    this.provisioner.validate(task.declaration, properties);
    task.attemptedBefore = this.transition.attempted.get(existing.logicalId);
    this.transition.attempted.set(existing.logicalId, properties);
    const updated = await this.provisioner.update(existing, existing.properties, this.provisioning(task, properties));
    if (updated.incarnation !== existing.incarnation) {
      this.transition.made.push(updated);
    }
    if (task.cancelled) {
      return;
    }
    this.stack.stand(updated);
    if (updated.incarnation !== existing.incarnation) {
      task.physicalId = updated.physicalId;
      this.tell(task, 'UPDATE_IN_PROGRESS', 'Requested update required the provider to create a new physical resource', properties); // assumed text
    }
    this.tell(task, 'UPDATE_COMPLETE', undefined, properties);
  }

  /** Creates what did not exist, or the successor of what is replaced. */
  private async make(task: Task, properties: EvaluatedProperties): Promise<void> {
    this.provisioner.validate(task.declaration, properties);
    const made = await this.provisioner.create(this.provisioning(task, properties));
    this.transition.made.push(made);
    if (task.cancelled) {
      return;
    }
    task.physicalId = made.physicalId;
    this.tell(task, `${task.kind}_IN_PROGRESS`, 'Resource creation Initiated', properties);
    this.stack.stand(made);
    this.tell(task, `${task.kind}_COMPLETE`, undefined, properties);
  }

  private isUnchanged(task: Task, existing: PhysicalResource, properties: DeclaredProperties): boolean {
    const failedBefore = this.stack.resources.get(existing.logicalId)!.status.endsWith('_FAILED');
    const tagsChanged = this.provisioner.takesTags(task.declaration.type) && !isDeepStrictEqual(this.stack.tags, this.plan.tags);
    return !failedBefore && !tagsChanged && sameProperties(existing.properties, properties);
  }

  private provisioning(task: Task, properties: EvaluatedProperties): Provisioning {
    const { declaration, abort } = task;
    task.provisioning = {
      stack: this.stack,
      declaration,
      properties,
      dependencies: this.plan.model.dependencies.allDependenciesOf(declaration.logicalId),
      tags: this.plan.tags,
      signal: abort.signal,
    };
    return task.provisioning;
  }

  private begin(task: Task, properties: EvaluatedProperties, reason?: string): void {
    task.begun = true;
    this.transition.touched.add(task.declaration.logicalId);
    this.tell(task, `${task.kind}_IN_PROGRESS`, reason, properties);
  }

  private tell(task: Task, status: string, reason?: string, properties?: EvaluatedProperties): void {
    const { logicalId, type } = task.declaration;
    this.stack.report({ logicalId, type, status, reason, physicalId: task.physicalId }, properties);
  }

  private fail(task: Task, error: Error): void {
    const leftover = error instanceof ResourceFailure && task.provisioning ? leftoverOf(task.provisioning, error) : undefined;
    if (leftover) {
      this.transition.made.push(leftover);
      this.withdrawAttempt(task);
    }
    if (task.cancelled) {
      return;
    }
    if (task.kind === 'CREATE') {
      task.physicalId = leftover?.physicalId;
    }
    this.tellFailure(task, error.message);
    if (!this.plan.disableRollback) {
      this.cancelOthers(task);
    }
  }

  /**
   * A failed Update that answers with another physical id failed to make a successor: the old one has not been touched, and
   * gets no Update in the rollback; the successor gets a Delete [CDK#17040, CDK#30012].
   */
  private withdrawAttempt({ kind, declaration, attemptedBefore }: Task): void {
    if (kind === 'UPDATE' && attemptedBefore) {
      this.transition.attempted.set(declaration.logicalId, attemptedBefore);
    } else if (kind === 'UPDATE') {
      this.transition.attempted.delete(declaration.logicalId);
    }
  }

  /**
   * Siblings that are in progress are given up and count as failed [LIVE convox/rack#2142]. A custom resource's handler may
   * still be running then. It gets its Delete, or its Update back, all the same [CDK#36951]. For other types the current
   * call ends first (assumed).
   */
  private cancelOthers(cause: Task): void {
    for (const task of this.underWay) {
      if (task !== cause && !task.cancelled) {
        task.cancelled = true;
        if (task.begun) {
          this.tellFailure(task, task.kind === 'CREATE' ? CREATION_CANCELLED : UPDATE_CANCELLED);
        }
        task.abort.abort();
      }
    }
  }

  private tellFailure(task: Task, reason: string): void {
    const { logicalId } = task.declaration;
    this.transition.touched.add(logicalId);
    this.failed[task.kind].push(logicalId);
    this.tell(task, `${task.kind}_FAILED`, reason);
  }
}
