import { CfnParameter, Duration } from 'aws-cdk-lib';
import { MailFromBehaviorOnMxFailure } from 'aws-cdk-lib/aws-ses';
import { Mail } from './fixture';
import { DmarcPolicy, DomainDns, type DomainIdentityProps } from '../../src';

let mail: Mail;
beforeEach(() => {
  mail = new Mail();
});
const identity = (props: Partial<DomainIdentityProps> = {}) => mail.identity({ dns: mail.dns(), mailFrom: { subdomain: 'bounce' }, ...props });

test('the handler is told of it, and of the DMARC record', () => {
  identity({ dmarc: { policy: DmarcPolicy.REJECT } });
  expect(mail.properties()).toMatchObject({
    MailFromDomain: 'bounce.example.com', BehaviorOnMxFailure: 'USE_DEFAULT_VALUE', Dmarc: 'v=DMARC1; p=reject',
  });
});

test('without it SES is told of none', () => {
  identity({ mailFrom: undefined });
  expect(Object.keys(mail.properties())).toEqual(['DomainName', 'Signing', 'Dns']);
});

test('mail may be refused instead', () => {
  identity({ mailFrom: { subdomain: 'bounce', behaviorOnMxFailure: MailFromBehaviorOnMxFailure.REJECT_MESSAGE } });
  expect(mail.properties().BehaviorOnMxFailure).toBe('REJECT_MESSAGE');
});

test('its records are among those to publish by hand', () => {
  const { dnsRecords } = identity({ dns: DomainDns.manual(), dmarc: { policy: DmarcPolicy.REJECT } });
  expect(dnsRecords.slice(3)).toEqual([
    { name: 'bounce.example.com', recordType: 'MX', values: ['10 feedback-smtp.eu-west-1.amazonses.com'], ttl: Duration.minutes(30) },
    { name: 'bounce.example.com', recordType: 'TXT', values: ['v=spf1 include:amazonses.com ~all'], ttl: Duration.minutes(30) },
    { name: '_dmarc.example.com', recordType: 'TXT', values: ['v=DMARC1; p=reject'], ttl: Duration.minutes(30) },
  ]);
});

test.each([
  ['bounce.example.com', /`mailFrom\.subdomain` must be one or more labels to put before '\.example\.com', .*got 'bounce\.example\.com': did you mean 'bounce'\?/],
  ['example.com', /got 'example\.com', at Mail\/Identity$/],
  ['', /in lower case, like 'bounce', got '', at Mail\/Identity$/],
  ['*', /got '\*', at Mail\/Identity$/],
  ['@', /got '@', at Mail\/Identity$/],
  ['Bounce', /got 'Bounce': did you mean 'bounce'\?/],
  ['bounce.', /got 'bounce\.': did you mean 'bounce'\?/],
  ['Bounce.Example.com.', /did you mean 'bounce'\?/],
  ['under_score', /got 'under_score', at Mail\/Identity$/],
  [Array.from({ length: 124 }, () => 'a').join('.'), /make a record name of 259 characters, DNS allows 253/],
])('refuses %j as a subdomain', (subdomain, expected) => {
  expect(() => identity({ mailFrom: { subdomain } })).toThrow(expected);
});

test('a token passes', () => {
  const { valueAsString: subdomain } = new CfnParameter(mail.stack, 'Subdomain');
  identity({ mailFrom: { subdomain } });
  const name = { 'Fn::Join': ['', [{ Ref: 'Subdomain' }, '.example.com']] };
  expect(mail.properties().MailFromDomain).toEqual(name);
  expect(JSON.stringify(mail.listed('Watch'))).toContain(JSON.stringify(name));
});
