/** The stack that a resource belongs to. */
export interface StackIdentity {
  /** The stack's ARN. */
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Properties = Record<string, any>;

export interface ResourceRequest {
  readonly stack: StackIdentity;
  readonly logicalId: string;
  readonly type: string;
  /** Resolved: no intrinsic function and no dynamic reference is left. */
  readonly properties: Properties;
  /** The stack's tags. */
  readonly tags: Record<string, string>;
  /** Whether the resource is complete as soon as the service has taken the change. [DOC CloudFormation express mode] */
  readonly express?: boolean;
}

export interface ExistingResourceRequest extends ResourceRequest {
  readonly physicalId: string;
}

export interface UpdateResourceRequest extends ExistingResourceRequest {
  readonly previousProperties: Properties;
}

/** What CloudFormation knows of a resource that exists. */
export interface ResourceState {
  readonly physicalId: string;
  /** What `Ref` gives, where it is not the physical id. */
  readonly ref?: string;
  /** What `Fn::GetAtt` can ask for; asking for anything else fails the stack, as on AWS. */
  readonly attributes: Record<string, unknown>;
}

/**
 * How CloudFormation makes, changes and removes one type of resource. Whether a change is an update or a replacement is
 * not decided here: the engine reads it from `@aws-cdk/aws-service-spec`. A thrown error fails the resource; its message
 * is the reason.
 */
export interface ResourceProvider {
  create(request: ResourceRequest): Promise<ResourceState>;
  update(request: UpdateResourceRequest): Promise<ResourceState>;
  delete(request: ExistingResourceRequest): Promise<void>;
}

/** Resource providers by type: `{ 'AWS::Route53::RecordSet': … }`. */
export type ResourceProviders = Record<string, ResourceProvider>;
