import type { ResourceChange } from './change-preview';
import type { DeploymentConfig } from './deployment-config';
import type { StackModel } from './stack-model';

/** `CREATE_COMPLETE` or `FAILED`: a change set is ready as soon as it was asked for. */
export type ChangeSetStatus = 'CREATE_COMPLETE' | 'FAILED';
export type ExecutionStatus = 'AVAILABLE' | 'UNAVAILABLE' | 'EXECUTE_IN_PROGRESS' | 'EXECUTE_COMPLETE' | 'EXECUTE_FAILED';

/** What a caller asks a stack to become; `CreateStack`, `UpdateStack` and `CreateChangeSet` share it. */
export interface StackRequest {
  readonly model: StackModel;
  readonly tags: Readonly<Record<string, string>>;
  readonly roleArn?: string;
  readonly notificationArns: readonly string[];
  readonly capabilities: readonly string[];
  readonly deployment: DeploymentConfig;
  readonly disableRollback?: boolean;
}

/** A change to a stack that waits to be executed. */
export interface ChangeSet {
  readonly id: string;
  readonly name: string;
  readonly type: 'CREATE' | 'UPDATE';
  readonly description?: string;
  readonly creationTime: Date;
  readonly request: StackRequest;
  readonly changes: readonly ResourceChange[];
  readonly status: ChangeSetStatus;
  readonly statusReason?: string;
  executionStatus: ExecutionStatus;
}

/** [LIVE elias5000/clouds-aws#9; CDK CLI changeSetHasNoChanges] */
export const NO_CHANGES = 'The submitted information didn\'t contain changes. Submit different information to create a change set.';
