import type { Properties } from './resource-provider';
import type { RemovalPolicy } from './template';

/** Properties with their intrinsic functions evaluated. */
export interface DeclaredProperties {
  /** Dynamic references left as written: what CloudFormation compares. */
  readonly declared: Properties;
  /** What NoEcho hides is hidden: what events show. */
  readonly shown: Properties;
}

export interface EvaluatedProperties extends DeclaredProperties {
  /** Dynamic references resolved: what the resource is given. */
  readonly resolved: Properties;
}

/** A resource that exists, as CloudFormation remembers it. */
export interface PhysicalResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly ref?: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly properties: EvaluatedProperties;
  /** Logical ids that it needed, directly or not, when it was made or last changed: it goes before they go. */
  readonly dependencies: readonly string[];
  readonly deletionPolicy: RemovalPolicy;
  readonly updateReplacePolicy: RemovalPolicy;
  /** The same through updates, another after a replacement; physical ids can be equal (a record set's is its name). */
  readonly incarnation: symbol;
  /** Of a custom resource: it asked for its attributes to be hidden. */
  readonly noEcho?: boolean;
  /** Of a custom resource: the request that it answered last. */
  readonly requestId?: string;
}

/** A logical id of a stack, and what stands behind it at present. */
export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly timestamp: Date;
  readonly physicalId?: string;
  readonly physical?: PhysicalResource;
}
