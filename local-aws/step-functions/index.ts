import * as sdk from '@aws-sdk/client-sfn';
import type { Execution } from './execution';
import { access, stepFunctionsOperations } from './operations';
import type { StepFunctionsPorts } from './ports';
import { stepFunctionsResources } from './resources';
import { Store } from './store';
import type { ResourceProviders } from '../cloudformation/resource-provider';
import type { ServiceApi } from '../kernel/service';

export type { Execution, ExecutionStatus } from './execution';
export type { StepFunctionsPorts } from './ports';

/** AWS Step Functions, as far as the waiter of CDK's provider framework needs it. */
export class StepFunctions {
  readonly apis: ServiceApi[];
  readonly resources: ResourceProviders;
  private readonly store: Store;

  constructor(ports: StepFunctionsPorts) {
    this.store = new Store(ports);
    this.resources = stepFunctionsResources(this.store);
    this.apis = [{ signingName: 'states', protocol: 'json-1.0', sdk, operations: stepFunctionsOperations(this.store), access }];
  }

  get executions(): readonly Execution[] {
    return this.store.allExecutions();
  }

  /** When every execution is over or waits for the clock. */
  async settled(): Promise<void> {
    await Promise.all(this.executions.map((execution) => execution.settled()));
  }

  /** Ends what runs: no timer is left on the clock. */
  stop(): void {
    this.executions.forEach((execution) => execution.abort());
  }
}
