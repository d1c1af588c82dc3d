import { randomUUID } from 'node:crypto';
import * as sdk from '@aws-sdk/client-sfn';
import type { Execution } from './execution';
import type { StepFunctionsPorts } from './ports';
import { StateMachineResource } from './state-machine-resource';
import { StateMachines } from './state-machines';
import type { ResourceProviders } from '../cloudformation/resource-provider';
import { AwsError } from '../kernel/aws-error';
import type { ServiceApi } from '../kernel/service';

/** AWS Step Functions, as far as the waiter of CDK's provider framework needs it. */
export class StepFunctions {
  readonly apis: ServiceApi[];
  readonly resources: ResourceProviders;
  private readonly machines: StateMachines;

  constructor(ports: StepFunctionsPorts) {
    this.machines = new StateMachines(ports);
    this.resources = { 'AWS::StepFunctions::StateMachine': new StateMachineResource(this.machines) };
    this.apis = [{
      signingName: 'states',
      protocol: 'json-1.0',
      sdk,
      operations: {
        StartExecution: (input: sdk.StartExecutionCommandInput) => this.startExecution(input),
        DescribeExecution: ({ executionArn }: sdk.DescribeExecutionCommandInput) => described(this.machines.execution(executionArn!)),
      },
      access: {
        StartExecution: ({ stateMachineArn }: sdk.StartExecutionCommandInput) => [{ action: 'states:StartExecution', resource: stateMachineArn! }],
        DescribeExecution: ({ executionArn }: sdk.DescribeExecutionCommandInput) => [{ action: 'states:DescribeExecution', resource: executionArn! }],
      },
    }];
  }

  get executions(): readonly Execution[] {
    return this.machines.allExecutions();
  }

  /** When every execution is over or waits for the clock. */
  async settled(): Promise<void> {
    await Promise.all(this.executions.map((execution) => execution.settled()));
  }

  /** Ends what runs: no timer is left on the clock. */
  stop(): void {
    this.executions.forEach((execution) => execution.abort());
  }

  private startExecution({ stateMachineArn, name = randomUUID(), input = '{}' }: sdk.StartExecutionCommandInput): object {
    if (!/^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u.test(name)) {
      throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
    }
    try {
      JSON.parse(input);
    } catch (error) {
      throw new AwsError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${(error as Error).message}'`);
    }
    const { arn, startDate } = this.machines.start(stateMachineArn!, name, input);
    return { executionArn: arn, startDate };
  }
}

function described(execution: Execution): object {
  const { arn, machine, name, status, startDate, stopDate, input, output, failure } = execution;
  return { executionArn: arn, stateMachineArn: machine.arn, name, status, startDate, stopDate, input, output, ...failure };
}
