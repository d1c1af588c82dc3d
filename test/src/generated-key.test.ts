import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Dkim, DkimKey, DomainDns, DomainIdentity, type DomainIdentityProps, ExistingIdentity } from '../../src';

const DOMAIN = 'example.com';

let stack: Stack;
let dns: DomainDns;

beforeEach(() => {
  stack = new Stack(new App(), 'Mail', { env: { account: '111122223333', region: 'eu-west-1' } });
  dns = DomainDns.hostedZone(route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: DOMAIN }));
});

const identity = (key: DkimKey, props: Partial<DomainIdentityProps> = {}, id = 'Identity') =>
  new DomainIdentity(stack, id, { domainName: DOMAIN, dns, dkim: Dkim.byoDkim({ key }), ...props });
const own = (selector: string) => DkimKey.fromSecret(Secret.fromSecretNameV2(stack, selector, `dkim/${selector}`), { selector });
const template = () => Template.fromStack(stack);
const only = (type: string, given = template()) => {
  const found = Object.entries(given.findResources(type));
  expect(found).toHaveLength(1);
  return found[0];
};
const statements = () => Object.entries(template().findResources('AWS::IAM::Policy'))
  .filter(([id]) => id.startsWith('CdkSesDkimRole'))
  .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as Array<Record<string, unknown>>);

test('the secret is empty, for the handler to fill, and everything else comes after it', () => {
  identity(DkimKey.generate());
  const [secretId, { Properties: secret }] = only('AWS::SecretsManager::Secret');
  expect(secret).toEqual({ Description: 'The DKIM key of example.com, by cdk-ses-dkim' });
  const [keyId, { Properties: key }] = only('Custom::DkimKey');
  expect(key).toMatchObject({ DomainName: DOMAIN, SecretArn: { Ref: secretId }, GeneratedKeyLength: '2048' });
  expect(key).toMatchObject({ Rotated: 'false', HostedZoneId: 'Z1', IdentityIsRetained: 'false' });
  const selector = { 'Fn::GetAtt': [keyId, 'Selector'] };
  template().resourceCountIs('AWS::Route53::RecordSet', 0);
  template().hasResource('Custom::SesDomainIdentity', {
    DependsOn: Match.arrayWith([keyId]),
    Properties: {
      Signing: 'BYODKIM',
      Selector: selector,
      SecretArn: { Ref: secretId },
      SecretJsonField: 'privateKey',
      SecretVersionId: { 'Fn::GetAtt': [keyId, 'SecretVersionId'] },
      Fingerprint: { 'Fn::GetAtt': [keyId, 'Fingerprint'] },
    },
  });
});

test('the handler may use this secret and no other, and is allowed to before it does', () => {
  identity(DkimKey.generate());
  const [secretId] = only('AWS::SecretsManager::Secret');
  expect(statements().filter(({ Action }) => JSON.stringify(Action).includes('secretsmanager:'))).toEqual([{
    Effect: 'Allow',
    Action: [
      'secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecretVersionStage',
    ],
    Resource: { Ref: secretId },
  }]);
  const [policyId] = only('AWS::SecretsManager::ResourcePolicy');
  expect(only('Custom::DkimKey')[1].DependsOn).toEqual([expect.stringMatching(/^CdkSesDkimRoleDefaultPolicy/), policyId]);
});

test.each([
  ['of the stack', () => new kms.Key(stack, 'Kms')],
  ['imported', () => kms.Key.fromKeyArn(stack, 'Kms', 'arn:aws:kms:eu-west-1:111122223333:key/1')],
])('a KMS key %s encrypts the secret, and is used through Secrets Manager only', (_, kmsKey) => {
  const encryptionKey = kmsKey();
  identity(DkimKey.generate({ encryptionKey }));
  const keyArn = stack.resolve(encryptionKey.keyArn);
  template().hasResourceProperties('AWS::SecretsManager::Secret', { KmsKeyId: keyArn });
  expect(statements().filter(({ Action }) => JSON.stringify(Action).includes('kms:'))).toEqual([{
    Effect: 'Allow',
    Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
    Resource: keyArn,
    Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' } },
  }]);
});

