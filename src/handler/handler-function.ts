import { Aws, Duration } from 'aws-cdk-lib';
import { Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { DomainIdentityHandlerOptions } from './domain-identity-handler-options';
import type { HandlerCode } from './handler-code';
import { STATUS_EVENTS_VARIABLE } from '../contract/status-events';
import type { HandlerRole } from '../permissions/handler-role';
import { vpcStatement } from '../permissions/handler-statements';
import { keyBehind } from '../private/encryption-keys';

interface HandlerFunctionProps {
  readonly description: string;
  readonly code: HandlerCode;
  readonly role: HandlerRole;
  readonly logGroup: ILogGroup;
  readonly settings: DomainIdentityHandlerOptions;
}

/** `deploy` or `watch`. */
export function handlerFunction(scope: Construct, id: string, { description, code, role, logGroup, settings }: HandlerFunctionProps): Function {
  const {
    vpc, vpcSubnets, securityGroups, runtime, architecture, memorySize, reservedConcurrentExecutions, tracing, environmentEncryption, statusEvents,
  } = settings;
  const made = new Function(scope, id, {
    description,
    code,
    handler: `index.${id.toLowerCase()}`,
    runtime: runtime ?? Runtime.NODEJS_24_X, // in every Region [SDK aws-cdk-lib 2.276.0, region-info: latestNodeRuntime]
    memorySize: memorySize ?? 256, // RSA and one TLS client: at 128 MB a cold start takes seconds
    timeout: Duration.minutes(14), // Lambda delivers an event of CloudFormation three times, within the hour that CloudFormation waits
    environment: { STACK_ID: Aws.STACK_ID, ...statusEvents ? { [STATUS_EVENTS_VARIABLE]: 'on' } : {} },
    role: role.role,
    logGroup,
    vpc,
    vpcSubnets,
    securityGroups,
    architecture,
    reservedConcurrentExecutions,
    tracing,
    environmentEncryption: environmentEncryption && keyBehind(environmentEncryption),
  });
  if (role.policy) {
    made.node.addDependency(role.policy);
  }
  if (made.isBoundToVpc && !vpc) {
    made.addToRolePolicy(vpcStatement()); // a property injector has put it there
  }
  return made;
}
