import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { type DmarcOptions, DmarcPolicy, DomainIdentity } from '../../src';

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Mail');
});

function record(dmarc: DmarcOptions): string {
  const { dnsRecords } = new DomainIdentity(stack, 'Identity', { domainName: 'news.example.com', dmarc });
  const { name, recordType, values } = dnsRecords.at(-1)!;
  expect([name, recordType, values.length]).toEqual(['_dmarc.news.example.com', 'TXT', 1]);
  return values[0];
}

test.each<[string, DmarcOptions, string]>([
  ['what bulk senders need, with nothing asked for', {}, 'v=DMARC1; p=none'],
  ['a policy', { policy: DmarcPolicy.REJECT }, 'v=DMARC1; p=reject'],
  ['another policy for subdomains', { policy: DmarcPolicy.REJECT, subdomainPolicy: DmarcPolicy.QUARANTINE }, 'v=DMARC1; p=reject; sp=quarantine'],
  ['reports', { aggregateReports: ['a+b@example.com', 'b@example.net'], failureReports: ['c@example.com'] },
    'v=DMARC1; p=none; rua=mailto:a+b@example.com,mailto:b@example.net; ruf=mailto:c@example.com'],
])('the record has %s', (_, options, expected) => {
  expect(record(options)).toBe(expected);
});

test('an address that is a token passes', () => {
  const { valueAsString: address } = new CfnParameter(stack, 'Address');
  expect(stack.resolve(record({ aggregateReports: [address] }))).toEqual({ 'Fn::Join': ['', ['v=DMARC1; p=none; rua=mailto:', { Ref: 'Address' }]] });
});

test.each([
  ['mailto:dmarc@example.com', /`dmarc\.aggregateReports\[0\]` must be a mail address, like 'dmarc@example\.com', got '.*': did you mean 'dmarc@example\.com'\?/],
  ['Reports <dmarc@example.com>', /did you mean 'dmarc@example\.com'\?/],
  ['dmarc', /got 'dmarc', at Mail\/Identity$/],
  ['a@example.com,b@example.com', /got 'a@example\.com,b@example\.com', at Mail\/Identity$/],
  ['a@example.com!10m', /got/],
  ['a@example.com; p=none', /got/],
  ['a"b@example.com', /got/],
])('refuses %j as an address', (address, expected) => {
  expect(() => record({ aggregateReports: [address] })).toThrow(expected);
});

test('says which property has the address', () => {
  expect(() => record({ failureReports: ['dmarc'] })).toThrow('`dmarc.failureReports[0]` must be');
});

test('a record of more addresses than the identity can remember is refused', () => {
  const addresses = Array.from({ length: 60 }, (_, index) => `dmarc${index}@example.com`);
  expect(() => record({ aggregateReports: addresses })).toThrow(/^`dmarc` must make a record of at most 1000 characters, got \d+: name fewer addresses, at Mail\/Identity$/);
});
