import type { ChangeSet } from './change-set';
import type { OperationOptions } from './operations';
import type { CloudFormationPorts, Place } from './ports';
import type { Stack } from './stack';
import type { ChangeSetOptions, StackControl } from './stack-control';
import { readStackRequest, type StackInput } from './stack-request';
import type { Stacks } from './stacks';
import { AwsError } from '../kernel/aws-error';

/** What `CreateStack` and `UpdateStack` take; they need no change set. */
export interface DirectInput extends StackInput {
  readonly DisableRollback?: boolean;
}

/** What callers ask for: it is read, and given to whoever does it. */
export class Requests {
  constructor(private readonly stacks: Stacks, private readonly control: StackControl, private readonly ports: CloudFormationPorts) {}

  async createChangeSet(
    stackName: string, input: StackInput, options: ChangeSetOptions, place: Place,
  ): Promise<{ stack: Stack; changeSet: ChangeSet }> {
    const stack = this.control.stackForChangeSet(stackName, options, place);
    return this.orWithdraw(stack, async () => ({
      stack,
      changeSet: this.control.createChangeSet(stack, await readStackRequest(stack, input, this.ports), options),
    }));
  }

  async createStack(stackName: string, input: DirectInput, options: OperationOptions, place: Place): Promise<Stack> {
    if (this.stacks.find(stackName, place)) {
      throw new AwsError('AlreadyExistsException', `Stack [${stackName}] already exists`);
    }
    const stack = this.stacks.add(stackName, place);
    return this.orWithdraw(stack, async () => {
      const request = await readStackRequest(stack, input, this.ports);
      this.control.createStack(stack, { ...request, disableRollback: input.DisableRollback }, options);
      return stack;
    });
  }

  async updateStack(stackName: string, input: DirectInput, options: OperationOptions, place: Place): Promise<Stack> {
    const stack = this.stacks.get(stackName, place);
    const request = await readStackRequest(stack, input, this.ports);
    this.control.updateStack(stack, { ...request, disableRollback: input.DisableRollback }, options);
    return stack;
  }

  private async orWithdraw<T>(stack: Stack, attempt: () => Promise<T>): Promise<T> {
    try {
      return await attempt();
    } catch (error) {
      this.stacks.withdraw(stack);
      throw error;
    }
  }
}
