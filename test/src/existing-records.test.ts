import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Dkim, DkimKey, DomainDns, DomainIdentity, type DomainIdentityProps, ExistingIdentity, ExistingRecords } from '../../src';

let stack: Stack;
const template = () => Template.fromStack(stack);
const only = (type: string, id: RegExp) => Object.entries(template().findResources(type)).find(([logicalId]) => id.test(logicalId))![1];

beforeEach(() => {
  stack = new Stack(new App(), 'Mail', { env: { account: '111122223333', region: 'eu-west-1' } });
});

function identity(props: Partial<DomainIdentityProps>, existingRecords?: ExistingRecords): DomainIdentity {
  const zone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });
  return new DomainIdentity(stack, 'Identity', { domainName: 'mail.example.com', dns: DomainDns.hostedZone(zone, { existingRecords }), ...props });
}
const byo = () => Dkim.byoDkim({ key: DkimKey.fromSecret(Secret.fromSecretNameV2(stack, 'Secret', 'dkim'), { selector: 'a' }) });

test('records are accepted by a resource of ours, which the identity waits for', () => {
  identity({ dkim: byo() }, ExistingRecords.ACCEPT);
  template().resourceCountIs('AWS::Route53::RecordSet', 0);
  template().hasResource('Custom::DnsRecord', {
    Properties: {
      DomainName: 'mail.example.com', HostedZoneId: 'Z1', Name: 'a._domainkey.mail.example.com', Type: 'TXT', Ttl: '1800', IdentityIsRetained: 'false',
    },
    DeletionPolicy: 'Delete',
  });
  const [record] = Object.keys(template().findResources('Custom::DnsRecord'));
  template().hasResource('Custom::SesDomainIdentity', { DependsOn: Match.arrayWith([record]) });
});

test('the handler writes them by a role that trusts nobody else, and may write the domain\'s DKIM records in this zone and nothing more', () => {
  identity({ dkim: byo() }, ExistingRecords.ACCEPT);
  const { Properties: role } = only('AWS::IAM::Role', /Records/);
  expect(role.AssumeRolePolicyDocument.Statement).toEqual([
    { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { AWS: { 'Fn::GetAtt': ['CdkSesDkimRole5959680B', 'Arn'] } } },
  ]);
  const zone = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':route53:::hostedzone/Z1']] };
  expect(role.Policies.flatMap(({ PolicyDocument }: { PolicyDocument: { Statement: object[] } }) => PolicyDocument.Statement)).toEqual([
    { Action: 'route53:ListResourceRecordSets', Effect: 'Allow', Resource: zone },
    {
      Action: 'route53:ChangeResourceRecordSets',
      Effect: 'Allow',
      Resource: zone,
      Condition: {
        'ForAllValues:StringLike': { 'route53:ChangeResourceRecordSetsNormalizedRecordNames': ['*._domainkey.mail.example.com'] },
        'ForAllValues:StringEquals': { 'route53:ChangeResourceRecordSetsRecordTypes': ['CNAME', 'TXT'] },
      },
    },
    { Action: 'route53:GetChange', Effect: 'Allow', Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':route53:::change/*']] } },
  ]);
  const handler = only('AWS::IAM::Policy', /^CdkSesDkimRole/);
  expect(JSON.stringify(handler)).not.toContain('route53');
});

test('who adopts an identity accepts its records, unless told otherwise', () => {
  identity({ existingIdentity: ExistingIdentity.ADOPT });
  template().resourceCountIs('Custom::DnsRecord', 3);
});

test('records that must not exist outlive an adopted identity as record sets', () => {
  identity({ existingIdentity: ExistingIdentity.ADOPT }, ExistingRecords.FAIL);
  template().resourceCountIs('Custom::DnsRecord', 0);
  template().allResources('AWS::Route53::RecordSet', { DeletionPolicy: 'Retain' });
});

test('else records are record sets, and the handler has no way to Route 53', () => {
  identity({});
  template().resourceCountIs('AWS::Route53::RecordSet', 3);
  expect(JSON.stringify(template().toJSON())).not.toContain('route53:');
});
