import {
  type CloudFormationClient, DescribeStackResourceCommand, DescribeStacksCommand, ListStackResourcesCommand, type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import type { Attempts, Call } from './attempts';
import { refused } from './explanation';
import type { StackPort, StackState } from '../ports';

/** What CloudFormation does not tell in an event, of one stack. */
export class Stack implements StackPort {
  private readonly call: Call;
  private seenTags: Readonly<Record<string, string>> = {};

  constructor(private readonly client: CloudFormationClient, private readonly attempts: Attempts, readonly id: string) {
    this.call = { explain: (error) => refused(error, { what: `read the stack ${id}` }) };
  }

  async state(): Promise<StackState> {
    const status = await this.attempts.repeat(this.call, async () => {
      try {
        const { Stacks: [stack] = [] } = await this.client.send(new DescribeStacksCommand({ StackName: this.id }));
        this.seenTags = Object.fromEntries((stack?.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
        return stack?.StackStatus ?? 'DELETE_COMPLETE';
      } catch (error) {
        if (saysMissing(error as Error)) {
          return 'DELETE_COMPLETE';
        }
        throw error;
      }
    });
    return stateOf(status);
  }

  /** The stack's tags, as the last look at its state saw them. */
  tags(): Readonly<Record<string, string>> {
    return this.seenTags;
  }

  /** Names of domains mean the same in any case, and with or without the dot at the end. */
  async has(type: string, name: string): Promise<boolean> {
    const plain = (physicalId: string) => physicalId.toLowerCase().replace(/\.$/, '');
    return (await this.resources(type)).some(({ physicalId }) => plain(physicalId) === plain(name));
  }

  /** The resources of a type that the stack has itself. */
  async resources(type: string): Promise<ListedStackResource[]> {
    const found: StackResourceSummary[] = [];
    let NextToken: string | undefined;
    do {
      const page = await this.attempts.repeat(this.call, () => this.client.send(new ListStackResourcesCommand({ StackName: this.id, NextToken })));
      found.push(...page.StackResourceSummaries ?? []);
      NextToken = page.NextToken;
    } while (NextToken);
    return found
      .filter(({ ResourceType, ResourceStatus, PhysicalResourceId }) => ResourceType === type && ResourceStatus !== 'DELETE_COMPLETE' && PhysicalResourceId)
      .map(({ PhysicalResourceId, LogicalResourceId, LastUpdatedTimestamp }) => (
        { physicalId: PhysicalResourceId!, logicalId: LogicalResourceId!, deployedAt: LastUpdatedTimestamp?.getTime() }
      ));
  }

  /** When CloudFormation began to wait for a resource; undefined if that is not known. */
  async waitingSince(logicalId: string): Promise<number | undefined> {
    try {
      const { StackResourceDetail: detail } = await this.attempts.repeat(this.call, () => (
        this.client.send(new DescribeStackResourceCommand({ StackName: this.id, LogicalResourceId: logicalId }))
      ));
      return detail?.ResourceStatus?.endsWith('_IN_PROGRESS') ? detail.LastUpdatedTimestamp?.getTime() : undefined;
    } catch {
      return undefined;
    }
  }
}

interface ListedStackResource {
  readonly physicalId: string;
  readonly logicalId: string;
  /** When a deployment made or changed it last, in milliseconds. */
  readonly deployedAt?: number;
}

/** [SDK StackStatus] */
export function stateOf(status: string): StackState {
  if (status === 'DELETE_COMPLETE') {
    return 'gone';
  }
  if (status === 'DELETE_IN_PROGRESS') {
    return 'deleting';
  }
  if (status.endsWith('_IN_PROGRESS')) {
    return status.includes('ROLLBACK') ? 'rolling back' : 'in progress';
  }
  return status.endsWith('_COMPLETE') ? 'settled' : 'failed';
}

/** [LIVE: ValidationError, "Stack with id … does not exist"] */
function saysMissing({ name, message }: Error): boolean {
  return name === 'ValidationError' && message.includes('does not exist');
}
