import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Dkim, DkimKey, DomainDns, DomainIdentity, type DomainIdentityProps, type KeyRotationOptions } from '../../src';

const DOMAIN = 'example.com';

let stack: Stack;

beforeEach(() => {
  stack = new Stack(new App(), 'Mail', { env: { account: '111122223333', region: 'eu-west-1' } });
});

const zone = (zoneName = DOMAIN) => DomainDns.hostedZone(
  route53.HostedZone.fromHostedZoneAttributes(stack, `Zone-${zoneName}`, { hostedZoneId: 'Z1', zoneName }),
);
const rotated = (rotation: KeyRotationOptions = {}, props: Partial<DomainIdentityProps> = {}) => new DomainIdentity(stack, 'Identity', {
  domainName: DOMAIN, dkim: Dkim.byoDkim({ key: DkimKey.generate(), rotation }), dns: props.dns ?? zone(), ...props,
});
const template = () => Template.fromStack(stack);

test('every 90 days, not with the deployment, with the former record served for 14 days', () => {
  rotated();
  template().hasResourceProperties('AWS::SecretsManager::RotationSchedule', {
    RotationRules: { AutomaticallyAfterDays: 90 }, RotateImmediatelyOnUpdate: false,
  });
  template().hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: Match.objectLike({ OVERLAP_SECONDS: String(14 * 24 * 60 * 60) }) } });
});

test('rotation comes after the identity, and ends before it goes', () => {
  rotated();
  const [identityId] = Object.keys(template().findResources('Custom::SesDomainIdentity'));
  for (const type of ['AWS::SecretsManager::RotationSchedule', 'AWS::Events::Rule']) {
    template().hasResource(type, { DependsOn: Match.arrayWith([identityId]) });
  }
});

test('only by hand there is no schedule', () => {
  rotated({ every: Duration.days(0) });
  template().hasResourceProperties('AWS::SecretsManager::RotationSchedule', { RotationRules: Match.absent() });
});

test('only Secrets Manager may rotate, and only for this secret', () => {
  rotated();
  const [secretId] = Object.keys(template().findResources('AWS::SecretsManager::Secret'));
  template().hasResourceProperties('AWS::Lambda::Permission', { Principal: 'secretsmanager.amazonaws.com', SourceArn: { Ref: secretId } });
});

test('the function may give a key to this identity and no other', () => {
  rotated();
  template().hasResourceProperties('AWS::IAM::Policy', {
    PolicyName: Match.stringLikeRegexp('^IdentityRotationRole'),
    PolicyDocument: {
      Statement: Match.arrayWith([Match.objectLike({
        Action: ['ses:GetEmailIdentity', 'ses:PutEmailIdentityDkimSigningAttributes'],
        Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:ses:eu-west-1:111122223333:identity/${DOMAIN}`]] },
      })]),
    },
  });
});

test('its failures are a metric', () => {
  const metric = rotated().metricKeyChangeErrors();
  expect(metric).toMatchObject({ namespace: 'AWS/Lambda', metricName: 'Errors' });
  expect(Object.values(template().findResources('AWS::Lambda::Function', {
    Properties: { Description: `cdk-ses-dkim: rotates the DKIM key of ${DOMAIN}` },
  }))).toHaveLength(1);
});

describe('mistakes are found at synthesis', () => {
  test.each<[string, KeyRotationOptions, string]>([
    ['a part of a day', { every: Duration.hours(36) }, '`every` must be whole days from 0 to 1000, got 1 day 12 hours'],
    ['longer than Secrets Manager takes', { every: Duration.days(1001) }, '`every` must be whole days from 0 to 1000'],
    ['no overlap', { overlap: Duration.days(0) }, '`overlap` must be whole days from 1 to 1000'],
    ['more keys at a time than a secret remembers', { every: Duration.days(1) }, '`every` 1 days and `overlap` 14 days make 29 keys that have a record'],
  ])('%s', (_, rotation, problem) => {
    expect(() => rotated(rotation)).toThrow(problem);
  });

  test('a key of one\'s own', () => {
    const key = DkimKey.fromSecret(Secret.fromSecretNameV2(stack, 'Secret', 'dkim/mail'), { selector: 'mail' });
    expect(() => Dkim.byoDkim({ key, rotation: {} })).toThrow('`rotation` needs a key of `DkimKey.generate()`');
  });

  test('records that nobody publishes', () => {
    expect(() => rotated({}, { dns: DomainDns.manual() })).toThrow('Have two CNAMEs published there once, which point to a hosted zone of yours: `DomainDns.delegatedByCname(zone)`');
  });
});

describe('a zone for DKIM alone', () => {
  test('takes the keys', () => {
    rotated({}, { dns: zone(`_domainkey.${DOMAIN}`) });
    template().hasResourceProperties('Custom::DkimKey', { HostedZoneId: 'Z1', Rotated: 'true' });
  });

  test.each<[string, Partial<DomainIdentityProps>, string]>([
    ['MAIL FROM', { mailFrom: { subdomain: 'bounce' } }, '\'bounce.example.com\' is not in the zone \'_domainkey.example.com\''],
    ['DMARC', { dmarc: {} }, '\'_dmarc.example.com\' is not in the zone \'_domainkey.example.com\''],
  ])('has no place for the records of %s', (_, props, problem) => {
    expect(() => rotated({}, { dns: zone(`_domainkey.${DOMAIN}`), ...props })).toThrow(problem);
  });

  test('of another domain is refused', () => {
    expect(() => rotated({}, { dns: zone('_domainkey.example.org') })).toThrow('`dns` must be a hosted zone of \'example.com\'');
  });
});
