import { ChangePreview } from './change-preview';
import { ChangeSet, NO_CHANGES, type StackRequest } from './change-set';
import type { Exports } from './exports';
import { newArn } from './names';
import type { DeleteOptions, OperationOptions, Operations } from './operations';
import type { Place } from './ports';
import type { Provisioner } from './provisioner';
import type { Stack } from './stack';
import type { Stacks } from './stacks';
import { checkResourceTypes, objectionToTypes } from './template-check';
import { validationError } from './validation-error';
import { AwsError, NotImplementedError } from '../kernel/aws-error';

/** States from which a stack can be updated; a failed one only on with it, or back [DOC UpdateStack, view-stack-events]. */
const UPDATABLE = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'CREATE_FAILED', 'UPDATE_FAILED'];

export interface ChangeSetOptions {
  readonly name: string;
  readonly type: 'CREATE' | 'UPDATE';
  readonly description?: string;
}

/** In express mode nothing is rolled back, unless the request says so. [DOC CloudFormation express mode; CDK CLI] */
function disablesRollback({ deployment, disableRollback = false }: StackRequest): boolean {
  return deployment.mode === 'EXPRESS' ? deployment.disableRollback !== false : disableRollback;
}

const failedInExpress = ({ status, deployment }: Stack): boolean => status === 'UPDATE_FAILED' && deployment.mode === 'EXPRESS';

/** A stack that failed in express mode is not updated with a rollback. [CDK CLI ExpressStackFailPaused; the text is assumed] */
function checkExpress(stack: Stack, request: StackRequest): void {
  if (failedInExpress(stack) && !disablesRollback(request)) {
    throw validationError(`Stack:${stack.identity.id} is in ${stack.status} state after an express operation and can only be updated with rollback disabled.`);
  }
}

/** Decides what may be done to a stack now, and starts it. Operations go on by themselves; `settled` waits for them. */
export class StackControl {
  private readonly underWay = new Map<Stack, Promise<void>>();

  constructor(
    private readonly stacks: Stacks,
    private readonly operations: Operations,
    private readonly provisioner: Provisioner,
    private readonly exports: Exports,
    private readonly nextTimestamp: () => Date,
  ) {}

  /** The stack that a change set of the given type is for: a new one, if it is to create it. */
  stackForChangeSet(stackName: string, { name, type }: ChangeSetOptions, place: Place): Stack {
    const existing = this.stacks.find(stackName, place);
    if (type === 'UPDATE') {
      const stack = this.stacks.get(stackName, place);
      this.checkUpdatable(stack);
      this.checkChangeSetName(stack, name);
      return stack;
    }
    if (existing && existing.status !== 'REVIEW_IN_PROGRESS') {
      throw validationError(`Stack [${stackName}] already exists and cannot be created again with the changeSet [${name}].`);
    }
    if (existing) {
      this.checkChangeSetName(existing, name);
    }
    return existing ?? this.stacks.add(stackName, place);
  }

  createChangeSet(stack: Stack, request: StackRequest, { name, type, description }: ChangeSetOptions): ChangeSet {
    checkResourceTypes(request.model, this.provisioner);
    if (stack.events.all.length === 0) {
      stack.enter('REVIEW_IN_PROGRESS', 'User Initiated');
    }
    const { account, region } = stack.identity;
    const { changes, objection } = this.preview(stack, request);
    const changeSet: ChangeSet = {
      id: newArn('changeSet', name, account, region),
      name,
      type,
      description,
      creationTime: this.nextTimestamp(),
      request,
      changes,
      status: objection ? 'FAILED' : 'CREATE_COMPLETE',
      statusReason: objection,
      executionStatus: objection ? 'UNAVAILABLE' : 'AVAILABLE',
    };
    this.stacks.changeSetsOf(stack).push(changeSet);
    return changeSet;
  }

  executeChangeSet(stack: Stack, changeSet: ChangeSet, options: OperationOptions & { disableRollback?: boolean }): void {
    if (changeSet.executionStatus !== 'AVAILABLE') {
      throw new AwsError('InvalidChangeSetStatus', `ChangeSet [${changeSet.id}] cannot be executed in its current status of [${changeSet.status}]`);
    }
    const request = { ...changeSet.request, disableRollback: options.disableRollback };
    checkExpress(stack, request);
    changeSet.executionStatus = 'EXECUTE_IN_PROGRESS';
    // The other change sets no longer fit [DOC ExecuteChangeSet].
    this.stacks.dropChangeSets(stack, (other) => other === changeSet);
    stack.changeSetId = changeSet.id;
    this.start(stack, async () => {
      await (changeSet.type === 'CREATE' ? this.operations.create(stack, this.planOf(stack, request), options) : this.operations.update(stack, this.planOf(stack, request), options));
      changeSet.executionStatus = ['CREATE_COMPLETE', 'UPDATE_COMPLETE'].includes(stack.status) ? 'EXECUTE_COMPLETE' : 'EXECUTE_FAILED';
    });
  }

