import {
  App, Aspects, type IAspect, type InjectionContext, type IPropertyInjector, NestedStack, RemovalPolicies, Stack, Stage, Tags,
} from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Function, type FunctionProps } from 'aws-cdk-lib/aws-lambda';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { CodePipeline, CodePipelineSource, ShellStep } from 'aws-cdk-lib/pipelines';
import type { IConstruct } from 'constructs';
import { allowing, Mail, type Resource } from './fixture';
import { Dkim, DkimKey, DomainDns, DomainIdentity } from '../../src';

/* What a platform team's tools do to the library. */

const ENV = { account: '111122223333', region: 'eu-west-1' };
let mail: Mail;
beforeEach(() => {
  mail = new Mail();
});
const rotated = () => mail.identity({ dns: mail.dns(), dkim: Dkim.byoDkim({ key: DkimKey.generate(), rotation: {} }) });
const resourcesOf = (stack: Stack) => Template.fromStack(stack).toJSON().Resources as Record<string, Resource>;

describe('aspects', () => {
  test('force a path and a name on the roles, and everything else still refers to them', () => {
    rotated();
    const force: IAspect = {
      visit: (node: IConstruct) => {
        if (node instanceof iam.CfnRole) {
          node.path = '/forced/';
          node.roleName = `forced-${node.node.scope!.node.id}`;
        }
      },
    };
    Aspects.of(mail.stack).add(force);
    const roles = mail.resources('AWS::IAM::Role');
    expect(roles.map(([, { Properties }]) => [Properties.Path, Properties.RoleName])).toEqual([['/forced/', 'forced-DeployRole'], ['/forced/', 'forced-WatchRole']]);
    const refs = roles.map(([id]) => ({ Ref: id }));
    expect(mail.resources('AWS::IAM::ManagedPolicy').flatMap(([, { Properties }]) => Properties.Roles)).toEqual(expect.arrayContaining(refs));
    expect(mail.resources('AWS::Lambda::Function').map(([, { Properties }]) => Properties.Role)).toEqual(roles.map(([id]) => ({ 'Fn::GetAtt': [id, 'Arn'] })));
  });

  test('set a boundary, which every role has', () => {
    rotated();
    iam.PermissionsBoundary.of(mail.stack.node.root).apply(iam.ManagedPolicy.fromManagedPolicyName(mail.stack, 'Boundary', 'boundary'));
    mail.template().allResourcesProperties('AWS::IAM::Role', { PermissionsBoundary: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::111122223333:policy/boundary']] } });
  });
});

describe('RemovalPolicies', () => {
  const policies = () => Object.fromEntries(mail.resources().map(([, { Type, DeletionPolicy }]) => [Type, DeletionPolicy]));

  test('retain everything, the identity and its key too', () => {
    rotated();
    RemovalPolicies.of(mail.stack).retain();
    expect(new Set(Object.values(policies()))).toEqual(new Set(['Retain']));
  });

  test('retain identities alone', () => {
    rotated();
    RemovalPolicies.of(mail.stack).retain({ applyToResourceTypes: ['Custom::SesDomainIdentity'] });
    expect(policies()).toMatchObject({ 'Custom::SesDomainIdentity': 'Retain', 'AWS::SecretsManager::Secret': 'Delete', 'AWS::Logs::LogGroup': 'Delete' });
  });

  test('destroy everything', () => {
    rotated();
    RemovalPolicies.of(mail.stack).destroy();
    expect(new Set(Object.values(policies()))).toEqual(new Set(['Delete']));
  });
});

test('Tags.of an app reach the identity, and everything of the stack that takes tags', () => {
  rotated();
  Tags.of(mail.stack.node.root).add('cost-center', '42');
  expect(mail.properties().Tags).toEqual({ 'cost-center': '42' });
  for (const type of ['AWS::Lambda::Function', 'AWS::IAM::Role', 'AWS::Logs::LogGroup', 'AWS::SecretsManager::Secret']) {
    mail.resources(type).forEach(([, { Properties }]) => expect(Properties.Tags).toContainEqual({ Key: 'cost-center', Value: '42' }));
  }
});

test('a property injector puts the functions into a VPC, and their roles may connect to it', () => {
  class IntoVpc implements IPropertyInjector {
    readonly constructUniqueId = Function.PROPERTY_INJECTION_ID;

    inject(props: FunctionProps, { scope, id }: InjectionContext): FunctionProps {
      return {
        ...props,
        vpc: ec2.Vpc.fromVpcAttributes(scope, `Vpc-${id}`, { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'], privateSubnetIds: ['subnet-1'] }),
      };
    }
  }
  const stack = new Stack(new App({ propertyInjectors: [new IntoVpc()] }), 'Mail', { env: ENV });
  Object.assign(mail, { stack });
  rotated();
  mail.template().allResourcesProperties('AWS::Lambda::Function', { VpcConfig: { SubnetIds: ['subnet-1'] } });
  const policies = mail.resources('AWS::IAM::Policy').map(([, { Properties }]) => Properties);
  expect(policies.flatMap(({ Roles }) => Roles)).toEqual(mail.resources('AWS::IAM::Role').map(([id]) => ({ Ref: id })));
  policies.forEach(({ PolicyDocument }) => expect(allowing(PolicyDocument.Statement, 'ec2:CreateNetworkInterface')).toHaveLength(1));
});

// eslint-disable-next-line @typescript-eslint/no-require-imports
const RECOMMENDED: Record<string, unknown> = require('aws-cdk-lib/recommended-feature-flags.json');

test('the flags that the CDK recommends change no name, no type and nothing of an identity', () => {
  const shape = (context?: Record<string, unknown>) => {
    mail = new Mail(undefined, context);
    rotated();
    return mail.resources().map(([id, { Type, Properties, DependsOn }]) => (
      [id, Type, Type.startsWith('AWS::IAM::') ? undefined : Properties, [...DependsOn ?? []].sort()]
    ));
  };
  expect(Object.keys(RECOMMENDED).length).toBeGreaterThan(50);
  expect(shape(RECOMMENDED)).toEqual(shape());
});

test('with minimized policies the roles may do the same', () => {
  const allowed = (context?: Record<string, unknown>) => {
    mail = new Mail(undefined, context);
    rotated();
    return [...mail.constants('Deploy'), ...mail.listed('Deploy')].flatMap(({ Action, Resource, Condition }) => (
      [Action].flat().flatMap((action) => [Resource].flat().map((resource) => JSON.stringify([action, resource, Condition])))
    )).sort();
  };
  expect(allowed({ '@aws-cdk/aws-iam:minimizePolicies': true })).toEqual(allowed({ '@aws-cdk/aws-iam:minimizePolicies': false }));
});

describe('a stack', () => {
  const easy = (stack: Stack) => {
    const zone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });
    return new DomainIdentity(stack, 'Identity', { domainName: 'example.com', dns: DomainDns.hostedZone(zone) });
  };
  const types = (stack: Stack) => Object.values(resourcesOf(stack)).map(({ Type }) => Type).sort();
  const PLAIN = [
    'AWS::Events::Rule', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Role', 'AWS::IAM::Role', 'AWS::Lambda::Function', 'AWS::Lambda::Function', 'AWS::Lambda::Permission',
    'AWS::Logs::LogGroup', 'Custom::SesDomainIdentity',
  ];

  test('of a stage has the resources that it has outside of it', () => {
    const app = new App();
    const [outside, inside] = [new Stack(app, 'Mail', { env: ENV }), new Stack(new Stage(app, 'Prod', { env: ENV }), 'Mail')];
    [outside, inside].forEach(easy);
    expect(Object.keys(resourcesOf(inside))).toEqual(Object.keys(resourcesOf(outside)));
    expect(types(inside)).toEqual(PLAIN);
  });

  test('that is nested has functions of its own, and knows itself as CloudFormation does', () => {
    const nested = new NestedStack(mail.stack, 'Nested');
    easy(nested);
    expect(types(nested)).toEqual(PLAIN);
    expect(Object.values(resourcesOf(nested)).filter(({ Type }) => Type === 'AWS::Lambda::Function').map(({ Properties }) => Properties.Environment.Variables))
      .toEqual(Array(2).fill({ STACK_ID: { Ref: 'AWS::StackId' } }));
    expect(mail.resources().map(([, { Type }]) => Type)).toEqual(['AWS::CloudFormation::Stack']);
  });

  test('without an environment has no account and no Region in it', () => {
    const stack = new Stack(new App(), 'Mail');
    easy(stack).grantSendEmail(new iam.Role(stack, 'Mailer', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') }));
    expect(JSON.stringify(resourcesOf(stack))).not.toMatch(/undefined|unknown-|\$\{Token|:\d{12}:|arn:aws/);
  });

  test.each([['us-gov-west-1', 'aws-us-gov'], ['cn-north-1', 'aws-cn'], ['eusc-de-east-1', 'aws-eusc']])('of %s has ARNs of %s, and no others', (region, partition) => {
    mail = new Mail({ env: { account: '111122223333', region } });
    rotated().grantSendEmail(new iam.Role(mail.stack, 'Mailer', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') }));
    mail.identity({
      domainName: 'followed.example.com', dns: mail.dns(), dkim: Dkim.byoDkim({ key: DkimKey.followSecret(Secret.fromSecretNameV2(mail.stack, 'S', 'dkim')) }),
    }, 'Followed');
    const partitions = [...JSON.stringify(resourcesOf(mail.stack)).matchAll(/arn:([\w*-]+):/g)].map(([, name]) => name);
    expect(new Set(partitions)).toEqual(new Set(['*', partition]));
  });
});

test('a pipeline deploys the stack of a stage, and publishes the code of the functions', () => {
  class Prod extends Stage {
    constructor(scope: App | Stack, id: string) {
      super(scope as Stack, id, { env: ENV });
      new DomainIdentity(new Stack(this, 'Mail'), 'Identity', { domainName: 'example.com' });
    }
  }
  const stack = new Stack(new App(), 'Pipeline', { env: ENV });
  const pipeline = new CodePipeline(stack, 'Pipeline', {
    synth: new ShellStep('Synth', { input: CodePipelineSource.connection('owner/repo', 'main', { connectionArn: 'arn:aws:codestar-connections:eu-west-1:111122223333:connection/c' }), commands: ['npx cdk synth'] }),
  });
  pipeline.addStage(new Prod(stack, 'Prod'));
  pipeline.buildPipeline();
  const [{ Properties }] = Object.values(resourcesOf(stack)).filter(({ Type }) => Type === 'AWS::CodePipeline::Pipeline');
  const stages: Array<{ Name: string; Actions: Array<{ Name: string; Configuration: object }> }> = Properties.Stages;
  expect(stages.map(({ Name }) => Name)).toEqual(['Source', 'Build', 'UpdatePipeline', 'Assets', 'Prod']);
  expect(stages[4].Actions.map(({ Name }) => Name)).toEqual(['Prepare', 'Deploy']);
  expect(stages[3].Actions).toHaveLength(1);
});
