import { Deployment, DeploymentPlan, Failures } from './deployment';
import type { DeploymentConfig } from './deployment-config';
import { Exports, importsIn } from './exports';
import { evaluate } from './intrinsics';
import type { PhysicalResource } from './physical-resource';
import type { Provisioner } from './provisioner';
import { leftBehind, removeResources } from './removal';
import { ResourceFailure } from './resource-failure';
import type { Stack, StackOutput, Transition } from './stack';
import type { StackModel } from './stack-model';
import { StackScope } from './stack-scope';
import { UpdateRollback } from './update-rollback';

export interface OperationOptions {
  readonly clientRequestToken?: string;
  /** A rollback deletes what it had created even where the template says Retain. */
  readonly retainExceptOnCreate?: boolean;
}

export interface DeleteOptions extends OperationOptions {
  readonly deployment?: DeploymentConfig;
  readonly retainResources?: readonly string[];
}

/** What can be done to a stack, in the states and events that AWS goes through [SDK StackStatus; LIVE widdix/aws-s3-virusscan#39]. */
export class Operations {
  constructor(private readonly provisioner: Provisioner, private readonly exports: Exports) {}

  async create(stack: Stack, plan: DeploymentPlan, options: OperationOptions): Promise<void> {
    const transition = this.begin(stack, plan, 'CREATE_IN_PROGRESS', options);
    stack.tags = plan.tags;
    const failure = await this.forward(stack, plan, transition);
    if (failure === undefined) {
      stack.transition = undefined;
      stack.enter('CREATE_COMPLETE');
    } else if (plan.disableRollback) {
      stack.enter('CREATE_FAILED', failure);
    } else {
      await this.rollBackCreation(stack, transition, `${failure.trim().replace(/\.?$/, '.')} Rollback requested by user.`, options);
    }
  }

