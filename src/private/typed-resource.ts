import { CustomResource, type Duration, type RemovalPolicy } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { WireProperties } from '../contract/wire';

/** Who answers CloudFormation. */
export interface CustomResourceProvider {
  readonly serviceToken: string;
  /** How long CloudFormation waits for the answer; its own limit is an hour. */
  readonly serviceTimeout: Duration;
}

interface TypedResourceProps {
  readonly handler: CustomResourceProvider;
  readonly resourceType: string;
  readonly properties: WireProperties;
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A custom resource that can be asked for no attribute but those that its handler answers.
 *
 * The properties come from the contract's `encode…` only, so that both sides have one idea of them.
 */
export class TypedResource<Attribute extends string> extends CustomResource {
  constructor(scope: Construct, id: string, props: TypedResourceProps) {
    super(scope, id, {
      serviceToken: props.handler.serviceToken,
      resourceType: props.resourceType,
      properties: { ...props.properties },
      removalPolicy: props.removalPolicy,
      serviceTimeout: props.handler.serviceTimeout,
    });
  }

  attribute(name: Attribute): string {
    return this.getAttString(name);
  }
}
