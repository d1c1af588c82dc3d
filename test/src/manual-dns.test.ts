import { Duration } from 'aws-cdk-lib';
import { DOMAIN, Mail } from './fixture';
import { Dkim, DomainDns, type DomainIdentityProps } from '../../src';
import type { IdentityRecord } from '../../src/dns/dns-record';
import { asJson, asText, asZoneFile } from '../../src/dns/record-formats';

let mail: Mail;
beforeEach(() => {
  mail = new Mail();
});

const byoDkim = () => Dkim.byoDkim({ key: mail.key('mail') });
const outputs = () => Object.entries(mail.template().findOutputs('*'));
const join = (...parts: unknown[]) => ({ 'Fn::Join': ['', parts] });
const attribute = (name: string) => ({ 'Fn::GetAtt': [mail.only('Custom::SesDomainIdentity')[0], name] });

test('a stack has no more outputs than CloudFormation allows', () => {
  const domains = (count: number) => {
    mail = new Mail();
    Array.from({ length: count }, (_, index) => mail.identity({ domainName: `d${index}.${DOMAIN}` }, `D${index}`));
    return mail.template();
  };
  expect(Object.keys(domains(200).findOutputs('*'))).toHaveLength(200);
  expect(() => domains(201)).toThrow('a stack can have 200 outputs, got 201: turn some off by `output: false` of `DomainDns.manual`, or move some');
});

describe('the output', () => {
  test('is there by default, and says what to publish', () => {
    mail.identity({ dkim: byoDkim() });
    expect(outputs()).toEqual([[expect.stringMatching(/^IdentityDnsRecords/), {
      Description: 'DNS records to be published',
      Value: join('TXT mail._domainkey.example.com ', attribute('DkimValue1'), attribute('DkimMore1')),
    }]]);
  });

  test.each<[string, () => Partial<DomainIdentityProps>]>([
    ['when it is turned off', () => ({ dns: DomainDns.manual({ output: false }) })],
    ['without records', () => ({ dkim: Dkim.deterministicEasyDkim({ parentRegion: 'us-east-1' }) })],
    ['with a hosted zone', () => ({ dns: mail.dns() })],
  ])('is absent %s', (_, props) => {
    mail.identity(props());
    expect(outputs()).toEqual([]);
  });
});

describe('the forms are there with a hosted zone too', () => {
  test('a key\'s record, with its value in one piece or in strings of 255 octets', () => {
    const { dnsRecords, dnsRecordsText, dnsRecordsZoneFile, dnsRecordsJson } = mail.identity({ dkim: byoDkim(), dns: mail.dns() });
    const [value, more] = [attribute('DkimValue1'), attribute('DkimMore1')];
    expect(mail.stack.resolve(dnsRecords)).toEqual([
      expect.objectContaining({ name: 'mail._domainkey.example.com', recordType: 'TXT', values: [join(value, more)] }),
    ]);
    expect(dnsRecords[0].ttl).toEqual(Duration.minutes(30));
    expect(Object.keys(dnsRecords[0])).toEqual(['name', 'recordType', 'values', 'ttl']);
    expect(mail.stack.resolve(dnsRecordsText)).toEqual(join('TXT mail._domainkey.example.com ', value, more));
    expect(mail.stack.resolve(dnsRecordsZoneFile)).toEqual(join('mail._domainkey.example.com. 1800 IN TXT "', value, '" "', more, '"'));
    expect(mail.stack.resolve(dnsRecordsJson)).toEqual(join('[{"name":"mail._domainkey.example.com","type":"TXT","value":"', value, more, '","ttl":1800}]'));
  });

  test('the three CNAMEs of Easy DKIM', () => {
    const { dnsRecords, dnsRecordsZoneFile } = mail.identity({ dns: mail.dns() });
    expect(mail.stack.resolve(dnsRecords.map(({ recordType, name, values }) => [recordType, name, ...values]))).toEqual([1, 2, 3].map((position) => (
      ['CNAME', attribute(`DkimName${position}`), attribute(`DkimValue${position}`)]
    )));
    expect(mail.stack.resolve(dnsRecordsZoneFile)['Fn::Join'][1].slice(0, 4)).toEqual([
      attribute('DkimName1'), '. 1800 IN CNAME ', attribute('DkimValue1'), expect.stringMatching(/^\.\n$/),
    ]);
  });

  test('several keys, each at its place', () => {
    const { dnsRecords } = mail.identity({ dkim: Dkim.byoDkim({ key: mail.key('new'), alsoPublish: [mail.key('old')] }) });
    expect(mail.stack.resolve(dnsRecords.map(({ name, values }) => [name, ...values]))).toEqual([
      [`new._domainkey.${DOMAIN}`, join(attribute('DkimValue1'), attribute('DkimMore1'))],
      [`old._domainkey.${DOMAIN}`, join(attribute('DkimValue2'), attribute('DkimMore2'))],
    ]);
  });
});

describe('records of other types', () => {
  const record = (recordType: string, name: string, values: string[]): IdentityRecord => ({ recordType, name, values, ttl: Duration.hours(1) });
  const RECORDS = [
    record('MX', 'bounce.example.com', ['10 feedback-smtp.eu-west-1.amazonses.com']),
    record('TXT', '_dmarc.example.com', ['v=DMARC1; p=none']),
    record('TXT', 'long.example.com', ['x'.repeat(256)]),
    record('CNAME', 'a.example.com.', ['b.example.com.']),
  ];

  test('have one dot at the end of each name in a zone file, and strings of at most 255 octets', () => {
    expect(asZoneFile(RECORDS)).toBe([
      'bounce.example.com. 3600 IN MX 10 feedback-smtp.eu-west-1.amazonses.com.',
      '_dmarc.example.com. 3600 IN TXT "v=DMARC1; p=none"',
      `long.example.com. 3600 IN TXT "${'x'.repeat(255)}" "x"`,
      'a.example.com. 3600 IN CNAME b.example.com.',
    ].join('\n'));
  });

  test('are as they were given elsewhere, each value for itself', () => {
    const two = [record('MX', 'example.com', ['10 one.example', '20 two.example'])];
    expect(asText(two)).toBe('MX example.com 10 one.example\nMX example.com 20 two.example');
    expect(JSON.parse(mail.stack.resolve(asJson(mail.stack, two)))).toEqual(['10 one.example', '20 two.example'].map((value) => (
      { name: 'example.com', type: 'MX', value, ttl: 3600 }
    )));
  });
});
