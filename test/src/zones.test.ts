import { App, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { allowing, DOMAIN, Mail } from './fixture';
import { Dkim, DkimKey, DomainDns, DomainDnsRole } from '../../src';

let mail: Mail;
beforeEach(() => {
  mail = new Mail();
});
const role = () => iam.Role.fromRoleArn(mail.stack, 'Role', 'arn:aws:iam::444455556666:role/cdk-ses-dkim-example.com');
const vpc = () => ec2.Vpc.fromVpcAttributes(mail.stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'] });
const rotated = () => Dkim.byoDkim({ key: DkimKey.generate(), rotation: {} });

describe('a zone id as the Route 53 API answers it', () => {
  const ID = '/hostedzone/Z0123456789';

  test.each<[string, () => Parameters<Mail['identity']>[0]]>([
    ['of this account', () => ({ dns: mail.dns(DOMAIN, ID) })],
    ['of another account', () => ({ dns: DomainDns.crossAccountHostedZone({ hostedZoneId: ID, zoneName: DOMAIN, role: role() }) })],
    ['behind CNAMEs', () => ({ dns: DomainDns.delegatedByCname(mail.zone('example.net', ID)), dkim: rotated() })],
  ])('is one: %s', (_, props) => {
    mail.identity(props());
    expect(mail.properties().Dns.HostedZoneId).toBe('Z0123456789');
    expect(JSON.stringify(mail.template().toJSON())).not.toContain('/hostedzone/');
  });

  test('is one also if it is a parameter, once in the policy for all domains', () => {
    const zoneId = Token.asString({ Ref: 'ZoneId' });
    mail.identity({ dns: mail.dns(DOMAIN, zoneId) });
    mail.identity({ domainName: `mail.${DOMAIN}`, dns: mail.dns(DOMAIN, zoneId) }, 'Other');
    const [{ Resource }] = allowing(mail.listed('Deploy'), 'route53:ChangeResourceRecordSets');
    expect(Resource).toEqual([{ 'Fn::Join': ['', ['arn:*:route53:::hostedzone/', { 'Fn::Join': ['', { 'Fn::Split': ['/hostedzone/', { Ref: 'ZoneId' }] }] }]] }]);
  });

  test('is none of a zone of the stack, which CloudFormation names without it', () => {
    mail.identity({ dns: DomainDns.hostedZone(new route53.PublicHostedZone(mail.stack, 'Zone', { zoneName: DOMAIN })) });
    expect(JSON.stringify(mail.template().toJSON())).not.toContain('Fn::Split');
  });

  test('is one for the role in the zone\'s account', () => {
    new DomainDnsRole(mail.stack, 'MailDns', { zone: mail.zone(DOMAIN, ID), domainName: DOMAIN, trusted: new iam.AccountPrincipal('111122223333') });
    expect(JSON.stringify(mail.only('AWS::IAM::Role'))).toContain('"arn:*:route53:::hostedzone/Z0123456789"');
  });
});

test.each<[string, () => Parameters<Mail['identity']>[0], string]>([
  ['of the domain', () => ({ dns: mail.dns('Example.COM.') }), 'example.com'],
  ['of its DKIM records', () => ({ dns: mail.dns('_DomainKey.Example.com') }), '_domainkey.example.com'],
  ['of another account', () => ({ dns: DomainDns.crossAccountHostedZone({ hostedZoneId: 'Z1', zoneName: 'EXAMPLE.com', role: role() }) }), 'example.com'],
  ['behind CNAMEs', () => ({ dns: DomainDns.delegatedByCname(mail.zone('DKIM.example.net')), dkim: rotated() }), 'dkim.example.net'],
])('a zone name in capitals is that name: %s', (_, props, zoneName) => {
  mail.identity(props());
  expect(mail.properties().Dns.ZoneName).toBe(zoneName);
});

test('CNAMEs to a zone in capitals have the name that is written', () => {
  const { dnsRecords } = mail.identity({ dns: DomainDns.delegatedByCname(mail.zone('DKIM.example.net')), dkim: rotated() });
  expect(dnsRecords.map(({ values }) => values[0])).toEqual(['ses1', 'ses2'].map((selector) => `${selector}._domainkey.example.com.dkim.example.net`));
});

describe('a zone that nobody outside sees is refused', () => {
  const problem = '`dns` must be a public hosted zone, because neither SES nor receivers see a private one';
  const places: Array<[string, (zone: route53.IHostedZone) => Parameters<Mail['identity']>[0]]> = [
    ['with the domain\'s records', (zone) => ({ dns: DomainDns.hostedZone(zone) })],
    ['behind CNAMEs', (zone) => ({ dns: DomainDns.delegatedByCname(zone), dkim: rotated() })],
  ];

  test.each(places)('that is private by its class, %s', (_, props) => {
    const zone = new route53.PrivateHostedZone(mail.stack, 'Private', { zoneName: DOMAIN, vpc: vpc() });
    expect(() => mail.identity(props(zone))).toThrow(`${problem}, got 'Mail/Private'`);
  });

  test.each(places)('that is private by `vpcs`, %s', (_, props) => {
    const zone = new route53.HostedZone(mail.stack, 'Private', { zoneName: DOMAIN, vpcs: [vpc()] });
    expect(() => mail.identity(props(zone))).toThrow(problem);
  });

  test('that becomes private by `addVpc`, after the identity has it', () => {
    const zone = new route53.HostedZone(mail.stack, 'Zone', { zoneName: DOMAIN });
    mail.identity({ dns: DomainDns.hostedZone(zone) });
    zone.addVpc(vpc());
    expect(() => mail.template()).toThrow(problem);
  });

  test.each(places)('that is private in a resource, and is imported by its reference, %s', (_, props) => {
    const { ref } = new route53.CfnHostedZone(mail.stack, 'Private', { name: DOMAIN, vpcs: [{ vpcId: 'vpc-1', vpcRegion: 'eu-west-1' }] });
    expect(() => mail.identity(props(mail.zone(DOMAIN, ref)))).toThrow(problem);
  });

  test('that is looked up as private', () => {
    const key = 'hosted-zone:account=111122223333:domainName=example.com:privateZone=true:region=eu-west-1';
    mail = new Mail(undefined, { [key]: { Id: '/hostedzone/Z1PRIVATE', Name: `${DOMAIN}.` } });
    const zone = route53.HostedZone.fromLookup(mail.stack, 'Zone', { domainName: DOMAIN, privateZone: true });
    expect(zone.hostedZoneId).toBe('Z1PRIVATE');
    expect(() => mail.identity({ dns: DomainDns.hostedZone(zone) })).toThrow(problem);
  });

  test('and a role for it too', () => {
    const zone = new route53.HostedZone(mail.stack, 'Private', { zoneName: DOMAIN, vpcs: [vpc()] });
    expect(() => new DomainDnsRole(mail.stack, 'MailDns', { zone, domainName: DOMAIN, trusted: new iam.AccountPrincipal('111122223333') }))
      .toThrow('`zone` must be a public hosted zone');
  });

  test('but not a public one that is looked up', () => {
    const key = 'hosted-zone:account=111122223333:domainName=example.com:region=eu-west-1';
    mail = new Mail(undefined, { [key]: { Id: '/hostedzone/Z1PUBLIC', Name: `${DOMAIN}.` } });
    mail.identity({ dns: DomainDns.hostedZone(route53.HostedZone.fromLookup(mail.stack, 'Zone', { domainName: DOMAIN })) });
    expect(mail.properties().Dns).toEqual({ Kind: 'HOSTED_ZONE', HostedZoneId: 'Z1PUBLIC', ZoneName: DOMAIN });
  });
});

test('a zone that the CDK CLI has not looked up yet is not refused: it looks after the first synthesis', () => {
  mail.identity({ dns: DomainDns.hostedZone(route53.HostedZone.fromLookup(mail.stack, 'Zone', { domainName: DOMAIN })) });
  expect(mail.properties().Dns).toMatchObject({ Kind: 'HOSTED_ZONE', ZoneName: DOMAIN });
});

test.each(['', 'hosted zone', '/hostedzone/', 'zone-1'])('the zone id \'%s\' is refused', (hostedZoneId) => {
  const dns = DomainDns.crossAccountHostedZone({ hostedZoneId, zoneName: DOMAIN, role: role() });
  expect(() => mail.identity({ dns })).toThrow(`\`hostedZoneId\` must be the id of a hosted zone, like 'Z0123456789ABC', got '${hostedZoneId}'`);
});

test('a zone without a name is refused', () => {
  const dns = DomainDns.crossAccountHostedZone({ hostedZoneId: 'Z1', zoneName: '', role: role() });
  expect(() => mail.identity({ dns })).toThrow('`dns` must be a hosted zone of \'example.com\' or of a domain above it, got a zone with the name \'\'');
});

test.each(['', ' ', 'net', 'a b.net', 'a..net', 'bücher.net'])('no CNAME points to the zone \'%s\'', (zoneName) => {
  expect(() => mail.identity({ dns: DomainDns.delegatedByCname(mail.zone(zoneName)), dkim: rotated() }))
    .toThrow(`\`dns\` must be a hosted zone with a domain name, like 'dkim.example.net', got the zone '${zoneName}'`);
});

test('CNAMEs may point to a zone with underscores', () => {
  mail.identity({ dns: DomainDns.delegatedByCname(mail.zone('_domainkey.dkim_zone.example.net')), dkim: rotated() });
  expect(mail.properties().Dns.ZoneName).toBe('_domainkey.dkim_zone.example.net');
});

test('a zone that does not cover the domain is refused', () => {
  expect(() => mail.identity({ domainName: 'example.org', dns: mail.dns() }))
    .toThrow('`dns` must be a hosted zone of \'example.org\', of a domain above it, or of \'_domainkey.example.org\', got the zone \'example.com\'');
  expect(() => mail.identity({ domainName: 'notexample.com', dns: mail.dns() }, 'Suffix')).toThrow('`dns` must be');
});

describe('a zone for DKIM alone', () => {
  test('takes the keys', () => {
    mail.identity({ dkim: rotated(), dns: mail.dns(`_domainkey.${DOMAIN}`) });
    expect(mail.properties().Dns.ZoneName).toBe('_domainkey.example.com');
  });

  test.each([
    ['MAIL FROM', { mailFrom: { subdomain: 'bounce' } }, '\'bounce.example.com\' is not in the zone \'_domainkey.example.com\''],
    ['DMARC', { dmarc: {} }, '\'_dmarc.example.com\' is not in the zone \'_domainkey.example.com\''],
  ])('has no place for the records of %s', (_, props, problem) => {
    expect(() => mail.identity({ dns: mail.dns(`_domainkey.${DOMAIN}`), ...props })).toThrow(problem);
  });

  test.each([
    ['MAIL FROM', { mailFromSubdomain: 'bounce' }, '\'bounce.example.com\' is not in the zone \'_domainkey.example.com\''],
    ['DMARC', { dmarc: true }, '\'_dmarc.example.com\' is not in the zone \'_domainkey.example.com\''],
  ])('has no role for the records of %s', (_, props, problem) => {
    const trusted = new iam.AccountPrincipal('111122223333');
    expect(() => new DomainDnsRole(mail.stack, 'MailDns', { zone: mail.zone(`_domainkey.${DOMAIN}`), domainName: DOMAIN, trusted, ...props }))
      .toThrow(`\`mailFromSubdomain\` and \`dmarc\` need a \`zone\` that is a hosted zone of 'example.com' or of a domain above it: ${problem}`);
  });

  test('of another domain is refused', () => {
    expect(() => mail.identity({ dns: mail.dns('_domainkey.example.org') })).toThrow('`dns` must be a hosted zone of \'example.com\'');
  });
});

test('a zone of another stack of the app is referred to', () => {
  const app = new App();
  const zones = new Stack(app, 'Zones', { env: { account: '111122223333', region: 'eu-west-1' } });
  const zone = new route53.HostedZone(zones, 'Zone', { zoneName: DOMAIN });
  mail = new Mail();
  Object.assign(mail, { stack: new Stack(app, 'Mail', { env: { account: '111122223333', region: 'eu-west-1' } }) });
  mail.identity({ dns: DomainDns.hostedZone(zone) });
  expect(mail.properties().Dns).toMatchObject({ HostedZoneId: { 'Fn::ImportValue': expect.stringContaining('Zones:') } });
});
