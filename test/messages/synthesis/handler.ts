import { Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Alias, Key } from 'aws-cdk-lib/aws-kms';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Program } from './program';
import { DomainIdentityHandler } from '../../../src';
import type { Mistakes } from '../mistakes';

/** By a construct of the platform team, and then there is an identity. */
const configure = (program: Program, options: unknown, id = 'Platform') => {
  DomainIdentityHandler.configure(new Construct(program.stack, id), options as never);
};
const configured = (options: object | ((program: Program) => object)) => (program: Program) => {
  configure(program, typeof options === 'function' ? options(program) : options);
  program.having({});
};

export const configurationOfTheHandler: Mistakes<Program> = {
  'no options': (program) => configure(program, undefined),
  'a VPC by its id': configured({ vpc: 'vpc-0123' }),
  'subnets without a VPC': configured({ vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } }),
  'security groups without a VPC': configured((program) => ({ securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(program.stack, 'Group', 'sg-1')] })),
  'a security group by its id': configured({ securityGroups: ['sg-0123'] }),
  'a role by its ARN': configured({ deployRole: 'arn:aws:iam::111122223333:role/deploy' }),
  'a role of another account': configured(({ stack }) => ({ deployRole: iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::444455556666:role/deploy') })),
  'a role with an empty name': configured(({ stack }) => ({ watchRole: iam.Role.fromRoleName(stack, 'Role', '') })),
  'a boundary by its ARN': configured({ permissionsBoundary: 'arn:aws:iam::111122223333:policy/boundary' }),
  'a boundary of roles that are there': configured((program) => {
    const role = iam.Role.fromRoleName(program.stack, 'Role', 'platform');
    return { deployRole: role, watchRole: role, permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyName(program.stack, 'Boundary', 'boundary') };
  }),
  'a path without slashes': configured({ iamPath: 'platform' }),
  'a prefix that is too long': configured({ iamNamePrefix: 'platform-team-of-the-company-' }),
  'a prefix from a parameter': configured((program) => ({ iamNamePrefix: program.parameter().valueAsString })),
  'a log group and its retention': configured((program) => ({
    logGroup: LogGroup.fromLogGroupName(program.stack, 'Logs', 'platform'), logRetention: RetentionDays.ONE_WEEK,
  })),
  'a retention in words': configured({ logRetention: 'ONE_WEEK' }),
  'a retention that CloudWatch Logs does not have': configured({ logRetention: 42 }),
  'a KMS key of the log group by its alias': configured(({ stack }) => ({ logEncryptionKey: Alias.fromAliasName(stack, 'Alias', 'alias/logs') })),
  'a KMS key of the environment of another Region': configured(({ stack }) => (
    { environmentEncryption: Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:111122223333:key/one') }
  )),
  'tracing in lower case': configured({ tracing: 'active' }),
  'a runtime by its name': configured({ runtime: 'nodejs24.x' }),
  'a runtime of another language': configured({ runtime: Runtime.PYTHON_3_13 }),
  'a runtime that is too old': configured({ runtime: Runtime.NODEJS_20_X }),
  'too little memory': configured({ memorySize: 64 }),
  'memory in words': configured({ memorySize: '512 MB' }),
  'no concurrency at all': configured({ reservedConcurrentExecutions: 0 }),
  'a clock that is too fast': configured({ clockRate: Duration.minutes(1) }),
  'events in words': configured({ statusEvents: 'on' as never }),
  'a clock in seconds': configured({ clockRate: 3600 }),
  'two memory sizes': (program) => {
    configure(program, { memorySize: 512 }, 'PlatformTeam');
    configure(program, { memorySize: 1024 }, 'MailTeam');
  },
  'a configuration after an identity': (program) => {
    program.having({});
    configure(program, { memorySize: 512 });
  },
  'the functions of a stack without an identity': ({ stack }) => DomainIdentityHandler.of(new Construct(stack, 'Platform')),
  'all roles of an account in a zone\'s account': (program) => program.role({ trustedRolePath: '/' }),
  'a pattern of trusted roles\' paths': (program) => program.role({ trustedRolePath: '/*/' }),
  'a path of trusted roles without slashes': (program) => program.role({ trustedRolePath: 'platform' }),
};
