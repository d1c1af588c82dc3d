import {
  type Capability, CreateStackCommand, DeleteStackCommand, DescribeStackEventsCommand, DescribeStacksCommand, type Stack, type StackEvent,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import type { Laboratory } from './laboratory';

const LOOK_MS = 1_000;
const LONGEST_MS = 90 * 60_000;
const Capabilities: Capability[] = ['CAPABILITY_IAM'];

/** A template's resources, by logical id. */
export type Resources = Readonly<Record<string, object>>;

/** Stacks of CloudFormation with bare resources. */
export class Stacks {
  constructor(private readonly laboratory: Laboratory) {}

  /** Makes a stack, and waits until it is made, or until it is rolled back. */
  async create(resources: Resources, outputs: Readonly<Record<string, unknown>> = {}): Promise<Stack> {
    const { cloudFormation } = this.laboratory.clients;
    const { StackId: id } = await cloudFormation.send(new CreateStackCommand({
      StackName: this.laboratory.newName(), TemplateBody: templateOf(resources, outputs), Capabilities,
    }));
    this.laboratory.willRemove(`the stack ${id}`, async () => {
      await cloudFormation.send(new DeleteStackCommand({ StackName: id }));
      const { StackStatus, StackStatusReason } = await this.settled(id!);
      if (StackStatus !== 'DELETE_COMPLETE') {
        throw new Error(`${StackStatus} ${StackStatusReason ?? ''}`);
      }
    });
    return this.settled(id!);
  }

  async update({ StackId: id }: Stack, resources: Resources, outputs: Readonly<Record<string, unknown>> = {}): Promise<Stack> {
    const { cloudFormation } = this.laboratory.clients;
    await cloudFormation.send(new UpdateStackCommand({ StackName: id, TemplateBody: templateOf(resources, outputs), Capabilities }));
    return this.settled(id!);
  }

  /** All events, the oldest first. */
  async events({ StackId: id }: Stack): Promise<StackEvent[]> {
    const events: StackEvent[] = [];
    let token: string | undefined;
    do {
      const { cloudFormation } = this.laboratory.clients;
      const { StackEvents = [], NextToken } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName: id, NextToken: token }));
      events.push(...StackEvents);
      token = NextToken;
    } while (token !== undefined);
    return events.reverse();
  }

  private async settled(id: string): Promise<Stack> {
    let stack: Stack | undefined;
    await this.laboratory.delayUntil(async () => {
      await this.laboratory.clock.sleep(LOOK_MS);
      [stack] = (await this.laboratory.clients.cloudFormation.send(new DescribeStacksCommand({ StackName: id }))).Stacks!;
      return !stack.StackStatus!.endsWith('_IN_PROGRESS');
    }, LOOK_MS, LONGEST_MS);
    return stack!;
  }
}

export function outputOf({ Outputs = [], StackStatus, StackStatusReason }: Stack, name: string): string {
  const value = Outputs.find(({ OutputKey }) => OutputKey === name)?.OutputValue;
  if (value === undefined) {
    throw new Error(`the stack has no output ${name}: ${StackStatus} ${StackStatusReason ?? ''}`);
  }
  return value;
}

function templateOf(resources: Resources, outputs: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ Resources: resources, Outputs: Object.fromEntries(Object.entries(outputs).map(([name, Value]) => [name, { Value }])) });
}
