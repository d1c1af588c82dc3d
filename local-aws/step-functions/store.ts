import { randomUUID } from 'node:crypto';
import { Execution } from './execution';
import type { StepFunctionsPorts } from './ports';
import type { StateMachine } from './state-machine';
import { AwsError } from '../kernel/aws-error';

/** The state machines and executions of all accounts and Regions, by ARN. */
export class Store {
  private readonly machines = new Map<string, StateMachine>();
  private readonly executions = new Map<string, Execution>();

  constructor(private readonly ports: StepFunctionsPorts) {}

  /** Answers with the id of this revision. */
  put(machine: StateMachine): string {
    this.machines.set(machine.arn, machine);
    return randomUUID();
  }

  /** [DOC Step Functions API DeleteStateMachine] its executions end at their next transition. */
  delete(arn: string): void {
    this.machines.delete(arn);
    this.allExecutions().filter(({ machine }) => machine.arn === arn).forEach((execution) => execution.abort());
  }

  allExecutions(): Execution[] {
    return [...this.executions.values()];
  }

  execution(arn: string): Execution {
    const execution = this.executions.get(arn);
    if (!execution) {
      throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    }
    return execution;
  }

  /** [DOC Step Functions API StartExecution] the same name and input again, while it runs, is the same execution. */
  start(machineArn: string, name: string, input: string): Execution {
    const machine = this.machines.get(machineArn);
    if (!machine) {
      throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${machineArn}'`);
    }
    const execution = new Execution(machine, name, input, this.ports);
    const known = this.executions.get(execution.arn);
    if (known && (known.status !== 'RUNNING' || known.input !== input)) {
      throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${execution.arn}'`);
    }
    if (known) {
      return known;
    }
    this.executions.set(execution.arn, execution);
    execution.start();
    return execution;
  }
}
