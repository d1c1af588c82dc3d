import { App, Stack, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as route53 from 'aws-cdk-lib/aws-route53';
import {
  type CrossAccountHostedZoneOptions, DomainDns, DomainDnsRole, type DomainDnsRoleProps, DomainIdentity, ExistingIdentity, ExistingRecords,
} from '../../src';
import { Handler } from '../../src/private/handler';

const ROLE = 'arn:aws:iam::444455556666:role/cdk-ses-dkim-example.com';
let stack: Stack;
const template = () => Template.fromStack(stack);
const only = (type: string, id: RegExp) => Object.entries(template().findResources(type)).find(([logicalId]) => id.test(logicalId))![1];
const zone = (options: Partial<CrossAccountHostedZoneOptions> = {}) => DomainDns.crossAccountHostedZone({
  hostedZoneId: 'Z1', zoneName: 'example.com', role: iam.Role.fromRoleArn(stack, 'DnsRole', ROLE), ...options,
});
const identity = (options: Partial<CrossAccountHostedZoneOptions> = {}, existingIdentity?: ExistingIdentity) => (
  new DomainIdentity(stack, 'Identity', { domainName: 'example.com', dns: zone(options), existingIdentity })
);

describe.each([
  ['an environment', { env: { account: '111122223333', region: 'eu-west-1' } }],
  ['no environment', {}],
])('a stack with %s', (_, props) => {
  beforeEach(() => {
    stack = new Stack(new App(), 'Mail', props);
  });

  test('has records of ours, written by a role of the identity that goes on to the zone\'s', () => {
    identity();
    template().resourceCountIs('AWS::Route53::RecordSet', 0);
    template().resourcePropertiesCountIs('Custom::DnsRecord', {
      HostedZoneId: 'Z1', ZoneRoleArn: ROLE, RoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^IdentityRecordsRole'), 'Arn'] }, ExistingRecords: 'FAIL',
    }, 3);
    const { Properties: role } = only('AWS::IAM::Role', /^IdentityRecordsRole/);
    expect(role.AssumeRolePolicyDocument.Statement).toEqual([
      { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { AWS: { 'Fn::GetAtt': ['CdkSesDkimRole5959680B', 'Arn'] } } },
    ]);
    expect(role.Policies[0].PolicyDocument.Statement).toEqual([{ Action: 'sts:AssumeRole', Effect: 'Allow', Resource: ROLE }]);
    expect(role.Tags).toEqual([{ Key: 'cdk-ses-dkim:writes-records-of', Value: 'example.com' }]);
  });

  test('gives the handler no permission that would leave the template before the records do', () => {
    identity();
    expect(JSON.stringify(only('AWS::IAM::Policy', /^CdkSesDkimRole/))).not.toMatch(/sts:|route53:/);
    expect(only('AWS::IAM::Role', /^IdentityRecordsRole/).Properties.Path).toBe('/cdk-ses-dkim/Z1__domainkey.example.com_cdk-ses-dkim-example.com/');
  });
});

describe('an identity', () => {
  beforeEach(() => {
    stack = new Stack(new App(), 'Mail');
  });

  test('that is adopted accepts its records, unless told otherwise', () => {
    identity({}, ExistingIdentity.ADOPT);
    template().resourcePropertiesCountIs('Custom::DnsRecord', { ExistingRecords: 'ACCEPT' }, 3);
  });

  test('that is not accepts them where it is told to', () => {
    identity({ existingRecords: ExistingRecords.ACCEPT });
    template().resourcePropertiesCountIs('Custom::DnsRecord', { ExistingRecords: 'ACCEPT' }, 3);
  });

  test('of another domain than the zone\'s fails', () => {
    expect(() => identity({ zoneName: 'example.org' }))
      .toThrow('`dns` must be a hosted zone of \'example.com\', of a domain above it, or of \'_domainkey.example.com\', got the zone \'example.org\'');
  });

  test('may have everything from parameters', () => {
    const token = (name: string) => Token.asString({ Ref: name });
    identity({ hostedZoneId: token('ZoneId'), zoneName: token('ZoneName'), role: iam.Role.fromRoleArn(stack, 'R', token('RoleArn')) });
    template().hasResourceProperties('Custom::DnsRecord', { HostedZoneId: { Ref: 'ZoneId' }, ZoneRoleArn: { Ref: 'RoleArn' } });
  });

  test.each([['of this account', () => DomainDns.hostedZone(
    route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' }),
  )], ['of another account', zone]] as const)('lets code with another role write to a zone %s', (_, place) => {
    const writer = new iam.Role(stack, 'Rotation', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const handler = Handler.of(stack);
    place()._publisher.destination(stack, { domainName: 'example.com', handler, adopts: false })!.grantWrite(writer);
    const { Properties: role } = only('AWS::IAM::Role', /^RecordsRole/);
    expect(role.AssumeRolePolicyDocument.Statement.map(({ Principal }: { Principal: object }) => Principal)).toEqual([
      { AWS: { 'Fn::GetAtt': [stack.getLogicalId(handler.role.node.defaultChild as iam.CfnRole), 'Arn'] } },
      { AWS: { 'Fn::GetAtt': [stack.getLogicalId(writer.node.defaultChild as iam.CfnRole), 'Arn'] } },
    ]);
  });
});

describe('a role for another account', () => {
  beforeEach(() => {
    stack = new Stack(new App(), 'Dns');
  });
  const role = (props: Partial<DomainDnsRoleProps> = {}) => new DomainDnsRole(stack, 'MailDns', {
    zone: route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' }),
    domainName: 'mail.example.com',
    trusted: new iam.AccountPrincipal('111122223333'),
    ...props,
  });

  test('has a name that can be known beforehand, and may write the domain\'s mail records in this zone and nothing more', () => {
    role({ mailFromSubdomain: 'bounce', dmarc: true });
    const change = (name: string, types: string | string[]) => ({
      Action: 'route53:ChangeResourceRecordSets',
      Effect: 'Allow',
      Resource: hostedZone,
      Condition: {
        'ForAllValues:StringLike': { 'route53:ChangeResourceRecordSetsNormalizedRecordNames': [name] },
        'ForAllValues:StringEquals': { 'route53:ChangeResourceRecordSetsRecordTypes': types },
      },
    });
    const hostedZone = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':route53:::hostedzone/Z1']] };
    template().hasResourceProperties('AWS::IAM::Role', {
      RoleName: 'cdk-ses-dkim-mail.example.com',
      Policies: [{
        PolicyDocument: {
          Statement: [
            { Action: 'route53:ListResourceRecordSets', Effect: 'Allow', Resource: hostedZone },
            change('*._domainkey.mail.example.com', ['CNAME', 'TXT']),
            change('_dmarc.mail.example.com', ['TXT']),
            change('bounce.mail.example.com', ['MX', 'TXT']),
            Match.objectLike({ Action: 'route53:GetChange' }),
          ],
        },
      }],
    });
  });

  test.each([
    ['an account', new iam.AccountPrincipal('111122223333'), 1],
    ['two accounts', new iam.CompositePrincipal(new iam.AccountPrincipal('111122223333'), new iam.AccountPrincipal('777788889999')), 2],
  ])('trusts of %s only who writes the domain\'s records', (_, trusted, statements) => {
    role({ trusted });
    const [{ Properties: { AssumeRolePolicyDocument: { Statement } } }] = Object.values(template().findResources('AWS::IAM::Role'));
    expect(Statement).toHaveLength(statements);
    for (const statement of Statement) {
      expect(statement).toMatchObject({
        Action: 'sts:AssumeRole', Condition: { StringEquals: { 'aws:PrincipalTag/cdk-ses-dkim:writes-records-of': 'mail.example.com' } },
      });
    }
  });

  test.each<[string, Partial<DomainDnsRoleProps>, string]>([
    ['a domain outside of the zone', { domainName: 'example.org' }, '`zone` must be a hosted zone of \'example.org\', of a domain above it'],
    ['what is no domain name', { domainName: 'Mail.example.com' }, 'did you mean \'mail.example.com\'?'],
    ['a name that is too long', { domainName: `${'a'.repeat(60)}.example.com` }, '`roleName` must have at most 64 characters, got \'cdk-ses-dkim-aaa'],
  ])('refuses %s', (_, props, message) => {
    expect(() => role(props)).toThrow(message);
  });

  test('is referred to from a stack of the other account in the same app', () => {
    const app = new App();
    stack = new Stack(app, 'Dns', { env: { account: '444455556666', region: 'us-east-1' } });
    const { role: dnsRole } = role({ domainName: 'example.com' });
    stack = new Stack(app, 'Mail', { env: { account: '111122223333', region: 'eu-west-1' } });
    new DomainIdentity(stack, 'Identity', {
      domainName: 'example.com', dns: DomainDns.crossAccountHostedZone({ hostedZoneId: 'Z1', zoneName: 'example.com', role: dnsRole }),
    });
    template().hasResourceProperties('Custom::DnsRecord', {
      ZoneRoleArn: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::444455556666:role/cdk-ses-dkim-example.com']] },
    });
  });
});
