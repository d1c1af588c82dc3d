import { randomUUID } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-sfn';
import type { Execution } from './execution';
import type { Store } from './store';
import { AwsError } from '../kernel/aws-error';
import type { ServiceApi } from '../kernel/service';

export function stepFunctionsOperations(machines: Store): ServiceApi['operations'] {
  return {
    StartExecution: ({ stateMachineArn, name = randomUUID(), input = '{}' }: sdk.StartExecutionCommandInput) => {
      if (!/^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u.test(name)) {
        throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
      }
      checkInput(input);
      const { arn, startDate } = machines.start(stateMachineArn!, name, input);
      return { executionArn: arn, startDate };
    },
    DescribeExecution: ({ executionArn }: sdk.DescribeExecutionCommandInput) => described(machines.execution(executionArn!)),
  };
}

export const access: ServiceApi['access'] = {
  StartExecution: ({ stateMachineArn }: sdk.StartExecutionCommandInput) => [{ action: 'states:StartExecution', resource: stateMachineArn! }],
  DescribeExecution: ({ executionArn }: sdk.DescribeExecutionCommandInput) => [{ action: 'states:DescribeExecution', resource: executionArn! }],
};

function checkInput(input: string): void {
  try {
    JSON.parse(input);
  } catch (error) {
    throw new AwsError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${(error as Error).message}'`);
  }
}

function described(execution: Execution): object {
  const { arn, machine, name, status, startDate, stopDate, input, output, failure } = execution;
  return { executionArn: arn, stateMachineArn: machine.arn, name, status, startDate, stopDate, input, output, ...failure };
}
