import { App, Duration, SecretValue, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Dkim, DkimKey, DomainDns, DomainIdentity, type DomainIdentityProps, type FollowedSecretOptions } from '../../src';

const DOMAIN = 'example.com';
const FULL_ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:mail/dkim-AbCdEf';

let stack: Stack;
let dns: DomainDns;

beforeEach(() => {
  stack = new Stack(new App(), 'Mail', { env: { account: '111122223333', region: 'eu-west-1' } });
  dns = DomainDns.hostedZone(route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: DOMAIN }));
});

const byName = () => Secret.fromSecretNameV2(stack, 'ByName', 'mail/dkim');
const complete = (arn = FULL_ARN) => Secret.fromSecretCompleteArn(stack, 'Complete', arn);
const identity = (secret: ISecret, options?: FollowedSecretOptions, props: Partial<DomainIdentityProps> = {}, id = 'Identity') =>
  new DomainIdentity(stack, id, { domainName: DOMAIN, dns, dkim: Dkim.byoDkim({ key: DkimKey.followSecret(secret, options) }), ...props });
const template = () => Template.fromStack(stack);
const statementsOf = (prefix: string) => Object.entries(template().findResources('AWS::IAM::Policy'))
  .filter(([id]) => id.startsWith(prefix))
  .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as Array<{ readonly Action: string | string[]; readonly Resource: unknown }>);

test('the key is what the secret has, the records are the handler\'s, and SES has whichever key is published', () => {
  identity(complete(), { jsonField: 'pem', selectorField: 'name' });
  template().hasResourceProperties('Custom::DkimKey', {
    DomainName: DOMAIN,
    SecretArn: FULL_ARN,
    PrivateKeyField: 'pem',
    SelectorField: 'name',
    HostedZoneId: 'Z1',
    IdentityIsRetained: 'false',
  });
  template().resourceCountIs('AWS::Route53::RecordSet', 0);
  template().hasResourceProperties('Custom::SesDomainIdentity', { Signing: 'ROTATED_BYODKIM', SecretArn: FULL_ARN, PrivateKeyField: 'pem' });
});

test.each<[string, () => ISecret, unknown]>([
  ['a complete ARN', complete, [FULL_ARN]],
  ['a name', byName, [{ prefix: Match.objectLike({ 'Fn::Join': ['', Match.arrayWith([':secretsmanager:eu-west-1:111122223333:secret:mail/dkim-'])] }) }]],
  ['a partial ARN', () => Secret.fromSecretPartialArn(stack, 'Partial', FULL_ARN.slice(0, -7)), [{ prefix: `${FULL_ARN.slice(0, -6)}` }]],
  ['a secret of the stack', () => new Secret(stack, 'Own', { secretStringValue: SecretValue.unsafePlainText('{}') }), [{ Ref: Match.stringLikeRegexp('^Own') }]],
])('the function listens for new versions of the secret: %s', (_, secret, resources) => {
  identity(secret());
  template().hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      'source': ['aws.secretsmanager'],
      'detail-type': ['Secret Label Updated'],
      resources,
      'detail': { labelUpdated: ['AWSCURRENT'] },
    },
  });
  template().hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(1 day)' });
});

test('the function and the handler may read this secret and label it, and not write it', () => {
  identity(Secret.fromSecretAttributes(stack, 'Encrypted', {
    secretCompleteArn: FULL_ARN, encryptionKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/one'),
  }));
  for (const prefix of ['IdentityPolicyFollowed', 'IdentityFollowingRole']) {
    const statements = statementsOf(prefix).filter(({ Action }) => /secretsmanager:|kms:/.test(JSON.stringify(Action)));
    expect(statements).toEqual([
      {
        Effect: 'Allow',
        Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue', 'secretsmanager:UpdateSecretVersionStage'],
        Resource: FULL_ARN,
      },
      {
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: 'arn:aws:kms:eu-west-1:111122223333:key/one',
        Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' } },
      },
    ]);
  }
  expect(JSON.stringify(statementsOf('CdkSesDkimRole'))).not.toContain('secretsmanager'); // it would change before the key's removal
});

test('another secret is another key, with permissions of its own', () => {
  const ids = ['one', 'two'].map((name) => {
    const other = new Stack(new App(), 'Mail');
    new DomainIdentity(other, 'Identity', {
      domainName: DOMAIN,
      dns: DomainDns.hostedZone(route53.HostedZone.fromHostedZoneAttributes(other, 'Zone', { hostedZoneId: 'Z1', zoneName: DOMAIN })),
      dkim: Dkim.byoDkim({ key: DkimKey.followSecret(Secret.fromSecretNameV2(other, 'Secret', name)) }),
    });
    const { Resources } = Template.fromStack(other).toJSON();
    return Object.keys(Resources).filter((id) => /Followed/.test(id));
  });
  expect(ids.map(({ length }) => length)).toEqual([2, 2]);
  expect(new Set(ids.flat()).size).toBe(4);
});

test('what cannot be is refused', () => {
  expect(() => identity(byName(), {}, { dns: DomainDns.manual() })).toThrow(/`DkimKey.followSecret` needs `dns` where records can be written/);
  const key = DkimKey.followSecret(complete());
  expect(() => Dkim.byoDkim({ key, rotation: {} })).toThrow(/a secret that is followed is rotated by its owner/);
  expect(() => Dkim.byoDkim({ key: DkimKey.generate(), alsoPublish: [key] })).toThrow(/`alsoPublish` is for keys that do not change/);
  expect(() => DkimKey.followSecret(another(), { overlap: Duration.hours(12) })).toThrow('`overlap` must be whole days from 1 to 1000, got 12 hours');
  expect(() => DkimKey.followSecret(another(), { jsonField: '' })).toThrow('`jsonField` must be the name of a field of the secret\'s JSON, got \'\'');
  expect(() => DkimKey.followSecret(another(), { jsonField: 'selector' })).toThrow(/must be two fields of the secret's JSON, got 'selector' twice/);
});

let imports = 0;
const another = (arn = FULL_ARN) => Secret.fromSecretCompleteArn(stack, `Complete${++imports}`, arn);

test.each([
  ['account', FULL_ARN.replace('111122223333', '999999999999'), '\'111122223333\', got one in \'999999999999\''],
  ['Region', FULL_ARN.replace('eu-west-1', 'us-east-1'), '\'eu-west-1\', got one in \'us-east-1\''],
])('a secret in another %s is refused', (what, arn, places) => {
  expect(() => identity(complete(arn))).toThrow(`\`DkimKey.followSecret\` needs a secret in the ${what} of the stack, ${places}`);
});

test('a secret belongs to one identity', () => {
  identity(complete());
  expect(() => identity(another(), {}, { domainName: `news.${DOMAIN}` }, 'News')).toThrow(/one secret for each identity, .* 'Mail\/Identity'/);
});

test('a change that failed shows in the function\'s errors', () => {
  const metric = identity(complete()).metricKeyChangeErrors();
  const [functionId] = Object.keys(template().findResources('AWS::Lambda::Function', {
    Properties: { Description: `cdk-ses-dkim: follows the secret with the DKIM key of ${DOMAIN}` },
  }));
  expect(metric).toMatchObject({ namespace: 'AWS/Lambda', metricName: 'Errors' });
  expect(stack.resolve(metric.dimensions)).toEqual({ FunctionName: { Ref: functionId } });
  const still = new DomainIdentity(stack, 'Still', { domainName: 'still.example.com' });
  expect(() => still.metricKeyChangeErrors()).toThrow(/needs `rotation` in `Dkim.byoDkim`, or a key of `DkimKey.followSecret`/);
});
