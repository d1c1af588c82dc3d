import { App, Duration, Lazy, Stack, Stage } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Architecture, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { allowing, Mail } from './fixture';
import { Dkim, DomainIdentityHandler, type DomainIdentityHandlerOptions } from '../../src';

let mail: Mail;
beforeEach(() => {
  mail = new Mail();
});
const configured = (options: DomainIdentityHandlerOptions) => {
  DomainIdentityHandler.configure(mail.stack, options);
  return mail.identity({ dns: mail.dns(), dkim: Dkim.byoDkim({ key: mail.key('a') }) });
};
const functions = () => mail.resources('AWS::Lambda::Function').map(([, { Properties }]) => Properties);
const key = () => kms.Key.fromKeyArn(mail.stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/k');
const vpc = () => ec2.Vpc.fromVpcAttributes(mail.stack, 'Vpc', {
  vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'], privateSubnetIds: ['subnet-1'], isolatedSubnetIds: ['subnet-2'],
});

describe('both functions', () => {
  test('run in a VPC, which their roles may connect to', () => {
    configured({ vpc: vpc() });
    const groups = mail.resources('AWS::EC2::SecurityGroup').map(([id]) => ({ 'Fn::GetAtt': [id, 'GroupId'] }));
    expect(groups).toHaveLength(2);
    expect(functions().map(({ VpcConfig }) => VpcConfig)).toEqual(groups.map((group) => ({ SubnetIds: ['subnet-1'], SecurityGroupIds: [group] })));
    for (const of of ['Deploy', 'Watch'] as const) {
      expect(allowing(mail.constants(of), 'ec2:CreateNetworkInterface')).toMatchObject([{ Resource: '*', Action: expect.arrayContaining(['ec2:DeleteNetworkInterface']) }]);
    }
  });

  test('run in the subnets and the security groups that are chosen', () => {
    const group = ec2.SecurityGroup.fromSecurityGroupId(mail.stack, 'Group', 'sg-1');
    configured({ vpc: vpc(), vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, securityGroups: [group] });
    expect(functions().map(({ VpcConfig }) => VpcConfig)).toEqual(Array(2).fill({ SubnetIds: ['subnet-2'], SecurityGroupIds: ['sg-1'] }));
    expect(mail.resources('AWS::EC2::SecurityGroup')).toEqual([]);
  });

  test('have the runtime, the architecture, the memory, the concurrency and the key that are chosen', () => {
    configured({
      runtime: Runtime.NODEJS_22_X, architecture: Architecture.ARM_64, memorySize: 512, reservedConcurrentExecutions: 5, environmentEncryption: key(),
    });
    for (const properties of functions()) {
      expect(properties).toMatchObject({
        Runtime: 'nodejs22.x', Architectures: ['arm64'], MemorySize: 512, ReservedConcurrentExecutions: 5, KmsKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/k',
      });
    }
  });

  test('are traced, and may tell X-Ray', () => {
    configured({ tracing: Tracing.ACTIVE });
    expect(functions().map(({ TracingConfig }) => TracingConfig)).toEqual(Array(2).fill({ Mode: 'Active' }));
    expect(mail.resources('AWS::IAM::Policy').flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement[0].Action))
      .toEqual(Array(2).fill(['xray:PutTraceSegments', 'xray:PutTelemetryRecords']).flat());
  });

  test('log to a log group that is there already', () => {
    configured({ logGroup: logs.LogGroup.fromLogGroupName(mail.stack, 'Group', 'platform') });
    expect(mail.resources('AWS::Logs::LogGroup')).toEqual([]);
    expect(functions().map(({ LoggingConfig }) => LoggingConfig)).toEqual(Array(2).fill({ LogGroup: 'platform' }));
    expect(JSON.stringify(allowing(mail.constants('Watch'), 'logs:PutLogEvents'))).toContain(':log-group:platform:*');
  });

  test('log to a log group of the stack, which keeps and encrypts as is chosen', () => {
    configured({ logRetention: logs.RetentionDays.ONE_WEEK, logEncryptionKey: new kms.Key(mail.stack, 'Key') });
    expect(mail.only('AWS::Logs::LogGroup')[1].Properties).toMatchObject({ RetentionInDays: 7, KmsKeyId: { 'Fn::GetAtt': [mail.only('AWS::KMS::Key')[0], 'Arn'] } });
    expect(mail.only('AWS::KMS::Key')[1].Properties.KeyPolicy.Statement).toContainEqual(expect.objectContaining({
      Principal: { Service: { 'Fn::Join': ['', ['logs.eu-west-1.', { Ref: 'AWS::URLSuffix' }]] } },
      Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': 'arn:*:logs:eu-west-1:111122223333:log-group:*' } },
    }));
  });
});

test.each([[Duration.minutes(15), 'rate(15 minutes)'], [Duration.minutes(60), 'rate(1 hour)'], [Duration.days(1), 'rate(1 day)']])(
  'the clock has the rate that is chosen: %s', (clockRate, expression) => {
    configured({ clockRate });
    expect(mail.only('AWS::Events::Rule')[1].Properties.ScheduleExpression).toBe(expression);
  });

