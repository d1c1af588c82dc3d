import type { Duration } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IManagedPolicy, IRole } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Architecture, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';

/**
 * How the two functions of a stack run: `deploy`, which CloudFormation calls, and `watch`, which looks after live domains.
 */
export interface DomainIdentityHandlerOptions {
  /**
   * The VPC that the functions run in.
   *
   * They must reach SES, Route 53, Secrets Manager, STS, CloudFormation and the S3 bucket that takes CloudFormation's answers.
   * And they should reach name servers all over the internet by UDP and TCP on port 53, as through a NAT gateway. If they reach
   * none, they ask the resolver of the VPC, which may remember for hours that a record was not there.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
   * @default - the functions run outside of any VPC of yours
   */
  readonly vpc?: IVpc;

  /**
   * The subnets of `vpc`.
   *
   * @default - private subnets with egress
   */
  readonly vpcSubnets?: SubnetSelection;

  /**
   * The security groups of the functions in `vpc`.
   *
   * @default - one for each function, which allows all outbound traffic
   */
  readonly securityGroups?: ISecurityGroup[];

  /**
   * The role of the function `deploy`. Lambda has to be trusted to assume it.
   *
   * What it needs is added to it, unless it takes no policies, like `Role.fromRoleArn(…, { mutable: false })`: then it must have
   * `DomainIdentityHandler.deployPolicyJson`. If a hosted zone is in another account, the `DomainDnsRole` there must name this
   * role, or its path.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
   * @default - a role of the stack
   */
  readonly deployRole?: IRole;

  /**
   * The role of the function `watch`, as `deployRole` is that of `deploy`. It may be the same role.
   *
   * If it takes no policies, it must have `DomainIdentityHandler.watchPolicyJson`.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
   * @default - a role of the stack
   */
  readonly watchRole?: IRole;

  /**
   * The permissions boundary of the roles that the stack makes.
   *
   * It has to allow what the functions do, `sts:AssumeRole` for hosted zones of other accounts included.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
   * @default - none
   */
  readonly permissionsBoundary?: IManagedPolicy;

  /**
   * The path of the roles and managed policies that the stack makes. It begins and ends with a slash.
   *
   * If a hosted zone is in another account, the `DomainDnsRole` there has to have the same `trustedRolePath`.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
   * @default - `/cdk-ses-dkim/` for roles, and `/` for managed policies
   */
  readonly iamPath?: string;

  /**
   * What the names of the roles and managed policies that the stack makes begin with, at most 24 characters. The rest of a name
   * tells the stack and the Region.
   *
   * A deployment then needs the capability `CAPABILITY_NAMED_IAM`, which the CDK CLI gives.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
   * @default - CloudFormation makes the names
   */
  readonly iamNamePrefix?: string;

  /**
   * The log group of the functions.
   *
   * @default - a log group of the stack
   */
  readonly logGroup?: ILogGroup;

  /**
   * How long the log group of the stack keeps what the functions log.
   *
   * @default RetentionDays.ONE_YEAR
   */
  readonly logRetention?: RetentionDays;

  /**
   * The KMS key that encrypts the log group of the stack. If the key is made in this app, its policy lets CloudWatch Logs use it for
   * the log groups of the account. The policy of an imported key has to allow that already.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
   * @default - CloudWatch Logs encrypts with a key of its own
   */
  readonly logEncryptionKey?: IKey;

  /**
   * The runtime of the functions: Node.js 22 or newer.
   *
   * @default Runtime.NODEJS_24_X
   */
  readonly runtime?: Runtime;

  /**
   * The architecture of the functions.
   *
   * @default - Lambda's own default, which is Architecture.X86_64
   */
  readonly architecture?: Architecture;

  /**
   * The memory of each function in MiB, from 128 to 10240.
   *
   * With less than 256 MiB a function takes seconds to start.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
   * @default 256
   */
  readonly memorySize?: number;

  /**
   * How many instances of each function may run at a time, at least 1. Lambda reserves them for the function.
   *
   * Further events wait in Lambda's queue. CloudFormation waits for an hour, so a few instances are enough.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
   * @default - the functions share the concurrency of the account
   */
  readonly reservedConcurrentExecutions?: number;

  /**
   * Whether AWS X-Ray traces the functions.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
   * @default Tracing.DISABLED
   */
  readonly tracing?: Tracing;

  /**
   * The KMS key that encrypts the environment variables of the functions: the id of the stack, which metrics it has, and whether it sends
   * events. They never have a secret.
   *
   * Lambda makes a grant for the role, so who deploys needs `kms:CreateGrant` for the key.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html
   * @default - Lambda encrypts with a key of AWS
   */
  readonly environmentEncryption?: IKey;

  /**
   * How often `watch` looks after all live domains of the stack: whole minutes from 15 minutes to 1 day.
   *
   * If the documentation says that something happens within an hour, it happens within this time.
   *
   * @default Duration.hours(1)
   */
  readonly clockRate?: Duration;

  /**
   * Whether the functions tell the account's default event bus what happens to a domain: SES reports another status, SES was given
   * another key, a record was retired, revoked, removed or published again.
   *
   * The functions may then call `events:PutEvents`. A VPC needs a way to EventBridge.
   *
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-what-is.html
   * @default false
   */
  readonly statusEvents?: boolean;
}
