import { Aws, CfnOutput, Lazy, Stack } from 'aws-cdk-lib';
import { type CfnFunction, CfnPermission, type Function, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct, type IConstruct } from 'constructs';
import { AskedMetrics } from './asked-metrics';
import { addClock } from './clock';
import type { DomainIdentityHandlerOptions } from './domain-identity-handler-options';
import { FollowedSecrets } from './followed-secrets';
import { HandlerCode } from './handler-code';
import { handlerFunction } from './handler-function';
import { handlerLogGroup } from './handler-log-group';
import { settingsOf } from './handler-settings';
import { secretArn } from '../permissions/arns';
import { givenRole, type HandlerRole, ownRole, type RoleStatements } from '../permissions/handler-role';
import { allStatements, deployStatements, eventsStatement, tracingStatement, vpcStatement, watchStatements } from '../permissions/handler-statements';
import { IamNames } from '../permissions/iam-names';
import type { Grant } from '../permissions/listed-permissions';
import { foreseenStack, knownStack, type OwnStack } from '../permissions/own-stack';
import { PolicyLists } from '../permissions/policy-lists';
import { validateAt } from '../private/at-path';
import { childOf } from '../private/child-ids';
import { onceResolved, quote } from '../private/quoting';

/** Part of every resource's path. It may never change: another name replaces the functions of every live stack. */
const ID = 'CdkSesDkim';

/** [DOC CloudFormation quotas: outputs] */
const MOST_OUTPUTS = 200;

/** [DOC IAM quotas: managed policies attached to a role] */
const MOST_MANAGED_POLICIES = 10;

/**
 * The two functions of a stack, however many identities it has: `deploy` answers CloudFormation, and `watch` looks after live
 * domains.
 */
export class StackHandler extends Construct {
  static of(scope: IConstruct): StackHandler {
    const stack = Stack.of(scope);
    return StackHandler.tryOf(stack) ?? new StackHandler(stack);
  }

  /** Undefined if the stack has no identity yet. */
  static tryOf(stack: IConstruct): StackHandler | undefined {
    return childOf<StackHandler>(stack, ID, 'followedSecrets');
  }

  readonly deploy: Function;
  readonly watch: Function;
  readonly logGroup: ILogGroup;
  readonly followedSecrets: FollowedSecrets;
  readonly askedMetrics: AskedMetrics;
  private readonly statements: Readonly<Record<'deploy' | 'watch' | 'both', RoleStatements>>;
  /** The CDK lets a traced function tell X-Ray, as far as its role takes policies. */
  private readonly isTraced: boolean;
  private readonly domains = new Map<string, Construct>();
  private readonly sharedLists: PolicyLists;
  private readonly deployLists: PolicyLists;
  private managedPolicies = 0;
  private rotationPermission?: CfnPermission;

  private constructor(stack: Stack) {
    super(stack, ID);
    const settings = settingsOf(stack);
    const names = new IamNames(this, settings.iamPath, settings.iamNamePrefix);
    this.logGroup = handlerLogGroup(this, settings);
    this.isTraced = settings.tracing !== undefined && settings.tracing !== Tracing.DISABLED;
    this.statements = this.statementsOf(stack, settings);
    const isOneRole = settings.deployRole !== undefined && settings.deployRole === settings.watchRole;
    const deploy = this.role('Deploy', isOneRole ? this.statements.both : this.statements.deploy, names, settings, settings.deployRole);
    const watch = isOneRole ? deploy : this.role('Watch', this.statements.watch, names, settings, settings.watchRole);

    const common = { code: new HandlerCode(), logGroup: this.logGroup, settings };
    this.deploy = handlerFunction(this, 'Deploy', {
      ...common, role: deploy, description: 'cdk-ses-dkim: deploys identities in SES, their keys and records',
    });
    this.watch = handlerFunction(this, 'Watch', {
      ...common, role: watch, description: 'cdk-ses-dkim: looks after live identities, and rotates their keys',
    });
    addClock(this, this.watch, settings.clockRate);
    this.followedSecrets = new FollowedSecrets(this, 'Followed', this.watch);
    this.askedMetrics = new AskedMetrics(this.watch);

    const takeOne = () => this.takeManagedPolicy();
    const cfn = (of: Function) => of.node.defaultChild as CfnFunction;
    this.sharedLists = new PolicyLists(this, 'Domains', {
      takeOne, names, roles: [...new Set([deploy, watch])], functions: [cfn(this.deploy), cfn(this.watch)],
    });
    this.deployLists = new PolicyLists(this, 'Deployments', { takeOne, names, roles: [deploy], functions: [cfn(this.deploy)] });
    validateAt(this, () => validateOutputs(stack));
  }