test('events need a permission for the default bus, for events of this library only, and both functions know of it', () => {
  configured({ statusEvents: true });
  for (const of of ['Deploy', 'Watch'] as const) {
    expect(allowing(mail.constants(of), 'events:PutEvents')).toEqual([{
      Action: 'events:PutEvents',
      Effect: 'Allow',
      Resource: 'arn:*:events:eu-west-1:111122223333:event-bus/default',
      Condition: { StringEquals: { 'events:source': 'cdk-ses-dkim' } },
    }]);
  }
  expect(functions()).toMatchObject(Array(2).fill({ Environment: { Variables: { STATUS_EVENTS: 'on' } } }));
  const { deployPolicyJson, watchPolicyJson } = DomainIdentityHandler.of(mail.stack);
  expect(JSON.stringify(mail.stack.resolve([deployPolicyJson, watchPolicyJson])).match(/events:PutEvents/g)).toHaveLength(2);
});

test.each([[false], [undefined]])('without events (%s) there is no permission and no variable', (statusEvents) => {
  mail.identity({ dns: mail.dns(), dkim: Dkim.byoDkim({ key: mail.key('a') }) });
  const before = mail.template().toJSON();
  mail = new Mail();
  configured({ statusEvents });
  expect(mail.template().toJSON()).toEqual(before);
  expect(JSON.stringify(before)).not.toMatch(/PutEvents|STATUS_EVENTS/);
});

test('nothing changes what functions are called, and where they are', () => {
  mail.identity();
  const before = mail.resources('AWS::Lambda::Function').map(([id]) => id);
  mail = new Mail();
  configured({ memorySize: 512, vpc: vpc(), iamPath: '/platform/', logGroup: logs.LogGroup.fromLogGroupName(mail.stack, 'Group', 'platform') });
  expect(mail.resources('AWS::Lambda::Function').map(([id]) => id)).toEqual(before);
});

describe('a configuration', () => {
  test('of an app or a stage is that of all its stacks, and the nearest counts, property by property', () => {
    const app = new App();
    const stage = new Stage(app, 'Prod', { env: { account: '111122223333', region: 'eu-west-1' } });
    DomainIdentityHandler.configure(app, { memorySize: 512, clockRate: Duration.hours(2) });
    DomainIdentityHandler.configure(stage, { memorySize: 1024, runtime: undefined });
    Object.assign(mail, { stack: new Stack(stage, 'Mail') });
    DomainIdentityHandler.configure(new Construct(mail.stack, 'Platform'), { architecture: Architecture.ARM_64 });
    mail.identity();
    expect(functions()).toMatchObject(Array(2).fill({ MemorySize: 1024, Architectures: ['arm64'], Runtime: 'nodejs24.x' }));
    expect(mail.only('AWS::Events::Rule')[1].Properties.ScheduleExpression).toBe('rate(2 hours)');
  });

  test('may come in parts, which may say the same', () => {
    const [theVpc, theKey] = [vpc(), key()];
    const options = { vpc: theVpc, vpcSubnets: { subnets: theVpc.privateSubnets }, clockRate: Duration.minutes(60), environmentEncryption: theKey };
    DomainIdentityHandler.configure(new Construct(mail.stack, 'One'), options);
    DomainIdentityHandler.configure(new Construct(mail.stack, 'Other'), {
      ...options, vpcSubnets: { subnets: theVpc.privateSubnets }, clockRate: Duration.hours(1), memorySize: 512,
    });
    mail.identity();
    expect(functions()).toMatchObject(Array(2).fill({ MemorySize: 512, VpcConfig: { SubnetIds: ['subnet-1'] } }));
  });

  test.each<[string, DomainIdentityHandlerOptions, DomainIdentityHandlerOptions]>([
    ['memorySize', { memorySize: 512 }, { memorySize: 1024 }],
    ['clockRate', { clockRate: Duration.hours(1) }, { clockRate: Duration.hours(2) }],
    ['architecture', { architecture: Architecture.ARM_64 }, { architecture: Architecture.X86_64 }],
    ['vpcSubnets', { vpcSubnets: { subnetGroupName: 'a' } }, { vpcSubnets: { subnetGroupName: 'b' } }],
  ])('that says another %s is refused, and both are named', (property, one, other) => {
    DomainIdentityHandler.configure(new Construct(mail.stack, 'One'), one);
    expect(() => DomainIdentityHandler.configure(new Construct(mail.stack, 'Other'), other)).toThrow(
      `\`${property}\` of \`DomainIdentityHandler.configure\` must be the same for all of 'Mail', got two that differ: by 'Mail/One' and by 'Mail/Other'`,
    );
  });

  test('that comes after an identity is refused, wherever that is', () => {
    mail.identity();
    const message = '`DomainIdentityHandler.configure` must come before the first identity, got \'Mail/Identity\' before it, at ';
    expect(() => DomainIdentityHandler.configure(mail.stack, {})).toThrow(`${message}Mail`);
    expect(() => DomainIdentityHandler.configure(App.of(mail.stack)! as unknown as App, {})).toThrow(`${message}the app`);
    expect(() => DomainIdentityHandler.configure(new Stack(mail.stack, 'Another'), {})).not.toThrow();
  });
});

