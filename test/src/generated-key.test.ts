import { RemovalPolicy } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { allowing, DOMAIN, Mail } from './fixture';
import { Dkim, DkimKey, DomainDns, type DomainIdentityProps, ExistingIdentity } from '../../src';

let mail: Mail;
beforeEach(() => {
  mail = new Mail();
});

const generated = (key: DkimKey, props: Partial<DomainIdentityProps> = {}, id = 'Identity') => (
  mail.identity({ dns: mail.dns(), dkim: Dkim.byoDkim({ key }), ...props }, id)
);

test('the secret is empty, for the handler to fill, and says whose it is', () => {
  generated(DkimKey.generate());
  const [secretId, { Properties }] = mail.only('AWS::SecretsManager::Secret');
  expect(Properties).toEqual({ Description: 'A DKIM key, by cdk-ses-dkim', Tags: [{ Key: 'cdk-ses-dkim:domain', Value: DOMAIN }] });
  expect(mail.properties().Signing).toEqual({ Mode: 'BYODKIM', Key: { Kind: 'GENERATED', SecretId: { Ref: secretId }, KeyLength: '2048' } });
});

test('its record has the selector that the handler answers', () => {
  const { dnsRecords } = generated(DkimKey.generate({ keyLength: 1024 }));
  const attribute = (name: string) => ({ 'Fn::GetAtt': [mail.only('Custom::SesDomainIdentity')[0], name] });
  expect(mail.stack.resolve(dnsRecords)).toEqual([expect.objectContaining({
    name: attribute('DkimName1'), recordType: 'TXT', values: [{ 'Fn::Join': ['', [attribute('DkimValue1'), attribute('DkimMore1')]] }],
  })]);
  expect(mail.properties().Signing.Key.KeyLength).toBe('1024');
});

test.each<[string, () => kms.IKey]>([
  ['of the stack', () => new kms.Key(mail.stack, 'Kms')],
  ['imported', () => kms.Key.fromKeyArn(mail.stack, 'Kms', 'arn:aws:kms:eu-west-1:111122223333:key/1')],
])('a KMS key %s encrypts the secret, and is used through Secrets Manager only', (_, kmsKey) => {
  const encryptionKey = kmsKey();
  generated(DkimKey.generate({ encryptionKey }));
  const keyArn = mail.stack.resolve(encryptionKey.keyArn);
  mail.template().hasResourceProperties('AWS::SecretsManager::Secret', { KmsKeyId: keyArn });
  for (const of of ['Deploy', 'Watch'] as const) {
    expect(allowing(mail.listed(of), 'kms:GenerateDataKey')).toEqual([{
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: [keyArn],
      Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' } },
    }]);
  }
});

test('a KMS key behind an alias encrypts the secret, which need not wait for the alias', () => {
  const targetKey = new kms.Key(mail.stack, 'Kms');
  generated(DkimKey.generate({ encryptionKey: new kms.Alias(mail.stack, 'Alias', { aliasName: 'dkim', targetKey }) }));
  mail.template().hasResourceProperties('AWS::SecretsManager::Secret', { KmsKeyId: mail.stack.resolve(targetKey.keyArn) });
});

test('the secret is there to be read by others, and to be replicated', () => {
  const identity = generated(DkimKey.generate());
  identity.grantReadKey(new iam.User(mail.stack, 'MailServer')).assertSuccess();
  identity.generatedKeySecret!.addReplicaRegion('us-east-1');
  const [secretId] = mail.only('AWS::SecretsManager::Secret');
  mail.template().hasResourceProperties('AWS::SecretsManager::Secret', { ReplicaRegions: [{ Region: 'us-east-1' }], GenerateSecretString: Match.absent() });
  mail.template().hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: [Match.objectLike({ Resource: { Ref: secretId } })] }, Users: Match.anyValue(),
  });
});

test('without a generated key there is no such secret', () => {
  expect(generated(mail.key('mail')).generatedKeySecret).toBeUndefined();
  const easy = mail.identity({ domainName: `news.${DOMAIN}` }, 'Easy');
  expect(easy.generatedKeySecret).toBeUndefined();
  expect(() => easy.grantReadKey(new iam.User(mail.stack, 'MailServer'))).toThrow(
    '`grantReadKey` needs a key of `DkimKey.generate()`, and this identity has none',
  );
  expect(mail.resources('AWS::SecretsManager::Secret')).toEqual([]);
});