  async update(stack: Stack, plan: DeploymentPlan, options: OperationOptions): Promise<void> {
    const transition = this.begin(stack, plan, 'UPDATE_IN_PROGRESS', options);
    const failure = await this.forward(stack, plan, transition);
    if (failure !== undefined && plan.disableRollback) {
      stack.enter('UPDATE_FAILED', failure);
    } else if (failure !== undefined) {
      await this.rollBackTo(stack, transition, failure, options);
    } else {
      stack.enter('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
      await this.cleanUp(stack, transition, true);
      stack.enter('UPDATE_COMPLETE');
    }
  }

  async delete(stack: Stack, options: DeleteOptions): Promise<void> {
    stack.events.beginOperation(options.clientRequestToken);
    stack.enter('DELETE_IN_PROGRESS', 'User Initiated');
    const inUse = this.exports.objection(stack, []);
    if (inUse) {
      stack.enter('DELETE_FAILED', inUse);
      return;
    }
    const made = stack.transition ? leftBehind(stack, stack.transition) : [];
    const failed = await removeResources(stack, [...stack.physical.values(), ...made], this.provisioner, {
      policy: ({ deletionPolicy }) => deletionPolicy,
      keepsExceptOnCreate: true,
      abandonsFailures: false,
      retained: options.retainResources,
    });
    if (failed.length > 0) {
      stack.enter('DELETE_FAILED', failureText({ delete: failed }));
    } else {
      stack.transition = undefined;
      stack.enter('DELETE_COMPLETE');
    }
  }

  /** `RollbackStack`: goes back from a create or an update that was left where it had failed. */
  async rollBack(stack: Stack, options: OperationOptions): Promise<void> {
    const transition = stack.transition!;
    await (transition.from.model
      ? this.rollBackTo(stack, transition, 'User Initiated', options)
      : this.rollBackCreation(stack, transition, 'User Initiated', options));
  }

  /** `ContinueUpdateRollback`: tries again what could not be rolled back. */
  async continueRollback(stack: Stack, skipped: readonly string[], options: OperationOptions): Promise<void> {
    await this.rollBackTo(stack, stack.transition!, 'User Initiated', options, skipped);
  }

  private begin(stack: Stack, plan: DeploymentPlan, status: string, { clientRequestToken }: OperationOptions): Transition {
    stack.events.beginOperation(clientRequestToken);
    stack.enter(status, 'User Initiated');
    const transition = stack.beginTransition();
    stack.model = plan.model;
    stack.disableRollback = plan.disableRollback;
    return transition;
  }

  /** Answers why it failed, if it did. */
  private async forward(stack: Stack, plan: DeploymentPlan, transition: Transition): Promise<string | undefined> {
    const missing = this.missingImport(stack, plan.model);
    if (missing) {
      return missing;
    }
    const failures = await new Deployment(stack, plan, transition, this.provisioner).run();
    if (failures.create.length + failures.update.length > 0) {
      return failureText(failures);
    }
    try {
      this.takeOver(stack, plan);
      return undefined;
    } catch (error) {
      if (error instanceof ResourceFailure) {
        return error.message;
      }
      throw error;
    }
  }

  /** An export that is not there fails the stack before any of its resources is begun [LIVE widdix/aws-s3-virusscan#39]. */
  private missingImport(stack: Stack, model: StackModel): string | undefined {
    const names = importsOf(model, new StackScope(stack, model, this.exports));
    const missing = [...names].find((name) => !this.exports.has(name, stack.identity));
    return missing === undefined ? undefined : `No export named ${missing} found`;
  }

  private takeOver(stack: Stack, { model, tags }: DeploymentPlan): void {
    const scope = new StackScope(stack, model, this.exports);
    const outputs: StackOutput[] = model.outputs.map(({ key, value, description, exportName }) => ({
      key,
      value: String(evaluate(value, scope)),
      description,
      exportName: exportName === undefined ? undefined : String(evaluate(exportName, scope)),
    }));
    const objection = this.exports.objection(stack, outputs);
    if (objection) {
      throw new ResourceFailure(objection);
    }
    stack.outputs = outputs;
    stack.tags = tags;
    stack.imports = importsOf(model, scope);
  }

  private async rollBackCreation(stack: Stack, transition: Transition, reason: string, options: OperationOptions): Promise<void> {
    stack.events.beginOperation(options.clientRequestToken);
    stack.enter('ROLLBACK_IN_PROGRESS', reason);
    this.forgetFailedCreations(stack, transition);
    const condemned = [...stack.physical.values(), ...leftBehind(stack, transition)];
    const failed = await removeResources(stack, condemned, this.provisioner, rollbackRules(options, false));
    if (failed.length > 0) {
      stack.enter('ROLLBACK_FAILED', failureText({ delete: failed }));
    } else {
      stack.outputs = [];
      stack.transition = undefined;
      stack.enter('ROLLBACK_COMPLETE');
    }
  }

  private async rollBackTo(
    stack: Stack, transition: Transition, reason: string, options: OperationOptions, skipped: readonly string[] = [],
  ): Promise<void> {
    const { from } = transition;
    if (!from.model) {
      await this.rollBackCreation(stack, transition, reason, options);
      return;
    }
    stack.events.beginOperation(options.clientRequestToken);
    stack.enter('UPDATE_ROLLBACK_IN_PROGRESS', reason);
    const failed = await new UpdateRollback(stack, transition, this.provisioner).run(skipped);
    if (failed.length > 0) {
      stack.enter('UPDATE_ROLLBACK_FAILED', failureText({ update: failed }));
      return;
    }
    stack.model = from.model;
    stack.tags = from.tags;
    stack.outputs = from.outputs;
    stack.imports = importsOf(from.model, new StackScope(stack, from.model, this.exports));
    stack.enter('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
    this.forgetFailedCreations(stack, transition);
    await this.cleanUp(stack, transition, false, options);
    stack.enter('UPDATE_ROLLBACK_COMPLETE');
  }

  /** Deletes what the stack has moved on from; what cannot be deleted is abandoned [CDK custom-resources README]. */
  private async cleanUp(stack: Stack, transition: Transition, forward: boolean, options: OperationOptions = {}): Promise<void> {
    const { model } = stack;
    const gone = [...stack.physical.values()].filter(({ logicalId }) => !model!.resources.has(logicalId));
    await removeResources(stack, [...leftBehind(stack, transition), ...gone], this.provisioner, forward
      ? {
        policy: (resource) => model!.resources.has(resource.logicalId) ? resource.updateReplacePolicy : resource.deletionPolicy,
        keepsExceptOnCreate: true,
        abandonsFailures: true,
      }
      : rollbackRules(options, true));
    [...stack.resources.keys()].filter((logicalId) => !model!.resources.has(logicalId))
      .forEach((logicalId) => stack.resources.delete(logicalId));
    stack.transition = undefined;
  }

  /** A resource that failed to be created and left nothing is shown as deleted in a rollback (assumed). */
  private forgetFailedCreations(stack: Stack, transition: Transition): void {
    const leftovers = new Set([...stack.physical.keys(), ...leftBehind(stack, transition).map(({ logicalId }) => logicalId)]);
    for (const { logicalId, type, status, physicalId } of [...stack.resources.values()]) {
      if (status === 'CREATE_FAILED' && !leftovers.has(logicalId)) {
        stack.report({ logicalId, type, status: 'DELETE_COMPLETE', reason: undefined, physicalId });
      }
    }
  }
}

/** What an operation created goes when it is rolled back, unless its template says Retain [DOC DeletionPolicy attribute]. */
function rollbackRules({ retainExceptOnCreate = false }: OperationOptions, abandonsFailures: boolean) {
  return {
    policy: ({ deletionPolicy }: PhysicalResource) =>
      deletionPolicy === 'Retain' && retainExceptOnCreate ? 'RetainExceptOnCreate' : deletionPolicy,
    keepsExceptOnCreate: false,
    abandonsFailures,
  };
}

/** `The following resource(s) failed to create: [A]. The following resource(s) failed to update: [B]. ` [LIVE convox/rack#2142]. */
function failureText(failures: Partial<Failures> & { readonly delete?: readonly string[] }): string {
  return (['create', 'update', 'delete'] as const)
    .filter((kind) => (failures[kind] ?? []).length > 0)
    .map((kind) => `The following resource(s) failed to ${kind}: [${failures[kind]!.join(', ')}]. `)
    .join('');
}

function importsOf(model: StackModel, scope: StackScope): ReadonlySet<string> {
  const values = [...model.resources.values()].map(({ properties }) => properties) as unknown[];
  return new Set([...values, ...model.outputs].flatMap(importsIn).map((argument) => String(evaluate(argument, scope))));
}
