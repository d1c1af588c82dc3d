import type { DeploymentConfig } from './deployment-config';
import { EventLog } from './events';
import type { EvaluatedProperties, PhysicalResource, StackResource } from './physical-resource';
import type { StackIdentity } from './resource-provider';
import type { StackModel } from './stack-model';

export const STACK_TYPE = 'AWS::CloudFormation::Stack';

export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

/** What a stack is when no operation is in progress, and what a rollback goes back to. */
export interface StableState {
  readonly model?: StackModel;
  readonly tags: Readonly<Record<string, string>>;
  readonly outputs: readonly StackOutput[];
  readonly resources: ReadonlyMap<string, PhysicalResource>;
}

/** What an update that has not come to its end has done so far; with `--no-rollback` it may span several updates. */
export interface Transition {
  readonly from: StableState;
  /** Every incarnation that came to exist on the way. */
  readonly made: PhysicalResource[];
  /** The properties that were sent to resources by updates, whether these succeeded or not. */
  readonly attempted: Map<string, EvaluatedProperties>;
  /** Resources that an event was shown for, and that a rollback therefore shows one for. */
  readonly touched: Set<string>;
}

export interface StackOptions {
  readonly identity: StackIdentity;
  readonly nextTimestamp: () => Date;
}

/** One stack: its state and its history. What changes it are operations. */
export class Stack {
  readonly identity: StackIdentity;
  readonly events: EventLog;
  readonly creationTime: Date;
  readonly resources = new Map<string, StackResource>();
  lastUpdatedTime?: Date;
  deletionTime?: Date;
  status = 'REVIEW_IN_PROGRESS';
  statusReason?: string;
  model?: StackModel;
  tags: Readonly<Record<string, string>> = {};
  outputs: readonly StackOutput[] = [];
  imports: ReadonlySet<string> = new Set();
  roleArn?: string;
  /** Of the latest operation. */
  deployment: DeploymentConfig = { mode: 'STANDARD' };
  notificationArns: readonly string[] = [];
  capabilities: readonly string[] = [];
  disableRollback = false;
  terminationProtection = false;
  /** The change set that made the stack what it is. */
  changeSetId?: string;
  transition?: Transition;

  constructor({ identity, nextTimestamp }: StackOptions) {
    this.identity = identity;
    this.events = new EventLog(identity, nextTimestamp);
    this.creationTime = nextTimestamp();
  }

  get deleted(): boolean {
    return this.status === 'DELETE_COMPLETE';
  }

  get busy(): boolean {
    return this.status.endsWith('_IN_PROGRESS') && this.status !== 'REVIEW_IN_PROGRESS';
  }

  /** What exists at present, by logical id. */
  get physical(): Map<string, PhysicalResource> {
    return new Map([...this.resources.values()].flatMap(({ logicalId, physical }) => physical ? [[logicalId, physical]] : []));
  }

  enter(status: string, reason?: string): void {
    this.status = status;
    this.statusReason = reason;
    const { name, id } = this.identity;
    const { Timestamp } = this.events.add({ logicalId: name, type: STACK_TYPE, physicalId: id, status, reason });
    if (status === 'DELETE_COMPLETE') {
      this.deletionTime = Timestamp;
    }
  }

  /** Tells what happens to a resource, and takes over what now stands behind its logical id. */
  report(change: Pick<StackResource, 'logicalId' | 'type' | 'status' | 'reason' | 'physicalId'>, properties?: EvaluatedProperties): void {
    const before = this.resources.get(change.logicalId);
    const { Timestamp } = this.events.add({ ...change, properties: properties && JSON.stringify(properties.shown) });
    this.resources.set(change.logicalId, { ...change, physical: before?.physical, timestamp: Timestamp });
  }

  /** An event about an incarnation that is no longer the one behind its logical id. */
  reportFormer({ logicalId, type, physicalId, properties }: PhysicalResource, status: string, reason?: string): void {
    this.events.add({ logicalId, type, physicalId, status, reason, properties: JSON.stringify(properties.shown) });
  }

  stand(physical: PhysicalResource): void {
    const before = this.resources.get(physical.logicalId)!;
    this.resources.set(physical.logicalId, { ...before, type: physical.type, physicalId: physical.physicalId, physical });
  }

  /** Nothing stands behind the logical id any more. */
  vacate(logicalId: string): void {
    const before = this.resources.get(logicalId)!;
    this.resources.set(logicalId, { ...before, physical: undefined });
  }

  beginTransition(): Transition {
    this.transition ??= {
      from: { model: this.model, tags: this.tags, outputs: this.outputs, resources: this.physical },
      made: [],
      attempted: new Map(),
      touched: new Set(),
    };
    return this.transition;
  }
}
