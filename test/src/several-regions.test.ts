import { Duration } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { type ReplicaRegion, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { allowing, Mail } from './fixture';
import { type ByoDkimSigningOptions, Dkim, DkimKey, type GeneratedDkimKeyOptions } from '../../src';

let mail: Mail;
beforeEach(() => {
  mail = new Mail();
});

const primary = (options: GeneratedDkimKeyOptions, more: Partial<ByoDkimSigningOptions> = { rotation: {} }) => (
  mail.identity({ dns: mail.dns(), dkim: Dkim.byoDkim({ key: DkimKey.generate(options), ...more }) })
);
const regions = (...names: string[]): ReplicaRegion[] => names.map((region) => ({ region }));

describe('the stack that makes the key', () => {
  test('replicates its secret, each replica with a KMS key of its own, under the name that was chosen', () => {
    const replicaKey = kms.Key.fromKeyArn(mail.stack, 'There', 'arn:aws:kms:us-east-1:111122223333:key/there');
    primary({ secretName: 'dkim/example.com', replicaRegions: [{ region: 'us-east-1', encryptionKey: replicaKey }, { region: 'eu-north-1' }] });
    expect(mail.only('AWS::SecretsManager::Secret')[1].Properties).toMatchObject({
      Name: 'dkim/example.com', ReplicaRegions: [{ Region: 'us-east-1', KmsKeyId: replicaKey.keyArn }, { Region: 'eu-north-1' }],
    });
  });

  test('tells the handler of the Regions, and lets both functions switch this identity there', () => {
    primary({ replicaRegions: regions('us-east-1', 'eu-north-1') });
    expect(mail.properties().Signing.Key.ReplicaRegions).toEqual(['us-east-1', 'eu-north-1']);
    for (const of of ['Deploy', 'Watch'] as const) {
      expect(allowing(mail.listed(of), 'ses:PutEmailIdentityDkimSigningAttributes')).toEqual([{
        Effect: 'Allow',
        Action: 'ses:PutEmailIdentityDkimSigningAttributes',
        Resource: ['us-east-1', 'eu-north-1'].map((region) => `arn:*:ses:${region}:*:identity/example.com`),
      }]);
    }
  });

  test('sees identities in every Region before a key goes', () => {
    primary({ replicaRegions: regions('us-east-1') });
    expect(allowing(mail.constants('Deploy'), 'ses:GetEmailIdentity').map(({ Resource }) => Resource)).toEqual(['arn:*:ses:*:111122223333:identity/*']);
  });

  test('has none of this without replicas', () => {
    primary({ replicaRegions: [] });
    expect(mail.properties().Signing.Key).not.toHaveProperty('ReplicaRegions');
    expect(mail.only('AWS::SecretsManager::Secret')[1].Properties).not.toHaveProperty('ReplicaRegions');
    expect(allowing(mail.listed('Watch'), 'ses:PutEmailIdentityDkimSigningAttributes')).toEqual([]);
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
    expect(() => mail.identity({
      dkim: Dkim.byoDkim({ key: mail.key('own'), alsoPublish: [DkimKey.generate(options)] }), domainName: 'other.example.com',
    }, 'Other')).toThrow(/needs `rotation`/);
  });

  test('may rotate only by hand', () => {
    primary({ replicaRegions: regions('us-east-1') }, { rotation: { every: Duration.days(0) } });
    expect(mail.properties().Signing.Key.RotationDays).toBe('0');
  });
});

describe('the stack of another Region', () => {
  test('signs with what the replica has, and makes neither a record nor a key, whatever `dns` is', () => {
    const { dnsRecords, generatedKeySecret } = mail.identity({
      dkim: Dkim.byoDkimReplica({ secret: Secret.fromSecretNameV2(mail.stack, 'Replica', 'dkim/example.com') }), dns: mail.dns(),
    });
    expect(mail.properties().Signing).toEqual({ Mode: 'BYODKIM_REPLICA', SecretId: 'dkim/example.com' });
    expect({ dnsRecords, generatedKeySecret }).toEqual({ dnsRecords: [] });
    expect(mail.resources().map(([, { Type }]) => Type).filter((type) => /SecretsManager|Route53/.test(type))).toEqual([]);
  });

  test('reads the replica, which may have a KMS key of its own, and does nothing else to it', () => {
    const encryptionKey = kms.Key.fromKeyArn(mail.stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/here');
    const secretCompleteArn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:dkim-a1b2c3';
    mail.identity({ dkim: Dkim.byoDkimReplica({ secret: Secret.fromSecretAttributes(mail.stack, 'Replica', { secretCompleteArn, encryptionKey }) }) });
    for (const of of ['Deploy', 'Watch'] as const) {
      expect(mail.listed(of).map(({ Action, Resource }) => [Action, Resource])).toEqual([
        ['secretsmanager:GetSecretValue', [secretCompleteArn]], ['kms:Decrypt', [encryptionKey.keyArn]],
      ]);
    }
  });
});
