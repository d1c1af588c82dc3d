import { type CloudFormationClient, DescribeStacksCommand, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { log } from '../custom-resources/log';

/** What CloudFormation does not tell in an event, of the stack that sent it. */
export class Stacks {
  constructor(private readonly client: CloudFormationClient) {}

  /** Whether the stack is on its way back: what fails now leaves it where only an operator can help. */
  async isRollingBack(stackId: string): Promise<boolean> {
    try {
      const { Stacks: [stack] = [] } = await this.client.send(new DescribeStacksCommand({ StackName: stackId }));
      return stack?.StackStatus?.endsWith('ROLLBACK_IN_PROGRESS') ?? false;
    } catch (error) {
      log.warn('cannot tell whether the stack is rolling back', { stackId, error: (error as Error).message });
      return false;
    }
  }

  /** Whether the stack has a resource itself, under a name that means the same in any case. */
  has(stackId: string, type: string, physicalId: string): Promise<boolean> {
    return this.some(stackId, type, (id) => id.toLowerCase() === physicalId.toLowerCase());
  }

  async some(stackId: string, type: string, isMeant: (physicalId: string) => boolean): Promise<boolean> {
    for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client: this.client }, { StackName: stackId })) {
      const found = StackResourceSummaries.some(({ ResourceType, ResourceStatus, PhysicalResourceId }) => (
        ResourceType === type && ResourceStatus !== 'DELETE_COMPLETE' && PhysicalResourceId !== undefined && isMeant(PhysicalResourceId)
      ));
      if (found) {
        return true;
      }
    }
    return false;
  }
}
