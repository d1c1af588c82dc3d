import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';

/** The stacks of CloudFormation, as far as we use them. */
export class Stacks {
  constructor(private readonly client: CloudFormationClient) {}

  /**
   * Whether a stack is on its way back to what it was. An Update does not say so itself.
   *
   * [DOC CloudFormation stack status codes: ROLLBACK_IN_PROGRESS, UPDATE_ROLLBACK_IN_PROGRESS]
   */
  async isRollingBack(stackId: string): Promise<boolean> {
    const { Stacks: stacks = [] } = await this.client.send(new DescribeStacksCommand({ StackName: stackId }));
    return stacks.some(({ StackStatus }) => StackStatus?.includes('ROLLBACK') ?? false);
  }
}
