import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { HANDLERS } from './assets';
import { encodeKeyRotation } from '../contract/key-rotation';

interface KeyChangeFunctionProps {
  readonly description: string;
  readonly role: iam.Role;
  readonly logGroup: LogGroup;
  readonly settings: Parameters<typeof encodeKeyRotation>[0];
}

/** The function that changes an identity's key without a deployment. */
export function keyChangeFunction(scope: Construct, { settings, ...props }: KeyChangeFunctionProps): lambda.Function {
  return new lambda.Function(scope, 'Function', {
    ...props,
    code: lambda.Code.fromAsset(HANDLERS),
    handler: 'index.changeKey',
    runtime: lambda.determineLatestNodeRuntime(scope),
    memorySize: 256,
    timeout: Duration.minutes(15), // SES's check has to fit into it, which takes minutes
    environment: encodeKeyRotation(settings),
  });
}

/** What is due between changes: former keys to be revoked and removed, a change that was missed or left half done. */
export function attendDaily(scope: Construct, changing: lambda.Function, domainName: string): events.Rule {
  return new events.Rule(scope, 'Daily', {
    description: `Retires former DKIM keys of ${domainName}`,
    schedule: events.Schedule.rate(Duration.days(1)),
    targets: [new targets.LambdaFunction(changing)],
  });
}
