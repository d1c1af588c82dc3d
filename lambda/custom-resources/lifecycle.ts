import type { WireProperties } from '../../src/contract/wire';

/** Where an event comes from: which resource of which stack, and which attempt at it. */
export interface Origin {
  readonly stackId: string;
  readonly logicalId: string;
  /** The same in every delivery of one event. */
  readonly requestId: string;
  /** What an earlier answer named the resource; none yet at a Create. */
  readonly physicalId?: string;
}

/** What CloudFormation is told of a resource that exists. */
export interface Answer<Attribute extends string = string> {
  /** CloudFormation replaces the resource when this changes. */
  readonly physicalId: string;
  readonly attributes: Readonly<Record<Attribute, string>>;
  /** For the looks that follow, where a resource is not complete at once. */
  readonly waiting?: Readonly<Record<string, string>>;
}

/**
 * One type of custom resource. Each method may be called again for the same event, at any point of an earlier call that
 * was killed, and has to come to the same end.
 */
export interface Lifecycle<Request = unknown, Attribute extends string = string> {
  readonly decode: (properties: WireProperties) => Request;
  /** If this fails, nothing that it made is left: CDK's provider framework sends no Delete for a failed Create. */
  create(request: Request, origin: Origin): Promise<Answer<Attribute>>;
  update(request: Request, previous: Request, origin: Origin): Promise<Answer<Attribute>>;
  delete(request: Request, origin: Origin): Promise<void>;
}
