import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Dkim, DkimKey, DomainDns, DomainIdentity, type DomainIdentityProps } from '../../src';
import type { PublishedRecord } from '../../src/dns/published-record';
import { asJson, asText, asZoneFile } from '../../src/dns/record-formats';

const DOMAIN = 'example.com';
let stack: Stack;

beforeEach(() => {
  stack = new Stack(new App(), 'Mail', { env: { account: '111122223333', region: 'eu-west-1' } });
});

const identity = (props: Partial<DomainIdentityProps> = {}) => new DomainIdentity(stack, 'Identity', { domainName: DOMAIN, ...props });
const byoDkim = () => Dkim.byoDkim({ key: DkimKey.fromSecret(Secret.fromSecretNameV2(stack, 'Secret', 'dkim/mail'), { selector: 'mail' }) });
const outputs = () => Object.entries(Template.fromStack(stack).findOutputs('*'));
const keyId = () => Object.keys(Template.fromStack(stack).findResources('Custom::DkimKey'))[0];

describe('the output', () => {
  test('is there by default, and says what to publish', () => {
    identity({ dkim: byoDkim() });
    expect(outputs()).toEqual([[expect.stringMatching(/^IdentityDnsRecords/), {
      Description: 'DNS records to be published',
      Value: { 'Fn::Join': ['', ['TXT mail._domainkey.example.com ', { 'Fn::GetAtt': [keyId(), 'TxtValue'] }]] },
    }]]);
  });

  test.each<[string, () => Partial<DomainIdentityProps>]>([
    ['when it is turned off', () => ({ dns: DomainDns.manual({ output: false }) })],
    ['without records', () => ({ dkim: Dkim.deterministicEasyDkim({ parentRegion: 'us-east-1' }) })],
    ['with a hosted zone', () => (
      { dns: DomainDns.hostedZone(route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: DOMAIN })) }
    )],
  ])('is absent %s', (_, props) => {
    identity(props());
    expect(outputs()).toEqual([]);
  });
});

test('the forms are there with a hosted zone too', () => {
  const zone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: DOMAIN });
  const { dnsRecordsText, dnsRecordsZoneFile, dnsRecordsJson } = identity({ dkim: byoDkim(), dns: DomainDns.hostedZone(zone) });
  const id = keyId();
  const join = (...parts: unknown[]) => ({ 'Fn::Join': ['', parts] });
  expect(stack.resolve(dnsRecordsText)).toEqual(join('TXT mail._domainkey.example.com ', { 'Fn::GetAtt': [id, 'TxtValue'] }));
  expect(stack.resolve(dnsRecordsZoneFile)).toEqual(join('mail._domainkey.example.com. 1800 IN TXT ', { 'Fn::GetAtt': [id, 'Route53Value'] }));
  expect(stack.resolve(dnsRecordsJson)).toEqual(join(
    '[{"name":"mail._domainkey.example.com","type":"TXT","value":"', { 'Fn::GetAtt': [id, 'TxtValue'] }, '","ttl":1800}]',
  ));
});

describe('records of other types', () => {
  const record = (recordType: string, name: string, values: string[], route53Values = values): PublishedRecord => (
    { id: name, recordType, name, values, route53Values, ttl: Duration.hours(1) }
  );
  const RECORDS = [
    record('MX', 'bounce.example.com', ['10 feedback-smtp.eu-west-1.amazonses.com']),
    record('TXT', '_dmarc.example.com', ['v=DMARC1; p=none'], ['"v=DMARC1; p=none"']),
    record('CNAME', 'a.example.com.', ['b.example.com.']),
  ];

  test('have one dot at the end of each name in a zone file', () => {
    expect(asZoneFile(RECORDS)).toBe([
      'bounce.example.com. 3600 IN MX 10 feedback-smtp.eu-west-1.amazonses.com.',
      '_dmarc.example.com. 3600 IN TXT "v=DMARC1; p=none"',
      'a.example.com. 3600 IN CNAME b.example.com.',
    ].join('\n'));
  });

  test('are as they were given elsewhere, each value for itself', () => {
    const two = [record('MX', 'example.com', ['10 one.example', '20 two.example'])];
    expect(asText(two)).toBe('MX example.com 10 one.example\nMX example.com 20 two.example');
    expect(JSON.parse(stack.resolve(asJson(stack, two)))).toEqual(['10 one.example', '20 two.example'].map((value) => (
      { name: 'example.com', type: 'MX', value, ttl: 3600 }
    )));
  });
});
