import { Aspects, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Mail } from './fixture';
import { Dkim, DkimKey, DomainIdentity } from '../../src';

let mail: Mail;
beforeEach(() => {
  mail = new Mail();
});

const functionId = (name: 'Deploy' | 'Watch') => mail.resources('AWS::Lambda::Function').map(([id]) => id).find((id) => id.startsWith(`CdkSesDkim${name}`))!;

describe('a stack has two functions', () => {
  test('however many identities it has, with one log group', () => {
    mail.identity({ domainName: 'a.example.com' }, 'A');
    mail.identity({ domainName: 'b.example.com' }, 'B');
    expect(mail.resources('AWS::Lambda::Function')).toHaveLength(2);
    const [logGroup, { Properties }] = mail.only('AWS::Logs::LogGroup');
    expect(Properties.RetentionInDays).toBe(365);
    mail.template().allResourcesProperties('AWS::Lambda::Function', { LoggingConfig: { LogGroup: { Ref: logGroup } } });
  });

  test('which know their stack, and have 14 minutes', () => {
    mail.identity();
    expect(mail.resources('AWS::Lambda::Function').map(([, { Properties: { Handler, Timeout, Environment } }]) => ({ Handler, Timeout, Environment }))).toEqual(
      ['deploy', 'watch'].map((name) => ({ Handler: `index.${name}`, Timeout: 840, Environment: { Variables: { STACK_ID: { Ref: 'AWS::StackId' } } } })),
    );
  });

  test('of the newest Node.js that the CDK knows', () => {
    mail.identity();
    const runtimes = new Set(mail.resources('AWS::Lambda::Function').map(([, { Properties }]) => Properties.Runtime));
    expect([...runtimes]).toEqual([expect.stringMatching(/^nodejs2[2-9]\.x$/)]);
  });

  test('that CloudFormation calls itself, and waits for with its own limit', () => {
    mail.identity();
    expect(mail.only('Custom::SesDomainIdentity')[1].Properties).toMatchObject({ ServiceToken: { 'Fn::GetAtt': [functionId('Deploy'), 'Arn'] } });
    expect(mail.only('Custom::SesDomainIdentity')[1].Properties).not.toHaveProperty('ServiceTimeout');
  });

  test('of which one looks after the identities every hour', () => {
    mail.identity();
    const [ruleId, { Properties }] = mail.only('AWS::Events::Rule');
    expect(Properties).toMatchObject({
      ScheduleExpression: 'rate(1 hour)', Targets: [{ Arn: { 'Fn::GetAtt': [functionId('Watch'), 'Arn'] }, Input: '{"clock":"hourly"}' }],
    });
    expect(mail.only('AWS::Lambda::Permission')[1].Properties).toMatchObject({
      Principal: 'events.amazonaws.com', SourceArn: { 'Fn::GetAtt': [ruleId, 'Arn'] }, FunctionName: { Ref: functionId('Watch') },
    });
  });

  test('in each of two stacks of an app', () => {
    const other = new Stack(mail.stack.node.root as any, 'Other');
    mail.identity();
    new DomainIdentity(other, 'Identity', { domainName: 'example.com' });
    expect([mail.template(), Template.fromStack(other)].map((template) => Object.keys(template.findResources('AWS::Lambda::Function')).length)).toEqual([2, 2]);
  });
});

describe('the roles', () => {
  test('are in a path that a role of another account can trust', () => {
    mail.identity();
    expect(mail.resources('AWS::IAM::Role').map(([, { Properties }]) => Properties.Path)).toEqual(['/cdk-ses-dkim/', '/cdk-ses-dkim/']);
  });

  test('have none of AWS\'s managed policies, which may write to every log group', () => {
    mail.identity();
    mail.template().allResourcesProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
  });

  test('come under a permissions boundary', () => {
    mail.identity();
    iam.PermissionsBoundary.of(mail.stack).apply(iam.ManagedPolicy.fromManagedPolicyName(mail.stack, 'Boundary', 'boundary'));
    mail.template().allResourcesProperties('AWS::IAM::Role', { PermissionsBoundary: Match.anyValue() });
  });

  test('have all permissions before a function runs, and an identity has no dependency for that', () => {
    mail.identity({ dkim: Dkim.byoDkim({ key: mail.key('a') }), dns: mail.dns() });
    const policies = mail.resources('AWS::IAM::ManagedPolicy').map(([id]) => id);
    expect(policies).toHaveLength(2); // one for both functions, and one for `deploy`
    expect(mail.template().findResources('AWS::Lambda::Function')[functionId('Deploy')].DependsOn).toEqual(expect.arrayContaining(policies));
    expect(mail.template().findResources('AWS::Lambda::Function')[functionId('Watch')].DependsOn).toEqual(expect.arrayContaining(policies.slice(0, 1)));
    expect(mail.only('Custom::SesDomainIdentity')[1]).not.toHaveProperty('DependsOn');
  });
});

test('an identity has no aspect, which would visit the whole tree', () => {
  const identity = mail.identity({ dkim: Dkim.byoDkim({ key: DkimKey.generate(), rotation: {} }), dns: mail.dns() });
  expect(identity.node.findAll().flatMap((construct) => Aspects.of(construct).all)).toEqual([]);
});
