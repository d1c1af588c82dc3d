import { Duration } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct, type IDependable } from 'constructs';
import { HANDLERS } from './assets';
import { executionRole } from './execution-role';
import { Handler } from './handler';
import { grantReadOwnStack } from './permissions';

/** Part of the path of what is live, as the handler's is. */
const ID = 'Verification';

/** What looks at SES until a domain is verified: one for each stack that waits, and none for others. */
export class VerificationWaiter extends Construct {
  static of(scope: Construct): VerificationWaiter {
    const handler = Handler.of(scope);
    return handler.node.tryFindChild(ID) as VerificationWaiter | undefined ?? new VerificationWaiter(handler);
  }

  readonly serviceToken: string;
  readonly serviceTimeout = Duration.hours(1);
  readonly role: iam.Role;
  /** What has to exist for as long as something waits. */
  readonly granted: IDependable;

  private constructor(handler: Handler) {
    super(handler, ID);
    const { logGroup, onEvent } = handler;
    this.role = executionRole(this, 'Role', logGroup);
    const isComplete = new lambda.Function(this, 'Function', {
      description: 'cdk-ses-dkim: whether SES has verified a domain',
      code: lambda.Code.fromAsset(HANDLERS),
      handler: 'index.isVerified',
      runtime: lambda.determineLatestNodeRuntime(this),
      memorySize: 256,
      timeout: Duration.minutes(1),
      role: this.role,
      logGroup,
    });
    this.granted = grantReadOwnStack(handler.role);
    this.serviceToken = new Provider(this, 'Provider', {
      onEventHandler: onEvent,
      isCompleteHandler: isComplete,
      queryInterval: Duration.seconds(15),
      totalTimeout: Duration.hours(1), // the handler ends a wait before, and says more than the framework would
      frameworkOnEventRole: executionRole(this, 'OnEventRole', logGroup),
      frameworkCompleteAndTimeoutRole: executionRole(this, 'IsCompleteRole', logGroup),
      logGroup,
    }).serviceToken;
  }
}
