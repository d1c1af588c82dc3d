import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { MailFromBehaviorOnMxFailure } from 'aws-cdk-lib/aws-ses';
import { DmarcPolicy, DomainDns, DomainIdentity, type DomainIdentityProps, ExistingRecords } from '../../src';

let stack: Stack;
const template = () => Template.fromStack(stack);

beforeEach(() => {
  stack = new Stack(new App(), 'Mail', { env: { account: '111122223333', region: 'eu-west-1' } });
});

function identity(props: Partial<DomainIdentityProps> = {}, existingRecords?: ExistingRecords): DomainIdentity {
  const zone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });
  return new DomainIdentity(stack, 'Identity', {
    domainName: 'example.com', dns: DomainDns.hostedZone(zone, { existingRecords }), mailFrom: { subdomain: 'bounce' }, ...props,
  });
}

test('SES is told of it after its records are there', () => {
  identity();
  template().hasResource('Custom::SesDomainIdentity', {
    Properties: { MailFromDomain: 'bounce.example.com', BehaviorOnMxFailure: 'USE_DEFAULT_VALUE' },
    DependsOn: Match.arrayWith(Object.keys(template().findResources('Custom::DnsRecord'))),
  });
  template().hasResourceProperties('Custom::DnsRecord', {
    Purpose: 'MAIL_FROM', Name: 'bounce.example.com', Type: 'MX', Value: '10 feedback-smtp.eu-west-1.amazonses.com', Ttl: '1800', ExistingRecords: 'FAIL',
  });
  template().hasResourceProperties('Custom::DnsRecord', {
    Purpose: 'MAIL_FROM', Name: 'bounce.example.com', Type: 'TXT', Value: 'v=spf1 include:amazonses.com ~all',
  });
});

test('without it SES is told of none', () => {
  identity({ mailFrom: undefined });
  template().hasResourceProperties('Custom::SesDomainIdentity', { MailFromDomain: Match.absent(), BehaviorOnMxFailure: Match.absent() });
  template().resourceCountIs('Custom::DnsRecord', 0);
});

test('mail may be refused instead', () => {
  identity({ mailFrom: { subdomain: 'bounce', behaviorOnMxFailure: MailFromBehaviorOnMxFailure.REJECT_MESSAGE } });
  template().hasResourceProperties('Custom::SesDomainIdentity', { BehaviorOnMxFailure: 'REJECT_MESSAGE' });
});

test('records that exist are accepted where all are', () => {
  identity({}, ExistingRecords.ACCEPT);
  template().allResourcesProperties('Custom::DnsRecord', { ExistingRecords: 'ACCEPT' });
});

test('each of its records has a role that may write this name in this zone, and nothing more', () => {
  identity({ dmarc: {} });
  const changes = Object.values(template().findResources('AWS::IAM::Role')).flatMap(({ Properties }) => (
    (Properties.Policies ?? []) as Array<{ PolicyDocument: { Statement: Array<{ Action: string; Condition?: Record<string, object> }> } }>
  )).flatMap(({ PolicyDocument }) => PolicyDocument.Statement).filter(({ Action }) => Action === 'route53:ChangeResourceRecordSets');
  expect(changes.map(({ Condition }) => Object.values(Condition!).flatMap((values) => Object.values(values)).flat())).toEqual([
    ['bounce.example.com', 'MX', 'TXT'], ['_dmarc.example.com', 'TXT'],
  ]);
});

test('another name is another role, for the former one still has to remove its records', () => {
  identity();
  template().hasResourceProperties('AWS::IAM::Role', { Path: '/cdk-ses-dkim/Z1_bounce.example.com/' });
});

test('elsewhere its records are to be published by hand, and are none that a wait for DKIM looks for', () => {
  const { dnsRecords } = identity({
    dns: DomainDns.manual(), dmarc: { policy: DmarcPolicy.REJECT }, waitForVerification: Duration.minutes(1),
  });
  expect(dnsRecords.slice(3)).toEqual([
    { name: 'bounce.example.com', recordType: 'MX', values: ['10 feedback-smtp.eu-west-1.amazonses.com'], ttl: Duration.minutes(30) },
    { name: 'bounce.example.com', recordType: 'TXT', values: ['v=spf1 include:amazonses.com ~all'], ttl: Duration.minutes(30) },
    { name: '_dmarc.example.com', recordType: 'TXT', values: ['v=DMARC1; p=reject'], ttl: Duration.minutes(30) },
  ]);
  template().hasResourceProperties('Custom::SesVerification', { Record3: Match.anyValue(), Record4: Match.absent() });
});

test.each([
  ['bounce.example.com', /`mailFrom\.subdomain` must be one or more labels to put before '\.example\.com', .*got 'bounce\.example\.com': did you mean 'bounce'\?/],
  ['example.com', /got 'example\.com'$/],
  ['', /in lower case, like 'bounce', got ''$/],
  ['@', /got '@'$/],
  ['Bounce', /got 'Bounce': did you mean 'bounce'\?/],
  ['bounce.', /got 'bounce\.': did you mean 'bounce'\?/],
  ['Bounce.Example.com.', /did you mean 'bounce'\?/],
  ['under_score', /got 'under_score'$/],
  [Array.from({ length: 124 }, () => 'a').join('.'), /make a name of 259 characters, DNS allows 253/],
])('refuses %j as a subdomain', (subdomain, expected) => {
  expect(() => identity({ mailFrom: { subdomain } })).toThrow(expected);
});

test('a token passes', () => {
  const { valueAsString: subdomain } = new CfnParameter(stack, 'Subdomain');
  identity({ mailFrom: { subdomain } });
  template().hasResourceProperties('Custom::SesDomainIdentity', { MailFromDomain: { 'Fn::Join': ['', [{ Ref: 'Subdomain' }, '.example.com']] } });
});
