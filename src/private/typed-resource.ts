import { CustomResource, Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Handler } from './handler';
import type { WireProperties } from '../contract/wire';

interface TypedResourceProps {
  readonly handler: Handler;
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
      serviceTimeout: Duration.minutes(20), // the handler gives up after 14; CloudFormation's own limit is an hour
    });
  }

  attribute(name: Attribute): string {
    return this.getAttString(name);
  }
}
