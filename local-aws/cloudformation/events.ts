import { randomUUID } from 'node:crypto';
import type { StackIdentity } from './resource-provider';

/** One line of a stack's history, as `DescribeStackEvents` gives it. */
export interface StackEvent {
  readonly EventId: string;
  readonly StackId: string;
  readonly StackName: string;
  readonly OperationId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId: string;
  readonly ResourceType: string;
  readonly Timestamp: Date;
  readonly ResourceStatus: string;
  readonly ResourceStatusReason?: string;
  readonly ResourceProperties?: string;
  readonly ClientRequestToken?: string;
}

export interface Happening {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId?: string;
  readonly status: string;
  readonly reason?: string;
  /** JSON, without what NoEcho hides. */
  readonly properties?: string;
}

/** Everything that happened to a stack, oldest first. */
export class EventLog {
  private readonly log: StackEvent[] = [];
  private operation = { id: randomUUID() as string, token: undefined as string | undefined };

  constructor(private readonly stack: StackIdentity, private readonly nextTimestamp: () => Date) {}

  /** Events from here on belong to a new operation; a rollback is one of its own [SDK StackEvent OperationId; CDK CLI PollRange]. */
  beginOperation(clientRequestToken?: string): void {
    this.operation = { id: randomUUID(), token: clientRequestToken };
  }

  add({ logicalId, type, physicalId, status, reason, properties }: Happening): StackEvent {
    const event = {
      EventId: type === 'AWS::CloudFormation::Stack' ? randomUUID() : `${logicalId}-${randomUUID()}`,
      StackId: this.stack.id,
      StackName: this.stack.name,
      OperationId: this.operation.id,
      LogicalResourceId: logicalId,
      PhysicalResourceId: physicalId ?? '',
      ResourceType: type,
      Timestamp: this.nextTimestamp(),
      ResourceStatus: status,
      ResourceStatusReason: reason,
      ResourceProperties: properties,
      ClientRequestToken: this.operation.token,
    };
    this.log.push(event);
    return event;
  }

  get all(): readonly StackEvent[] {
    return this.log;
  }
}
