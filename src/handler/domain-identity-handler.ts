import { Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';
import type { DomainIdentityHandlerOptions } from './domain-identity-handler-options';
import { configureScope, settingsScope } from './handler-settings';
import { checkHandlerOptions } from './settings-checks';
import { StackHandler } from './stack-handler';
import { at } from '../private/at-path';
import { checkKind } from '../private/kinds';

/**
 * The two functions that a stack has for all its identities: `deploy`, which CloudFormation calls, and `watch`, which looks after
 * live domains.
 *
 * The first identity makes them, and they need no configuration.
 *
 * @example
 * declare const vpc: ec2.IVpc;
 *
 * DomainIdentityHandler.configure(this, { vpc, logRetention: logs.RetentionDays.THREE_MONTHS });
 * new DomainIdentity(this, 'Identity', { domainName: 'example.com' });
 */
export class DomainIdentityHandler {
  /**
   * Configures the functions of a stack, or of all stacks of a stage or an app.
   *
   * Call it before the first identity is made. A stack takes each property from the nearest scope that gives it. For one scope, two
   * calls may give different properties, but not one property two values.
   *
   * @param scope the stack, something in it, a stage, or the app
   *
   * @example
   * DomainIdentityHandler.configure(this, {
   *   permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyName(this, 'Boundary', 'platform-boundary'),
   *   architecture: lambda.Architecture.ARM_64,
   * });
   */
  public static configure(scope: IConstruct, options: DomainIdentityHandlerOptions): void {
    checkKind('the scope of `DomainIdentityHandler.configure`', scope, 'construct');
    at(scope, () => {
      checkHandlerOptions(options);
      const late = settingsScope(scope).node.findAll().find((one) => StackHandler.tryOf(one) !== undefined);
      if (late) {
        throw new Error('`DomainIdentityHandler.configure` must come before the first identity, '
          + `got '${StackHandler.of(late).firstIdentity.node.path}' before it`);
      }
      configureScope(scope, options);
    });
  }

  /**
   * The functions of a stack that has an identity.
   *
   * @param scope the stack, or something in it
   * @throws if the stack has no identity yet
   *
   * @example
   * new DomainIdentity(this, 'Identity', { domainName: 'example.com' });
   * new CfnOutput(this, 'DeployPolicy', { value: DomainIdentityHandler.of(this).deployPolicyJson });
   */
  public static of(scope: IConstruct): DomainIdentityHandler {
    checkKind('the scope of `DomainIdentityHandler.of`', scope, 'construct');
    return at(scope, () => {
      const handler = StackHandler.tryOf(Stack.of(scope));
      if (!handler) {
        throw new Error('`DomainIdentityHandler.of` needs a stack with an identity, which makes its functions');
      }
      return new DomainIdentityHandler(handler);
    });
  }

  /**
   * The function that CloudFormation calls.
   */
  public readonly deployFunction: IFunction;

  /**
   * The function that looks after live domains, and rotates keys.
   */
  public readonly watchFunction: IFunction;

  /**
   * The log group of both functions.
   */
  public readonly logGroup: ILogGroup;

  private constructor(private readonly handler: StackHandler) {
    this.deployFunction = handler.deploy;
    this.watchFunction = handler.watch;
    this.logGroup = handler.logGroup;
  }

  /**
   * The policy that the role of `deploy` needs, as JSON: for a role of yours that takes no policies.
   *
   * It has what all identities of the stack need, also of those that are made later in the program. It names the stack by its name.
   */
  public get deployPolicyJson(): string {
    return this.handler.policyJson('deploy');
  }

  /**
   * The policy that the role of `watch` needs, as `deployPolicyJson` is that of `deploy`.
   */
  public get watchPolicyJson(): string {
    return this.handler.policyJson('watch');
  }
}