  createStack(stack: Stack, request: StackRequest, options: OperationOptions): void {
    checkResourceTypes(request.model, this.provisioner);
    this.start(stack, () => this.operations.create(stack, this.planOf(stack, request), options));
  }

  updateStack(stack: Stack, request: StackRequest, options: OperationOptions): void {
    this.checkUpdatable(stack);
    checkResourceTypes(request.model, this.provisioner);
    checkExpress(stack, request);
    const { objection } = this.preview(stack, request);
    if (objection) {
      throw validationError(objection === NO_CHANGES ? 'No updates are to be performed.' : objection);
    }
    this.start(stack, () => this.operations.update(stack, this.planOf(stack, request), options));
  }

  deleteStack(stack: Stack, options: DeleteOptions): void {
    const { name } = stack.identity;
    if (stack.deleted || stack.status === 'DELETE_IN_PROGRESS') {
      return;
    }
    if (stack.terminationProtection) {
      throw validationError(`Stack [${name}] cannot be deleted while TerminationProtection is enabled`);
    }
    if (stack.busy) {
      throw stack.status === 'CREATE_IN_PROGRESS'
        ? new NotImplementedError('DeleteStack of a stack that is being created')
        : validationError(`Stack [${name}] cannot be deleted while in status ${stack.status}`);
    }
    if (options.retainResources && options.retainResources.length > 0 && stack.status !== 'DELETE_FAILED') {
      throw validationError('Invalid operation on stack [' + stack.identity.id + ']. The RetainResources parameter can only be used with stacks in the DELETE_FAILED state'); // assumed text
    }
    this.stacks.dropChangeSets(stack);
    stack.deployment = options.deployment ?? { mode: 'STANDARD' };
    this.start(stack, () => this.operations.delete(stack, options));
  }

  rollbackStack(stack: Stack, options: OperationOptions): void {
    if (failedInExpress(stack)) {
      throw validationError(`Stack:${stack.identity.id} is in ${stack.status} state after an express operation and can not be rolled back.`); // assumed text
    }
    if (!['CREATE_FAILED', 'UPDATE_FAILED'].includes(stack.status) || !stack.transition) {
      throw validationError(`Stack:${stack.identity.id} is in ${stack.status} state and can not be rolled back.`); // assumed text
    }
    this.start(stack, () => this.operations.rollBack(stack, options));
  }

  continueUpdateRollback(stack: Stack, skipped: readonly string[], options: OperationOptions): void {
    if (stack.status !== 'UPDATE_ROLLBACK_FAILED') {
      throw validationError(`Stack:${stack.identity.id} is in ${stack.status} state and can not continue rolling back.`); // assumed text
    }
    this.start(stack, () => this.operations.continueRollback(stack, skipped, options));
  }

  /** Resolves when nothing is being done to the stack any more, or to any. */
  async settled(stack?: Stack): Promise<void> {
    await (stack ? this.underWay.get(stack) : Promise.all(this.underWay.values()));
  }

  private planOf(stack: Stack, request: StackRequest) {
    stack.roleArn = request.roleArn ?? stack.roleArn;
    stack.notificationArns = request.notificationArns;
    stack.capabilities = request.capabilities;
    if (stack.model) {
      stack.lastUpdatedTime = this.nextTimestamp();
    }
    stack.deployment = request.deployment;
    return { model: request.model, tags: request.tags, disableRollback: disablesRollback(request) };
  }

  private preview(stack: Stack, { model, tags }: StackRequest) {
    const typeObjection = objectionToTypes(stack.model, model);
    if (typeObjection) {
      return { changes: [], objection: typeObjection };
    }
    const preview = new ChangePreview(stack, model, tags, this.provisioner, this.exports);
    const changes = preview.all();
    const tagsDiffer = JSON.stringify(Object.entries(stack.tags).sort()) !== JSON.stringify(Object.entries(tags).sort());
    const unchanged = changes.length === 0 && !tagsDiffer && !stack.status.endsWith('_FAILED') && !preview.changesOutputs();
    return { changes, objection: unchanged ? NO_CHANGES : undefined };
  }

  private start(stack: Stack, operation: () => Promise<void>): void {
    const run = operation().catch((error: Error) => {
      // A mistake of the engine: the stack says so instead of staying in progress for ever.
      stack.enter(stack.status.replace(/_IN_PROGRESS$/, '_FAILED').replace('COMPLETE_CLEANUP_FAILED', 'FAILED'), `local-aws: ${error.stack ?? error.message}`);
    }).finally(() => this.underWay.delete(stack));
    this.underWay.set(stack, run);
  }

  private checkUpdatable(stack: Stack): void {
    if (!UPDATABLE.includes(stack.status)) {
      throw validationError(`Stack:${stack.identity.id} is in ${stack.status} state and can not be updated.`); // [LIVE aws-amplify/amplify-cli#1364]
    }
  }

  private checkChangeSetName(stack: Stack, name: string): void {
    if (this.stacks.changeSetsOf(stack).some((other) => other.name === name)) {
      throw new AwsError('AlreadyExistsException', `ChangeSet ${name} already exists`); // assumed text
    }
  }
}
