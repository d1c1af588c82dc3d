import { randomUUID } from 'node:crypto';
import { cloudFormationApi } from './api';
import { DEFAULT_CLOUDFORMATION_ASSUMPTIONS } from './assumptions';
import { BUILT_IN_RESOURCES } from './built-in-resources';
import { NO_CHANGES } from './change-set';
import type { StackEvent } from './events';
import { Exports } from './exports';
import { Operations } from './operations';
import type { CloudFormationPorts, Place, ResponseUrls } from './ports';
import { Provisioner } from './provisioner';
import { Requests } from './requests';
import type { ResourceProviders } from './resource-provider';
import { ResponseSink } from './response-sink';
import type { Stack } from './stack';
import { StackControl } from './stack-control';
import { Stacks } from './stacks';
import { Timestamps } from './timestamps';
import type { ServiceApi } from '../kernel/service';

export interface CloudFormationOptions extends Omit<CloudFormationPorts, 'assumptions' | 'responses'> {
  readonly assumptions?: CloudFormationPorts['assumptions'];
  /** Where handlers send their answers; without it, a sink on a loopback port of its own, from `start` to `stop`. */
  readonly responses?: ResponseUrls;
  /** Where `deploy`, `destroy` and `stack` work if they are not told. */
  readonly home?: Place;
}

export interface DeployRequest extends Partial<Place> {
  readonly stackName: string;
  /** The template, as an object or as text. */
  readonly template: object | string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  /** As `cdk deploy --no-rollback`. */
  readonly disableRollback?: boolean;
  /** As `cdk deploy --express`; with a rollback only if `disableRollback` is false. */
  readonly express?: boolean;
}

/** A stack as a test looks at it. */
export interface StackOutcome {
  readonly stackName: string;
  readonly stackId: string;
  readonly status: string;
  readonly statusReason?: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly resources: Readonly<Record<string, ResourceOutcome>>;
  /** Oldest first. */
  readonly events: readonly StackEvent[];
  /** False if there was nothing to do. */
  readonly changed: boolean;
}

export interface ResourceOutcome {
  readonly type: string;
  readonly status: string;
  readonly physicalId?: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

const HOME: Place = { account: '123456789012', region: 'us-east-1' };
const CAPABILITIES = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'];

/** AWS CloudFormation: stacks that create, update, roll back and delete resources through the providers of other services. */
export class CloudFormation {
  readonly apis: ServiceApi[];
  readonly resources: ResourceProviders = BUILT_IN_RESOURCES;
  readonly stacks: Stacks;
  readonly exports: Exports;
  readonly control: StackControl;
  private readonly requests: Requests;
  private readonly ports: CloudFormationPorts;
  private readonly ownSink?: ResponseSink;

  constructor(private readonly options: CloudFormationOptions) {
    this.ownSink = options.responses ? undefined : new ResponseSink();
    this.ports = { assumptions: DEFAULT_CLOUDFORMATION_ASSUMPTIONS, ...options, responses: options.responses ?? this.ownSink! };
    const timestamps = new Timestamps(options.clock);
    const nextTimestamp = () => timestamps.next();
    this.stacks = new Stacks(nextTimestamp);
    this.exports = new Exports((place) => this.stacks.in(place));
    const provisioner = new Provisioner(this.ports, { ...BUILT_IN_RESOURCES, ...options.providers }, this.exports);
    this.control = new StackControl(this.stacks, new Operations(provisioner, this.exports), provisioner, this.exports, nextTimestamp);
    this.requests = new Requests(this.stacks, this.control, this.ports);
    this.apis = [cloudFormationApi({ stacks: this.stacks, exports: this.exports, control: this.control, requests: this.requests })];
  }

  async start(): Promise<void> {
    await this.ownSink?.start();
  }

  async stop(): Promise<void> {
    await this.ownSink?.stop();
  }

  /** Resolves when no operation is in progress in any stack. */
  async settled(): Promise<void> {
    await this.control.settled();
  }

  /** Deploys as the CDK CLI does, a failed creation being deleted first, and waits for the end, whatever it is. */
  async deploy(request: DeployRequest): Promise<StackOutcome> {
    const { stackName, template, parameters = {}, tags = {}, disableRollback, express = false } = request;
    const place = this.placeOf(request);
    const existing = this.stacks.find(stackName, place);
    if (existing && ['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED'].includes(existing.status)) {
      await this.destroy(stackName, place);
    }
    const update = ![undefined, 'REVIEW_IN_PROGRESS'].includes(this.stacks.find(stackName, place)?.status);
    const { stack, changeSet } = await this.requests.createChangeSet(stackName, {
      TemplateBody: typeof template === 'string' ? template : JSON.stringify(template),
      Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      Capabilities: CAPABILITIES,
      DeploymentConfig: { Mode: express ? 'EXPRESS' : 'STANDARD', DisableRollback: express ? disableRollback : undefined },
    }, { name: `deploy-${randomUUID()}`, type: update ? 'UPDATE' : 'CREATE' }, place);
    if (changeSet.status === 'FAILED') {
      this.stacks.dropChangeSets(stack, (other) => other !== changeSet);
      if (changeSet.statusReason !== NO_CHANGES) {
        throw new Error(changeSet.statusReason);
      }
      return outcomeOf(stack, false);
    }
    this.control.executeChangeSet(stack, changeSet, { disableRollback });
    await this.control.settled(stack);
    this.stacks.dropChangeSets(stack);
    return outcomeOf(stack, true);
  }

  /** Deletes a stack and waits for the end. */
  async destroy(stackName: string, where: Partial<Place> = {}): Promise<StackOutcome> {
    const stack = this.stacks.get(stackName, this.placeOf(where));
    this.control.deleteStack(stack, {});
    await this.control.settled(stack);
    return outcomeOf(stack, true);
  }

  /** A stack by name or, if it may be deleted, by ARN. */
  stack(nameOrId: string, where: Partial<Place> = {}): StackOutcome {
    return outcomeOf(this.stacks.get(nameOrId, this.placeOf(where)), true);
  }

  private placeOf({ account, region }: Partial<Place>): Place {
    const home = this.options.home ?? HOME;
    return { account: account ?? home.account, region: region ?? home.region };
  }
}

function outcomeOf(stack: Stack, changed: boolean): StackOutcome {
  return {
    stackName: stack.identity.name,
    stackId: stack.identity.id,
    status: stack.status,
    statusReason: stack.statusReason,
    outputs: Object.fromEntries(stack.outputs.map(({ key, value }) => [key, value])),
    resources: Object.fromEntries([...stack.resources.values()].map(({ logicalId, type, status, physicalId, physical }) => (
      [logicalId, { type, status, physicalId, attributes: physical?.attributes ?? {} }]))),
    events: [...stack.events.all],
    changed,
  };
}