test.each<[string, () => DomainIdentityHandlerOptions, string]>([
  ['a path without slashes', () => ({ iamPath: 'platform' }), '`iamPath` must be a path that begins and ends with a slash, like \'/platform/\', at most 512 characters, got \'platform\''],
  ['a path with an empty part', () => ({ iamPath: '/a//b/' }), 'got \'/a//b/\''],
  ['a long prefix', () => ({ iamNamePrefix: 'p'.repeat(25) }), '`iamNamePrefix` must have 1 to 24 characters'],
  ['an empty prefix', () => ({ iamNamePrefix: '' }), 'got \'\''],
  ['too little memory', () => ({ memorySize: 64 }), '`memorySize` must be a whole number, from 128 to 10240, got 64'],
  ['memory that is no number', () => ({ memorySize: NaN }), 'got NaN'],
  ['no concurrency', () => ({ reservedConcurrentExecutions: 0 }), '`reservedConcurrentExecutions` must be a whole number, at least 1, got 0'],
  ['another language', () => ({ runtime: Runtime.PYTHON_3_13 }), '`runtime` must be Node.js 22 or newer, like `Runtime.NODEJS_24_X`, got \'python3.13\''],
  ['an old Node.js', () => ({ runtime: Runtime.NODEJS_20_X }), 'got \'nodejs20.x\''],
  ['a fast clock', () => ({ clockRate: Duration.minutes(5) }), '`clockRate` must be whole minutes, from 15 minutes to 1 day, got 5 minutes'],
  ['a slow clock', () => ({ clockRate: Duration.days(2) }), 'got 2 days'],
  ['seconds', () => ({ clockRate: Duration.seconds(3601) }), 'must be whole minutes'],
  ['what is no VPC', () => ({ vpc: 'vpc-1' as unknown as ec2.IVpc }), '`vpc` must be a VPC, like `Vpc.fromLookup(scope, id, { vpcId })`, got a string'],
  ['what is no role', () => ({ watchRole: {} as iam.IRole }), '`watchRole` must be a role'],
  ['a role without a name', () => ({ deployRole: iam.Role.fromRoleName(mail.stack, 'Role', '') }), '`deployRole` must have a name, got one whose name is empty'],
  ['a blank boundary', () => ({ permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyName(mail.stack, 'B', ' ') }), '`permissionsBoundary` must have a name'],
  ['a log group without a name', () => ({ logGroup: logs.LogGroup.fromLogGroupName(mail.stack, 'G', '') }), '`logGroup` must have a name'],
  ['a security group without an id', () => ({ securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(mail.stack, 'S', '')] }), '`securityGroups[0]` must have a name'],
  ['subnets of no VPC', () => ({ vpcSubnets: {} }), '`vpcSubnets` of `DomainIdentityHandler.configure` needs `vpc`'],
  ['security groups of no VPC', () => ({ securityGroups: [] }), '`securityGroups` of `DomainIdentityHandler.configure` needs `vpc`'],
  ['a retention of a log group that is there', () => ({ logGroup: logs.LogGroup.fromLogGroupName(mail.stack, 'G', 'g'), logRetention: 7 }), '`logRetention` of `DomainIdentityHandler.configure` is for a log group that the stack makes'],
  ['a key of a log group that is there', () => ({ logGroup: logs.LogGroup.fromLogGroupName(mail.stack, 'G', 'g'), logEncryptionKey: key() }), '`logEncryptionKey` of `DomainIdentityHandler.configure` is for'],
  ['a boundary of roles that are there', () => {
    const role = iam.Role.fromRoleName(mail.stack, 'Role', 'r');
    return { deployRole: role, watchRole: role, permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyName(mail.stack, 'B', 'b') };
  }, '`permissionsBoundary` of `DomainIdentityHandler.configure` is for roles that the stack makes'],
])('refuses %s', (_, options, message) => {
  expect(() => configured(options())).toThrow(message);
});

test('a number from a parameter passes', () => {
  expect(() => configured({ memorySize: Lazy.number({ produce: () => 512 }), iamPath: Lazy.string({ produce: () => '/p/' }) })).not.toThrow();
  expect(functions()).toMatchObject(Array(2).fill({ MemorySize: 512 }));
});

test('a stack without an identity has no functions to refer to', () => {
  expect(() => DomainIdentityHandler.of(mail.stack)).toThrow('`DomainIdentityHandler.of` needs a stack with an identity, which makes its functions, at Mail');
  mail.identity();
  const { deployFunction, watchFunction, logGroup } = DomainIdentityHandler.of(mail.stack);
  expect([deployFunction, watchFunction, logGroup].map(({ node }) => node.path)).toEqual(['Mail/CdkSesDkim/Deploy', 'Mail/CdkSesDkim/Watch', 'Mail/CdkSesDkim/Logs']);
});