  /** The first identity, for whom the functions were made. */
  get firstIdentity(): IConstruct {
    return this.domains.values().next().value ?? Stack.of(this);
  }

  /** Remembers whose a domain is: two identities of one stack for the same domain would undo each other's work. */
  claim(domainName: string, identity: Construct): void {
    const name = onceResolved(this, domainName);
    const owner = this.domains.get(name);
    if (owner) {
      throw new Error(`\`domainName\` must differ between the identities of a stack, got ${quote(domainName)}: '${owner.node.path}' has the same`);
    }
    this.domains.set(name, identity);
  }

  /** Everything that the identity of one domain needs. */
  grant(domainName: string, grants: readonly Grant[]): void {
    this.sharedLists.add(domainName, grants.filter(({ permission }) => permission.isShared));
    this.deployLists.add(domainName, grants.filter(({ permission }) => !permission.isShared));
  }

  /** What the role of a function needs if somebody else makes it, as JSON, when all identities are known. */
  policyJson(of: 'deploy' | 'watch'): string {
    const lists = of === 'deploy' ? [this.sharedLists, this.deployLists] : [this.sharedLists];
    return Stack.of(this).toJsonString(Lazy.any({
      produce: () => ({
        Version: '2012-10-17',
        Statement: [
          ...[...this.statements[of].foreseen(), ...this.isTraced ? [tracingStatement()] : []].map((statement) => statement.toStatementJson()),
          ...lists.flatMap((list) => list.statements()),
        ],
      }),
    }));
  }

  /** Lets Secrets Manager rotate: one permission for all secrets. One for each would fill the function's policy with 46. */
  letSecretsManagerRotate(): CfnPermission {
    // The function itself refuses secrets that are not this stack's.
    return this.rotationPermission ??= new CfnPermission(this, 'Rotation', {
      action: 'lambda:InvokeFunction',
      functionName: this.watch.functionName,
      principal: 'secretsmanager.amazonaws.com',
      sourceAccount: Aws.ACCOUNT_ID,
      sourceArn: secretArn(this, '*'),
    });
  }

  private statementsOf(stack: Stack, { vpc, logGroup, statusEvents }: DomainIdentityHandlerOptions) {
    const more = () => [...vpc ? [vpcStatement()] : [], ...statusEvents ? [eventsStatement({ stack })] : []];
    const of = (make: (own: OwnStack) => ReturnType<typeof deployStatements>): RoleStatements => ({
      known: () => [...make(knownStack(stack, this.logGroup.logGroupArn)), ...more()],
      foreseen: () => [...make(foreseenStack(stack, logGroup?.logGroupArn)), ...more()],
    });
    return { deploy: of(deployStatements), watch: of(watchStatements), both: of(allStatements) };
  }

  private role(
    id: string, statements: RoleStatements, names: IamNames, { permissionsBoundary }: DomainIdentityHandlerOptions, given: DomainIdentityHandlerOptions['deployRole'],
  ): HandlerRole {
    return given ? givenRole(this, id, statements, given) : ownRole(this, id, statements, names, permissionsBoundary);
  }

  private takeManagedPolicy(): void {
    if (++this.managedPolicies > MOST_MANAGED_POLICIES) {
      throw new Error(`the identities of the stack '${Stack.of(this).node.path}' name so many hosted zones, secrets and roles that they need more than `
        + `${MOST_MANAGED_POLICIES} managed policies, and a role can have no more: move some identities to another stack`);
    }
  }
}

/** The CDK counts resources, but no outputs. */
function validateOutputs(stack: Stack): string[] {
  const outputs = stack.node.findAll().filter((one) => one instanceof CfnOutput && one.stack === stack).length;
  return outputs <= MOST_OUTPUTS ? [] : [`a stack can have ${MOST_OUTPUTS} outputs, got ${outputs}: turn some off by \`output: false\` of \`DomainDns.manual\`, `
    + 'or move some identities to another stack'];
}