const REMOVALS: Array<[string, RemovalPolicy | undefined, Partial<DomainIdentityProps>, string]> = [
  ['by default', undefined, {}, 'Delete'],
  ['with a retained identity', undefined, { removalPolicy: RemovalPolicy.RETAIN }, 'Retain'],
  ['with an adopted identity', undefined, { existingIdentity: ExistingIdentity.ADOPT }, 'Retain'],
  ['as asked for', RemovalPolicy.RETAIN, {}, 'Retain'],
  ['as asked for, whatever the identity does', RemovalPolicy.DESTROY, { removalPolicy: RemovalPolicy.RETAIN }, 'Delete'],
];

test.each(REMOVALS)('the secret stays or goes: %s', (_, removalPolicy, props, policy) => {
  generated(DkimKey.generate({ removalPolicy }), props);
  mail.template().hasResource('AWS::SecretsManager::Secret', { DeletionPolicy: policy, UpdateReplacePolicy: policy });
});

test.each(REMOVALS)('and the same if the policy of the identity is applied afterwards: %s', (_, removalPolicy, { removalPolicy: applied, ...props }, policy) => {
  const identity = generated(DkimKey.generate({ removalPolicy }), props);
  if (applied) {
    identity.applyRemovalPolicy(applied);
  }
  mail.template().hasResource('AWS::SecretsManager::Secret', { DeletionPolicy: policy, UpdateReplacePolicy: policy });
});

test('the secret is the same resource when the key moves from signing to being published', () => {
  const id = (dkim: () => Dkim) => {
    mail = new Mail();
    mail.identity({ dns: mail.dns(), dkim: dkim() });
    return mail.only('AWS::SecretsManager::Secret')[0];
  };
  const signing = id(() => Dkim.byoDkim({ key: DkimKey.generate() }));
  expect(id(() => Dkim.byoDkim({ key: mail.key('mail'), alsoPublish: [DkimKey.generate()] }))).toBe(signing);
  expect(id(() => Dkim.byoDkim({ key: DkimKey.generate(), alsoPublish: [mail.key('generated')] }))).toBe(signing);
});

describe('mistakes are found at synthesis', () => {
  test('one key for two identities', () => {
    const key = DkimKey.generate();
    generated(key);
    expect(() => generated(key, { domainName: `news.${DOMAIN}` }, 'News')).toThrow(
      '`DkimKey.generate()` makes a key for one identity, and this one belongs to \'Mail/Identity\': call it once for each identity',
    );
  });

  test('two keys for one identity', () => {
    expect(() => mail.signing(DkimKey.generate(), { alsoPublish: [DkimKey.generate()] }, 'A')).toThrow('may have one key of `DkimKey.generate()`');
    expect(() => mail.signing(mail.key('mail'), { alsoPublish: [DkimKey.generate(), DkimKey.generate()] }, 'B')).toThrow('`DkimKey.fromSecret`');
  });

  test.each([1023, 1536, 4096, NaN])('a key of %d bits', (keyLength) => {
    expect(() => mail.signing(DkimKey.generate({ keyLength }))).toThrow(`\`keyLength\` must be 1024 or 2048, got ${keyLength}`);
  });

  test('a secret without a name, or with a snapshot', () => {
    expect(() => mail.signing(DkimKey.generate({ secretName: '' }), {}, 'A')).toThrow('`secretName` must be a name, got \'\'');
    expect(() => mail.signing(DkimKey.generate({ removalPolicy: RemovalPolicy.SNAPSHOT }), {}, 'B')).toThrow('`removalPolicy` must be one of `RemovalPolicy.DESTROY`, `RemovalPolicy.RETAIN');
  });
});

test('somebody else may publish its record', () => {
  generated(DkimKey.generate(), { dns: DomainDns.manual() });
  expect(mail.properties().Dns).toEqual({ Kind: 'MANUAL' });
});
