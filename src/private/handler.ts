import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { HANDLERS } from './assets';
import { executionRole } from './execution-role';
import { grantReadOwnStack, grantRemoveOwnIdentities } from './permissions';

/** Part of every resource's path, so it may never change: renaming it replaces the function of every live stack. */
const ID = 'CdkSesDkim';

/**
 * The function behind every custom resource of a stack: one, however many identities there are.
 *
 * It has no setting that an identity could want different, for it would be the first identity's that counts.
 */
export class Handler extends Construct {
  static of(scope: Construct): Handler {
    const stack = Stack.of(scope);
    return stack.node.tryFindChild(ID) as Handler | undefined ?? new Handler(stack);
  }

  readonly serviceToken: string;
  readonly serviceTimeout = Duration.minutes(20); // the handler gives up after 14
  readonly role: iam.Role;
  readonly onEvent: lambda.IFunction;
  readonly logGroup: logs.LogGroup;
  private readonly domains = new Map<string, Construct>();
  private readonly secrets = new Map<string, Construct>();

  private constructor(stack: Stack) {
    super(stack, ID);
    const logGroup = this.logGroup = new logs.LogGroup(this, 'Logs', {
      retention: logs.RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = executionRole(this, 'Role', logGroup);
    grantRemoveOwnIdentities(this, this.role);
    grantReadOwnStack(this.role);
    this.onEvent = new lambda.Function(this, 'Function', {
      description: 'cdk-ses-dkim: DKIM keys, SES domain identities and their records',
      code: lambda.Code.fromAsset(HANDLERS),
      handler: 'index.handler',
      runtime: lambda.determineLatestNodeRuntime(this),
      memorySize: 256, // RSA and one TLS client: at 128 MB a cold start takes seconds
      timeout: Duration.minutes(14), // below the 15 of the framework that waits for it; SES allows one call a second
      role: this.role,
      logGroup,
    });
    this.serviceToken = new Provider(this, 'Provider', {
      onEventHandler: this.onEvent,
      frameworkOnEventRole: executionRole(this, 'ProviderRole', logGroup),
      logGroup,
    }).serviceToken;
  }

  /** Remembers whose a domain is: two identities of one stack for the same domain would undo each other's work. */
  claim(domainName: string, identity: Construct): void {
    const owner = this.domains.get(domainName);
    if (owner) {
      throw new Error(`\`domainName\` '${domainName}' already has an identity in this stack: '${owner.node.path}'`);
    }
    this.domains.set(domainName, identity);
  }

  /** And whose a secret is: its labels tell of one domain's records. */
  claimSecret(secret: string, identity: Construct): void {
    const owner = this.secrets.get(secret);
    if (owner) {
      throw new Error(`\`DkimKey.followSecret\` has one secret for each identity, and this one belongs to '${owner.node.path}'`);
    }
    this.secrets.set(secret, identity);
  }
}