test('the secret is there to be read by others, and to be replicated', () => {
  const generated = identity(DkimKey.generate());
  generated.grantReadKey(new iam.User(stack, 'MailServer')).assertSuccess();
  generated.generatedKeySecret!.addReplicaRegion('us-east-1');
  const [secretId] = only('AWS::SecretsManager::Secret');
  template().hasResourceProperties('AWS::SecretsManager::Secret', { ReplicaRegions: [{ Region: 'us-east-1' }], GenerateSecretString: Match.absent() });
  template().hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: [Match.objectLike({ Resource: { Ref: secretId } })] }, Users: Match.anyValue(),
  });
});

test('without a generated key there is no such secret', () => {
  expect(identity(own('mail')).generatedKeySecret).toBeUndefined();
  const easy = new DomainIdentity(stack, 'Easy', { domainName: `news.${DOMAIN}` });
  expect(easy.generatedKeySecret).toBeUndefined();
  expect(() => easy.grantReadKey(new iam.User(stack, 'MailServer'))).toThrow(
    `\`grantReadKey\` of 'Mail/Easy' needs a key of \`DkimKey.generate()\`, and the identity of news.${DOMAIN} has none`,
  );
  template().resourceCountIs('AWS::SecretsManager::Secret', 0);
});

test.each<[string, RemovalPolicy | undefined, Partial<DomainIdentityProps>, string]>([
  ['by default', undefined, {}, 'Delete'],
  ['with a retained identity', undefined, { removalPolicy: RemovalPolicy.RETAIN }, 'Retain'],
  ['with an adopted identity', undefined, { existingIdentity: ExistingIdentity.ADOPT }, 'Retain'],
  ['as asked for', RemovalPolicy.RETAIN, {}, 'Retain'],
  ['as asked for, whatever the identity does', RemovalPolicy.DESTROY, { removalPolicy: RemovalPolicy.RETAIN }, 'Delete'],
])('the secret stays or goes: %s', (_, removalPolicy, props, policy) => {
  identity(DkimKey.generate({ removalPolicy }), props);
  template().hasResource('AWS::SecretsManager::Secret', { DeletionPolicy: policy, UpdateReplacePolicy: policy });
});

test('key and secret are the same resources when the key moves from signing to being published', () => {
  const ids = (dkim: () => Dkim) => {
    stack = new Stack(new App(), 'Mail');
    new DomainIdentity(stack, 'Identity', { domainName: DOMAIN, dns, dkim: dkim() });
    return Object.keys(template().toJSON().Resources).filter((id) => /(Key|Secret)Generated/.test(id));
  };
  const signing = ids(() => Dkim.byoDkim({ key: DkimKey.generate() }));
  expect(signing).toHaveLength(3);
  expect(ids(() => Dkim.byoDkim({ key: own('mail'), alsoPublish: [DkimKey.generate()] }))).toEqual(signing);
  expect(ids(() => Dkim.byoDkim({ key: DkimKey.generate(), alsoPublish: [own('generated')] }))).toEqual(expect.arrayContaining(signing));
});

describe('mistakes are found at synthesis', () => {
  test('one key for two identities', () => {
    const key = DkimKey.generate();
    identity(key);
    expect(() => identity(key, { domainName: `news.${DOMAIN}` }, 'News')).toThrow(
      '`DkimKey.generate()` makes a key for one identity, and this one belongs to \'Mail/Identity\': call it once for each identity',
    );
  });

  test('two keys for one identity', () => {
    expect(() => Dkim.byoDkim({ key: DkimKey.generate(), alsoPublish: [DkimKey.generate()] })).toThrow('may have one key of `DkimKey.generate()`');
    expect(() => Dkim.byoDkim({ key: own('mail'), alsoPublish: [DkimKey.generate(), DkimKey.generate()] })).toThrow('`DkimKey.fromSecret`');
  });

  test.each([1023, 1536, 4096, NaN])('a key of %d bits', (keyLength) => {
    expect(() => DkimKey.generate({ keyLength })).toThrow(`\`keyLength\` must be 1024 or 2048, got ${keyLength}`);
  });

  test('a domain that leaves no room for the selector', () => {
    const domainName = (last: number) => `${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(last)}.com`;
    const elsewhere = { dns: DomainDns.manual() };
    expect(() => identity(DkimKey.generate(), { ...elsewhere, domainName: domainName(37) })).not.toThrow();
    expect(() => identity(DkimKey.generate(), { ...elsewhere, domainName: domainName(38) }, 'Longer')).toThrow('DNS allows 253');
  });
});
