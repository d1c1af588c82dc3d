import { Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyDocument, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { FollowedSecrets } from './followed-secrets';
import { HandlerCode } from './handler-code';
import { secretArn } from '../permissions/arns';
import { deployStatements, watchStatements } from '../permissions/handler-statements';
import type { Grant } from '../permissions/listed-permissions';
import { PolicyLists } from '../permissions/policy-lists';
import { childOf } from '../private/child-ids';

/** Part of every resource's path. It may never change: another name replaces the functions of every live stack. */
const ID = 'CdkSesDkim';

/** [DOC IAM quotas: managed policies attached to a role] */
const MOST_MANAGED_POLICIES = 10;

/**
 * The two functions of a stack, however many identities it has: `deploy` answers CloudFormation, and `watch` looks after live
 * domains. They have no setting that two identities could want to be different.
 */
export class StackHandler extends Construct {
  static of(scope: Construct): StackHandler {
    const stack = Stack.of(scope);
    return childOf<StackHandler>(stack, ID, 'followedSecrets') ?? new StackHandler(stack);
  }

  readonly deploy: lambda.Function;
  readonly watch: lambda.Function;
  readonly followedSecrets: FollowedSecrets;
  private readonly code = new HandlerCode();
  private readonly domains = new Map<string, Construct>();
  private readonly sharedLists: PolicyLists;
  private readonly deployLists: PolicyLists;
  private managedPolicies = 0;
  private rotationPermission?: lambda.CfnPermission;

  private constructor(stack: Stack) {
    super(stack, ID);
    const logGroup = new LogGroup(this, 'Logs', { retention: RetentionDays.ONE_YEAR, removalPolicy: RemovalPolicy.DESTROY });
    this.deploy = this.function('Deploy', 'cdk-ses-dkim: deploys identities in SES, their keys and records', logGroup, deployStatements(stack, logGroup));
    this.watch = this.function('Watch', 'cdk-ses-dkim: looks after live identities, and rotates their keys', logGroup, watchStatements(stack, logGroup));
    this.addClock();
    this.followedSecrets = new FollowedSecrets(this, 'Followed', this.watch);
    const takeOne = () => this.takeManagedPolicy();
    const cfn = (of: lambda.Function) => of.node.defaultChild as lambda.CfnFunction;
    this.sharedLists = new PolicyLists(this, 'Domains', {
      takeOne, roles: [this.deploy.role!, this.watch.role!], functions: [cfn(this.deploy), cfn(this.watch)],
    });
    this.deployLists = new PolicyLists(this, 'Deployments', { takeOne, roles: [this.deploy.role!], functions: [cfn(this.deploy)] });
  }

  /** Remembers whose a domain is: two identities of one stack for the same domain would undo each other's work. */
  claim(domainName: string, identity: Construct): void {
    const owner = this.domains.get(domainName);
    if (owner) {
      throw new Error(`\`domainName\` '${domainName}' already has an identity in this stack: '${owner.node.path}'`);
    }
    this.domains.set(domainName, identity);
  }

  /** Everything that the identity of one domain needs. */
  grant(domainName: string, grants: readonly Grant[]): void {
    this.sharedLists.add(domainName, grants.filter(({ permission }) => permission.isShared));
    this.deployLists.add(domainName, grants.filter(({ permission }) => !permission.isShared));
  }

  /** Lets Secrets Manager rotate: one permission for all secrets. One for each would fill the function's policy with 46. */
  letSecretsManagerRotate(): lambda.CfnPermission {
    // The function itself refuses secrets that are not this stack's.
    return this.rotationPermission ??= new lambda.CfnPermission(this, 'Rotation', {
      action: 'lambda:InvokeFunction',
      functionName: this.watch.functionName,
      principal: 'secretsmanager.amazonaws.com',
      sourceAccount: Aws.ACCOUNT_ID,
      sourceArn: secretArn(this, '*'),
    });
  }

  private function(id: string, description: string, logGroup: LogGroup, statements: PolicyStatement[]): lambda.Function {
    const role = new Role(this, `${id}Role`, {
      path: '/cdk-ses-dkim/', // a role in a zone's account trusts roles in this path
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { Handler: new PolicyDocument({ statements }) },
    });
    return new lambda.Function(this, id, {
      description,
      code: this.code,
      handler: `index.${id.toLowerCase()}`,
      runtime: lambda.Runtime.NODEJS_24_X, // in every Region [SDK aws-cdk-lib 2.276.0, region-info: latestNodeRuntime]
      memorySize: 256, // RSA and one TLS client: at 128 MB a cold start takes seconds
      timeout: Duration.minutes(14), // Lambda delivers an event of CloudFormation three times, within the hour that CloudFormation waits
      environment: { STACK_ID: Aws.STACK_ID },
      role,
      logGroup,
    });
  }

  private addClock(): void {
    const clock = new CfnRule(this, 'Clock', {
      description: 'cdk-ses-dkim: looks after the identities of a stack',
      scheduleExpression: 'rate(1 hour)',
      targets: [{ id: 'Watch', arn: this.watch.functionArn, input: JSON.stringify({ clock: 'hourly' }) }],
    });
    new lambda.CfnPermission(this, 'ClockPermission', {
      action: 'lambda:InvokeFunction', functionName: this.watch.functionName, principal: 'events.amazonaws.com', sourceArn: clock.attrArn,
    });
  }

  private takeManagedPolicy(): void {
    if (++this.managedPolicies > MOST_MANAGED_POLICIES) {
      throw new Error(`the identities of the stack '${Stack.of(this).node.path}' name so many hosted zones, secrets and roles that they need more than `
        + `${MOST_MANAGED_POLICIES} managed policies, and a role can have no more: move some identities to another stack`);
    }
  }
}
