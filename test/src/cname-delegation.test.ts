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
});

test('the handler knows the selectors, and may write in our zone', () => {
  identity({}, { selectors: ['one', 'two'], output: false });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('Custom::SesDomainIdentity', {
    Dns: { Kind: 'CNAME_DELEGATED', HostedZoneId: 'Z1', ZoneName: OURS, Selectors: ['one', 'two'] },
    Signing: { Mode: 'BYODKIM', Key: { Kind: 'GENERATED', RotationDays: '90' } },
  });
  template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
    PolicyDocument: { Statement: [Match.objectLike({ Action: 'route53:ChangeResourceRecordSets', Resource: ['arn:*:route53:::hostedzone/Z1'] })] },
  });
  expect(template.findOutputs('*')).toEqual({});
});

test('records of MAIL FROM and DMARC are not ours to write', () => {
  identity({ mailFrom: { subdomain: 'bounce' }, dmarc: {} });
  expect(JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy'))).not.toContain('bounce');
});

describe('what cannot be is refused', () => {
  const secret = () => Secret.fromSecretNameV2(stack, 'Secret', 'dkim');
  const notRotated = '`DomainDns.delegatedByCname` is for `Dkim.byoDkim` with `DkimKey.generate()` and `rotation`, whose keys alternate between its two selectors: '
    + 'use `DomainDns.manual()` for another way of signing, and publish other keys by hand';

  test.each<[string, () => Dkim]>([
    ['Easy DKIM', () => Dkim.easyDkim()],
    ['a key that has one selector', () => Dkim.byoDkim({ key: DkimKey.fromSecret(secret(), { selector: 'mail' }) })],
    ['a key that is not rotated', () => Dkim.byoDkim({ key: DkimKey.generate() })],
    ['a secret that is followed', () => Dkim.byoDkim({ key: DkimKey.followSecret(secret()) })],
    ['a key beside a rotated one', () => Dkim.byoDkim({ key: DkimKey.generate(), rotation: {}, alsoPublish: [DkimKey.fromSecret(secret(), { selector: 'mail' })] })],
  ])('%s', (_, dkim) => {
    expect(() => identity({ dkim: dkim() })).toThrow(notRotated);
  });

  test.each<[string, string[], string]>([
    ['one selector', ['one'], '`selectors` must be two that differ, for the key in use and the previous or next one, got [\'one\']'],
    ['the same twice', ['one', 'ONE'], '`selectors` must be two that differ, for the key in use and the previous or next one, got [\'one\', \'ONE\']'],
    ['a name', ['one', 'two._domainkey'], '`selectors[1]` must be one DNS label'],
    ['a selector of a key that has its own', ['one', 's0123456789abcdef'], '`selectors` must not look like those of keys that have their own'],
  ])('%s', (_, selectors, problem) => {
    expect(() => identity({ dns: DomainDns.delegatedByCname(zone('dkim.example.org'), { selectors }) })).toThrow(problem);
  });

  test.each<[string, () => route53.IHostedZone, string]>([
    ['a zone of the domain', () => zone(DOMAIN), `\`dns\` needs no delegation, because the zone '${DOMAIN}' is the domain's own or one above it: use \`DomainDns.hostedZone()\``],
    ['a zone above it', () => zone('com'), '`dns` needs no delegation'],
    ['a name that is too long', () => zone(`${'a.'.repeat(112)}net`), '`domainName` and `dns` make a record name of 264 characters, DNS allows 253'],
    [
      'a private zone',
      () => new route53.PrivateHostedZone(stack, 'Private', { zoneName: OURS, vpc: new ec2.Vpc(stack, 'Vpc') }),
      '`dns` must be a public hosted zone',
    ],
  ])('%s', (_, unfit, problem) => {
    expect(() => identity({ dns: DomainDns.delegatedByCname(unfit()) })).toThrow(problem);
  });

  test('selectors that leave no room for the zone', () => {
    const selectors = ['a'.repeat(60), 'b'.repeat(60)];
    expect(() => identity({ dns: DomainDns.delegatedByCname(zone(`${'a.'.repeat(90)}net`), { selectors }) })).toThrow(
      '`selectors`, `domainName` and the zone make a record name of 267 characters, DNS allows 253',
    );
  });

  test('a rotation that comes round before a selector is free', () => {
    expect(() => identity({ dkim: rotated({ every: Duration.days(29) }) })).toThrow(
      '`rotation.every` must be at least 30 days if keys alternate between two selectors and `overlap` is 14 days, got 29 days',
    );
  });

  test('but not one that comes when it is', () => {
    identity({ dkim: rotated({ every: Duration.days(30) }) });
  });

  test('other Regions', () => {
    expect(() => identity({ dkim: rotated({}, DkimKey.generate({ replicaRegions: [{ region: 'us-east-1' }] })) })).toThrow(
      '`replicaRegions` needs a selector of its own for each key, and with `DomainDns.delegatedByCname` keys alternate between two',
    );
  });
});
