import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Aspects, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Mail } from './fixture';
import { Dkim, DkimKey, DomainIdentity } from '../../src';

let mail: Mail;
beforeEach(() => {
  mail = new Mail();
});

const functionId = (name: 'Deploy' | 'Watch') => mail.resources('AWS::Lambda::Function').map(([id]) => id).find((id) => id.startsWith(`CdkSesDkim${name}`))!;

/** What is to be uploaded, without the template. */
function assetsOf({ stack }: Mail): { assembly: string; assets: Array<{ path: string; packaging: string }> } {
  const { directory } = App.of(stack)!.synth() as unknown as { directory: string };
  const { files } = JSON.parse(readFileSync(join(directory, `${stack.artifactId}.assets.json`), 'utf8'));
  const sources = Object.values<{ source: { path: string; packaging: string } }>(files).map(({ source }) => source);
  return { assembly: directory, assets: sources.filter(({ packaging }) => packaging === 'zip') };
}

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

  test('of a runtime that every Region has', () => {
    mail.identity();
    expect(mail.resources('AWS::Lambda::Function').map(([, { Properties }]) => Properties.Runtime)).toEqual(['nodejs24.x', 'nodejs24.x']);
  });

  test('with one asset, which the synthesizer publishes and SAM finds', () => {
    mail = new Mail(undefined, { 'aws:cdk:enable-asset-metadata': true });
    mail.identity();
    const keys = mail.resources('AWS::Lambda::Function').map(([, { Properties }]) => Properties.Code.S3Key);
    expect(keys).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.zip$/), keys[0]]);
    const { assembly, assets } = assetsOf(mail);
    expect(assets).toEqual([{ path: `asset.${keys[0].replace('.zip', '')}`, packaging: 'zip' }]);
    expect(existsSync(join(assembly, assets[0].path, 'index.js'))).toBe(true);
    const [{ Metadata }] = mail.resources('AWS::Lambda::Function').map(([, resource]) => resource as unknown as { Metadata: object });
    expect(Metadata).toMatchObject({ 'aws:asset:path': assets[0].path, 'aws:asset:is-bundled': false, 'aws:asset:property': 'Code' });
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
    expect(policies).toHaveLength(1); // for both functions
    expect(mail.template().findResources('AWS::Lambda::Function')[functionId('Deploy')].DependsOn).toEqual(expect.arrayContaining(policies));
    expect(mail.template().findResources('AWS::Lambda::Function')[functionId('Watch')].DependsOn).toEqual(expect.arrayContaining(policies));
    expect(mail.only('Custom::SesDomainIdentity')[1]).not.toHaveProperty('DependsOn');
  });
});

test('an identity has no aspect, which would visit the whole tree', () => {
  const identity = mail.identity({ dkim: Dkim.byoDkim({ key: DkimKey.generate(), rotation: {} }), dns: mail.dns() });
  expect(identity.node.findAll().flatMap((construct) => Aspects.of(construct).all)).toEqual([]);
});
