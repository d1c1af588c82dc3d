import {
  DeleteStackCommand, DescribeStacksCommand, paginateDescribeStackEvents, paginateListStacks, type StackEvent,
} from '@aws-sdk/client-cloudformation';
import type { Clients } from './clients';
import type { StackResource, Stacks, StackState } from '../ports';
import type { StackRef } from '../variants';

const MOST_REASONS = 5;

export class AwsStacks implements Stacks {
  constructor(private readonly clients: Clients) {}

  async find({ name, region }: StackRef): Promise<StackState | undefined> {
    try {
      const { Stacks: [stack] = [] } = await this.clients.cloudFormation(region).send(new DescribeStacksCommand({ StackName: name }));
      return stack && { id: stack.StackId!, status: stack.StackStatus!, reason: stack.StackStatusReason };
    } catch (error) {
      // A ValidationError like any other. [CDK CLI, the lookup of a stack]
      if (/does not exist/.test((error as Error).message)) {
        return undefined;
      }
      throw error;
    }
  }

  async delete({ name, region }: StackRef): Promise<void> {
    await this.clients.cloudFormation(region).send(new DeleteStackCommand({ StackName: name }));
  }

  async failures(stack: StackRef): Promise<string[]> {
    const events = await this.events(stack.region, stack.name);
    const start = events.findIndex((event) => event.ResourceStatusReason === 'User Initiated' && event.PhysicalResourceId === event.StackId);
    return events.slice(0, start < 0 ? undefined : start)
      .filter(({ ResourceStatus = '', ResourceStatusReason = '' }) => ResourceStatus.endsWith('_FAILED') && !/cancelled/.test(ResourceStatusReason))
      .slice(0, MOST_REASONS)
      .map(({ LogicalResourceId, ResourceStatusReason }) => `${LogicalResourceId}: ${ResourceStatusReason}`);
  }

  async everything({ name, region }: StackRef): Promise<StackResource[]> {
    const latest = new Map<string, StackResource>();
    for (const id of await this.ids(name, region)) {
      for (const { PhysicalResourceId: physicalId, ResourceType: type = '', ResourceStatus: status = '' } of await this.events(region, id)) {
        const key = `${type} ${physicalId}`;
        if (physicalId && physicalId !== id && !latest.has(key)) {
          latest.set(key, { type, physicalId, status });
        }
      }
    }
    return [...latest.values()];
  }

  /** CloudFormation lists stacks for 90 days after they are deleted. [DOC ListStacks] */
  private async ids(name: string, region: string): Promise<string[]> {
    const ids: string[] = [];
    for await (const { StackSummaries = [] } of paginateListStacks({ client: this.clients.cloudFormation(region) }, {})) {
      ids.push(...StackSummaries.filter(({ StackName }) => StackName === name).map(({ StackId }) => StackId!));
    }
    return ids;
  }

  /** The newest first. */
  private async events(region: string, StackName: string): Promise<StackEvent[]> {
    const events: StackEvent[] = [];
    for await (const { StackEvents = [] } of paginateDescribeStackEvents({ client: this.clients.cloudFormation(region) }, { StackName })) {
      events.push(...StackEvents);
    }
    return events;
  }
}
