import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { type CnameDelegationOptions, Dkim, DkimKey, DmarcPolicy, DomainDns, DomainIdentity, type DomainIdentityProps, type KeyRotationOptions } from '../../src';

const DOMAIN = 'example.com';
const OURS = 'dkim.example.net';
const RECORDS = `_domainkey.${DOMAIN}.${OURS}`;

let stack: Stack;
beforeEach(() => {
  stack = new Stack(new App(), 'Mail', { env: { account: '111122223333', region: 'eu-west-1' } });
});

const zone = (zoneName = OURS) => route53.HostedZone.fromHostedZoneAttributes(stack, `Zone-${zoneName}`, { hostedZoneId: 'Z1', zoneName });
const rotated = (rotation: KeyRotationOptions = {}, key = DkimKey.generate()) => Dkim.byoDkim({ key, rotation });
const identity = (props: Partial<DomainIdentityProps> = {}, options?: CnameDelegationOptions) => new DomainIdentity(stack, 'Identity', {
  domainName: DOMAIN, dkim: rotated(), dns: DomainDns.delegatedByCname(zone(), options), ...props,
});

test('what is left to publish are two CNAMEs, and the records that cannot be behind one', () => {
  const { dnsRecords } = identity({ mailFrom: { subdomain: 'bounce' }, dmarc: { policy: DmarcPolicy.REJECT } });
  expect(dnsRecords.map(({ recordType, name }) => `${recordType} ${name}`)).toEqual([
    `CNAME ses1._domainkey.${DOMAIN}`, `CNAME ses2._domainkey.${DOMAIN}`, `MX bounce.${DOMAIN}`, `TXT bounce.${DOMAIN}`, `TXT _dmarc.${DOMAIN}`,
  ]);
  expect(dnsRecords.slice(0, 2).map(({ values }) => values)).toEqual([[`ses1.${RECORDS}`], [`ses2.${RECORDS}`]]);
  const template = Template.fromStack(stack);
  template.hasOutput('*', { Value: Match.stringLikeRegexp(`CNAME ses1._domainkey.${DOMAIN} ses1.${RECORDS}\nCNAME ses2.*\nMX bounce.*\nTXT`) });
  template.resourceCountIs('AWS::Route53::RecordSet', 0);
  template.resourceCountIs('Custom::DnsRecord', 0);
});

test('the handler and the rotation know the selectors, and may write under the domain\'s name in our zone only', () => {
  identity({}, { selectors: ['one', 'two'], output: false });
  const template = Template.fromStack(stack);
  const delegation = { Selectors: 'one,two', RecordsDomain: `${DOMAIN}.${OURS}` };
  template.hasResourceProperties('Custom::DkimKey', { ...delegation, HostedZoneId: 'Z1', Rotated: 'true' });
  template.hasResourceProperties('Custom::SesDomainIdentity', { Signing: 'ROTATED_BYODKIM', Selectors: 'one,two' });
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ SELECTORS: 'one,two', RECORDS_DOMAIN: `${DOMAIN}.${OURS}` }) },
  });
  template.hasResourceProperties('AWS::IAM::Role', {
    Path: `/cdk-ses-dkim/Z1_${RECORDS}/`,
    Policies: [{
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({
          Action: 'route53:ChangeResourceRecordSets',
          Condition: Match.objectLike({
            'ForAllValues:StringLike': { 'route53:ChangeResourceRecordSetsNormalizedRecordNames': [`*.${RECORDS}`] },
          }),
        })]),
      },
    }],
  });
  expect(template.findOutputs('*')).toEqual({});
});

describe('what cannot be is refused', () => {
  const secret = () => Secret.fromSecretNameV2(stack, 'Secret', 'dkim');
  const notRotated = '`DomainDns.delegatedByCname` is for `Dkim.byoDkim` with `DkimKey.generate()` and `rotation`, whose keys have its two selectors in turns: '
    + 'use `DomainDns.manual()` for another way of signing';

  test.each<[string, () => Dkim]>([
    ['Easy DKIM', () => Dkim.easyDkim()],
    ['a key that has one selector', () => Dkim.byoDkim({ key: DkimKey.fromSecret(secret(), { selector: 'mail' }) })],
    ['a key that is not rotated', () => Dkim.byoDkim({ key: DkimKey.generate() })],
    ['a secret that is followed', () => Dkim.byoDkim({ key: DkimKey.followSecret(secret()) })],
  ])('%s', (_, dkim) => {
    expect(() => identity({ dkim: dkim() })).toThrow(notRotated);
  });

  test.each<[string, string[], string]>([
    ['one selector', ['one'], '`selectors` must be two that differ, for the key in use and the one before or after it, got [\'one\']'],
    ['the same twice', ['one', 'ONE'], '`selectors` must be two that differ, for the key in use and the one before or after it, got [\'one\', \'ONE\']'],
    ['a name', ['one', 'two._domainkey'], '`selector` must be one DNS label'],
    ['a selector of a key that has its own', ['one', 's0123456789abcdef'], '`selectors` must not look like those of keys that have their own'],
  ])('%s', (_, selectors, problem) => {
    expect(() => DomainDns.delegatedByCname(zone(), { selectors })).toThrow(problem);
  });

  test.each<[string, () => route53.IHostedZone, string]>([
    ['a zone of the domain', () => zone(DOMAIN), `\`dns\` needs no delegation, for the zone '${DOMAIN}' is the domain's own or one above it: use \`DomainDns.hostedZone()\``],
    ['a zone above it', () => zone('com'), '`dns` needs no delegation'],
    ['a name that is too long', () => zone(`${'a.'.repeat(112)}net`), 'make a record name of 255 characters, DNS allows 253'],
    [
      'a private zone',
      () => new route53.PrivateHostedZone(stack, 'Private', { zoneName: OURS, vpc: new ec2.Vpc(stack, 'Vpc') }),
      '`dns` must be a public hosted zone',
    ],
  ])('%s', (_, unfit, problem) => {
    expect(() => identity({ dns: DomainDns.delegatedByCname(unfit()) })).toThrow(problem);
  });

  test('a rotation that comes round before a selector is free', () => {
    expect(() => identity({ dkim: rotated({ every: Duration.days(29) }) })).toThrow(
      '`every` must be at least 30 days where two selectors are used in turns and `overlap` is 14 days, got 29',
    );
  });

  test('but not one that comes when it is', () => {
    identity({ dkim: rotated({ every: Duration.days(30) }) });
  });

  test('other Regions', () => {
    expect(() => identity({ dkim: rotated({}, DkimKey.generate({ replicaRegions: [{ region: 'us-east-1' }] })) })).toThrow(
      '`replicaRegions` needs a selector of its own for each key, and `DomainDns.delegatedByCname` gives keys two in turns',
    );
  });
});
