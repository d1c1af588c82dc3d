import { SecretValue } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { allowing, DOMAIN, Mail } from './fixture';
import { Dkim, DkimKey, DomainDns, type DomainIdentityProps, type FollowedSecretOptions } from '../../src';

const FULL_ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:mail/dkim-AbCdEf';

let mail: Mail;
beforeEach(() => {
  mail = new Mail();
});

let imports = 0;
const complete = (arn = FULL_ARN) => Secret.fromSecretCompleteArn(mail.stack, `Complete${++imports}`, arn);
const byName = (name = 'mail/dkim') => Secret.fromSecretNameV2(mail.stack, `ByName${++imports}`, name);
const follow = (secret: ISecret, options?: FollowedSecretOptions, props: Partial<DomainIdentityProps> = {}, id = 'Identity') => (
  mail.identity({ dns: mail.dns(), dkim: Dkim.byoDkim({ key: DkimKey.followSecret(secret, options) }), ...props }, id)
);
const rules = () => mail.resources('AWS::Events::Rule').filter(([, { Properties }]) => Properties.EventPattern);

test('the key is what the secret has', () => {
  const { dnsRecords } = follow(complete(), { jsonField: 'pem', selectorField: 'name' });
  expect(mail.properties().Signing).toEqual({
    Mode: 'BYODKIM', Key: { Kind: 'FOLLOWED', SecretId: FULL_ARN, PrivateKeyField: 'pem', SelectorField: 'name' },
  });
  const [id] = mail.only('Custom::SesDomainIdentity');
  expect(mail.stack.resolve(dnsRecords.map(({ name }) => name))).toEqual([{ 'Fn::GetAtt': [id, 'DkimName1'] }]);
});

test.each<[string, () => ISecret, unknown, unknown]>([
  ['a complete ARN', complete, FULL_ARN, FULL_ARN],
  ['a name', byName, 'mail/dkim', { prefix: `${FULL_ARN.slice(0, -6)}` }],
  ['a partial ARN', () => Secret.fromSecretPartialArn(mail.stack, 'Partial', FULL_ARN.slice(0, -7)), 'mail/dkim', { prefix: `${FULL_ARN.slice(0, -6)}` }],
  [
    'a secret of the stack', () => new Secret(mail.stack, 'Own', { secretStringValue: SecretValue.unsafePlainText('{}') }),
    { Ref: expect.stringMatching(/^Own/) }, { Ref: expect.stringMatching(/^Own/) },
  ],
])('a rule listens for new versions of the secret: %s', (_, secret, secretId, resource) => {
  follow(secret());
  const [[, { Properties }], ...others] = rules();
  expect(others).toEqual([]);
  expect(Properties.EventPattern).toEqual({
    'source': ['aws.secretsmanager'],
    'detail-type': ['Secret Label Updated'],
    'resources': [resource],
    'detail': { labelUpdated: ['AWSCURRENT'] },
  });
  const [{ InputTransformer: { InputPathsMap, InputTemplate } }] = Properties.Targets;
  expect(InputPathsMap).toEqual({ secret: '$.resources[0]' });
  const template = typeof InputTemplate === 'string' ? InputTemplate : InputTemplate['Fn::Join'][1].map((part: unknown) => (typeof part === 'string' ? part : 'REF')).join('');
  const told = typeof secretId === 'string' ? secretId : 'REF';
  expect(template).toBe(`{"followed":{"secret":<secret>,"of":[{"domain":"example.com","secret":"${told}"}]}}`);
  expect(mail.properties().Signing.Key.SecretId).toEqual(secretId);
});

test('only EventBridge may invoke the function, by this rule', () => {
  follow(complete());
  const [[ruleId]] = rules();
  mail.template().hasResourceProperties('AWS::Lambda::Permission', {
    FunctionName: { Ref: Match.stringLikeRegexp('^CdkSesDkimWatch') }, Principal: 'events.amazonaws.com', SourceArn: { 'Fn::GetAtt': [ruleId, 'Arn'] },
  });
});

test('both functions may read the secret, and not write it', () => {
  follow(Secret.fromSecretAttributes(mail.stack, 'Encrypted', {
    secretCompleteArn: FULL_ARN, encryptionKey: kms.Key.fromKeyArn(mail.stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/one'),
  }));
  for (const of of ['Deploy', 'Watch'] as const) {
    expect(allowing(mail.listed(of), 'secretsmanager:GetSecretValue')).toEqual([
      { Effect: 'Allow', Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'], Resource: [FULL_ARN] },
    ]);
    expect(allowing(mail.listed(of), 'kms:Decrypt').map(({ Action, Resource }) => [Action, Resource])).toEqual([
      ['kms:Decrypt', ['arn:aws:kms:eu-west-1:111122223333:key/one']],
    ]);
  }
});

test('two domains may follow one secret', () => {
  follow(complete());
  follow(complete(), {}, { domainName: `news.${DOMAIN}` }, 'News');
  const [[, { Properties }]] = rules();
  expect(Properties.EventPattern.resources).toEqual([FULL_ARN]);
  expect(Properties.Targets[0].InputTransformer.InputTemplate).toMatch(/"domain":"example\.com".*"domain":"news\.example\.com"|"domain":"news\.example\.com".*"domain":"example\.com"/);
});

test('a rule has no more secrets than EventBridge takes', () => {
  for (let index = 0; index < 50; index++) {
    follow(byName(`${'a-long-name-of-a-secret-'.repeat(3)}${index}`), {}, { domainName: `d${index}.${DOMAIN}` }, `Identity${index}`);
  }
  const patterns = rules().map(([, { Properties }]) => Properties.EventPattern);
  expect(patterns.flatMap(({ resources }) => resources)).toHaveLength(50);
  for (const pattern of patterns) {
    expect(pattern.resources.length).toBeLessThanOrEqual(20);
    expect(JSON.stringify(pattern).length).toBeLessThanOrEqual(2_048);
  }
  expect(patterns.length).toBeLessThan(6);
});

test('what cannot be is refused', () => {
  expect(() => follow(byName(), {}, { dns: DomainDns.manual() })).toThrow(/`DkimKey.followSecret` needs `dns` with a hosted zone/);
  const key = DkimKey.followSecret(complete());
  expect(() => mail.signing(key, { rotation: {} }, 'A')).toThrow(/a secret that is followed is rotated by its owner/);
  expect(() => mail.signing(DkimKey.generate(), { alsoPublish: [key] }, 'B')).toThrow(/`alsoPublish` is for keys that do not change/);
  expect(() => mail.signing(DkimKey.followSecret(complete(), { jsonField: '' }), {}, 'C')).toThrow('`jsonField` must be the name of a field of the secret\'s JSON, got \'\'');
  expect(() => mail.signing(DkimKey.followSecret(complete(), { selectorField: '' }), {}, 'D')).toThrow('`selectorField` must be the name of a field of the secret\'s JSON, got \'\'');
  expect(() => mail.signing(DkimKey.followSecret(complete(), { jsonField: 'selector' }), {}, 'E')).toThrow(/must be two fields of the secret's JSON, got 'selector' twice/);
});

test.each([
  ['account', FULL_ARN.replace('111122223333', '999999999999'), '\'111122223333\', got one in \'999999999999\''],
  ['Region', FULL_ARN.replace('eu-west-1', 'us-east-1'), '\'eu-west-1\', got one in \'us-east-1\''],
])('a secret in another %s is refused', (what, arn, places) => {
  expect(() => follow(complete(arn))).toThrow(`\`DkimKey.followSecret\` needs a secret in the ${what} of the stack, ${places}`);
});
