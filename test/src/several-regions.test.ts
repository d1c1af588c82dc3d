import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { type ReplicaRegion, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { type ByoDkimSigningOptions, Dkim, DkimKey, DomainDns, DomainIdentity, type GeneratedDkimKeyOptions } from '../../src';

const DOMAIN = 'example.com';

let stack: Stack;
let dns: DomainDns;

beforeEach(() => {
  stack = new Stack(new App(), 'Mail', { env: { account: '111122223333', region: 'eu-west-1' } });
  dns = DomainDns.hostedZone(route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: DOMAIN }));
});

const identity = (dkim: Dkim, domainName = DOMAIN) => new DomainIdentity(stack, domainName, { domainName, dns, dkim });
const primary = (options: GeneratedDkimKeyOptions, more: Partial<ByoDkimSigningOptions> = { rotation: {} }) => (
  identity(Dkim.byoDkim({ key: DkimKey.generate(options), ...more }))
);
const regions = (...names: string[]): ReplicaRegion[] => names.map((region) => ({ region }));
const template = () => Template.fromStack(stack);
const only = (type: string) => {
  const found = Object.entries(template().findResources(type));
  expect(found).toHaveLength(1);
  return found[0];
};
const identityIn = (region: string, name = DOMAIN) => (
  { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:ses:${region}:111122223333:identity/${name}`]] }
);

describe('the stack that makes the key', () => {
  test('replicates its secret, each replica with a KMS key of its own, under the name that was chosen', () => {
    const replicaKey = kms.Key.fromKeyArn(stack, 'There', 'arn:aws:kms:us-east-1:111122223333:key/there');
    const secretName = 'dkim/example.com';
    const { generatedKeySecret } = primary({ secretName, replicaRegions: [{ region: 'us-east-1', encryptionKey: replicaKey }, { region: 'eu-north-1' }] });
    expect(only('AWS::SecretsManager::Secret')[1].Properties).toMatchObject({
      Name: 'dkim/example.com', ReplicaRegions: [{ Region: 'us-east-1', KmsKeyId: replicaKey.keyArn }, { Region: 'eu-north-1' }],
    });
    expect(generatedKeySecret).toBeDefined();
  });

  test('tells rotation of the Regions, and lets it switch this identity there', () => {
    primary({ replicaRegions: regions('us-east-1', 'eu-north-1') });
    template().hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ REGIONS: 'eu-west-1,us-east-1,eu-north-1' }) },
    });
    template().hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([{
          Effect: 'Allow',
          Action: ['ses:GetEmailIdentity', 'ses:PutEmailIdentityDkimSigningAttributes'],
          Resource: [identityIn('eu-west-1'), identityIn('us-east-1'), identityIn('eu-north-1')],
        }]),
      },
    });
  });

  test('lets the handler look there before a key goes, by a role that goes after the key', () => {
    primary({ replicaRegions: regions('us-east-1') });
    const [roleId] = Object.entries(template().findResources('AWS::IAM::Role')).find(([id]) => /OtherRegions/.test(id))!;
    template().hasResourceProperties('AWS::IAM::Role', {
      Policies: [{ PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'ses:GetEmailIdentity', Resource: identityIn('*', '*') }] } }],
    });
    expect(only('Custom::DkimKey')[1].Properties).toMatchObject({
      OtherRegions: 'us-east-1', OtherRegionsRoleArn: { 'Fn::GetAtt': [roleId, 'Arn'] },
    });
  });

  test('has none of this without replicas', () => {
    primary({ replicaRegions: [] });
    expect(only('Custom::DkimKey')[1].Properties).not.toHaveProperty('OtherRegions');
    expect(only('AWS::SecretsManager::Secret')[1].Properties).not.toHaveProperty('ReplicaRegions');
    expect(Object.keys(template().findResources('AWS::IAM::Role')).filter((id) => /OtherRegions/.test(id))).toEqual([]);
  });

  test.each<[string, string[], RegExp]>([
    ['its own Region', ['eu-west-1'], /`replicaRegions` must be another Region than that of the stack, got 'eu-west-1'/],
    ['a Region twice', ['us-east-1', 'us-east-1'], /`replicaRegions` must have each Region once, got 'us-east-1' twice/],
    ['what is no Region', ['Virginia'], /`replicaRegions` must be a Region, like 'eu-west-1', got 'Virginia'/],
  ])('refuses %s', (_, names, message) => {
    expect(() => primary({ replicaRegions: regions(...names) })).toThrow(message);
  });

  test('refuses replicas of a key that is not rotated, or only published', () => {
    const options = { replicaRegions: regions('us-east-1') };
    expect(() => primary(options, {})).toThrow(/`replicaRegions` needs `rotation`.*`rotation: { every: Duration\.days\(0\) }` rotates only by hand/);
    const own = DkimKey.fromSecret(Secret.fromSecretNameV2(stack, 'Own', 'dkim/own'), { selector: 'own' });
    expect(() => identity(Dkim.byoDkim({ key: own, alsoPublish: [DkimKey.generate(options)] }), 'other.example.com')).toThrow(/needs `rotation`/);
  });

  test('may rotate only by hand', () => {
    primary({ replicaRegions: regions('us-east-1') }, { rotation: { every: Duration.days(0) } });
    expect(only('AWS::SecretsManager::RotationSchedule')[1].Properties).not.toHaveProperty('RotationRules');
  });
});

describe('the stack of another Region', () => {
  test('signs with what the replica has, and makes neither a record nor a key, whatever `dns` is', () => {
    identity(Dkim.byoDkimReplica({ secret: Secret.fromSecretNameV2(stack, 'Replica', 'dkim/example.com') }));
    expect(only('Custom::SesDomainIdentity')[1].Properties).toMatchObject({
      Signing: 'REPLICATED_BYODKIM',
      SecretArn: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':secretsmanager:eu-west-1:111122223333:secret:dkim/example.com']] },
    });
    for (const type of ['Custom::DkimKey', 'AWS::SecretsManager::Secret', 'AWS::Route53::RecordSet', 'AWS::SecretsManager::RotationSchedule']) {
      template().resourceCountIs(type, 0);
    }
  });

  test('has no records to publish', () => {
    const { dnsRecords, generatedKeySecret } = identity(Dkim.byoDkimReplica({ secret: Secret.fromSecretNameV2(stack, 'Replica', 'dkim') }));
    expect({ dnsRecords, generatedKeySecret }).toEqual({ dnsRecords: [] });
  });

  test('reads the replica, which may have a KMS key of its own, and does nothing else to it', () => {
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/here');
    const secretCompleteArn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:dkim-a1b2c3';
    identity(Dkim.byoDkimReplica({ secret: Secret.fromSecretAttributes(stack, 'Replica', { secretCompleteArn, encryptionKey }) }));
    const statements = Object.values(template().findResources('AWS::IAM::Policy'))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Array<{ readonly Action: string; readonly Resource: unknown }>)
      .filter(({ Action }) => /^(secretsmanager|kms):/.test(String(Action)));
    expect(statements.map(({ Action, Resource }) => [Action, Resource])).toEqual([
      ['secretsmanager:GetSecretValue', secretCompleteArn], ['kms:Decrypt', encryptionKey.keyArn],
    ]);
  });
});
