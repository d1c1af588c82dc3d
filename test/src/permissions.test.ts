import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { allowing, Mail, type Statement } from './fixture';
import { Dkim, DkimKey, DomainDns, DomainIdentity, ExistingIdentity } from '../../src';

const OWN_STACK = { 'Fn::Join': ['', ['arn:*:cloudformation:eu-west-1:111122223333:stack/', { Ref: 'AWS::StackName' }, '/*']] };
const OWN_IDENTITY = { 'aws:ResourceTag/cdk-ses-dkim:stack-id': OWN_STACK };
const IDENTITIES = 'arn:*:ses:eu-west-1:111122223333:identity/*';
const RECORD_NAMES = 'route53:ChangeResourceRecordSetsNormalizedRecordNames';
const RECORD_TYPES = 'route53:ChangeResourceRecordSetsRecordTypes';
const RECORD_ACTIONS = 'route53:ChangeResourceRecordSetsActions';

let mail: Mail;
beforeEach(() => {
  mail = new Mail();
});

const both = ['Deploy', 'Watch'] as const;
const actions = (statements: readonly Statement[]) => statements.flatMap(({ Action }) => Action);

describe('of every stack', () => {
  beforeEach(() => {
    mail.identity();
  });

  test('identities are created with the tag of the stack, and not taken over', () => {
    const [identities, configurationSets, ...rest] = allowing(mail.constants('Deploy'), 'ses:CreateEmailIdentity');
    expect(rest).toEqual([]);
    expect(identities).toMatchObject({
      Action: ['ses:CreateEmailIdentity', 'ses:TagResource'],
      Resource: IDENTITIES,
      Condition: {
        StringLike: { 'aws:RequestTag/cdk-ses-dkim:stack-id': OWN_STACK }, Null: { 'aws:RequestTag/cdk-ses-dkim:as-found': 'true' },
      },
    });
    expect(configurationSets).toEqual({ Effect: 'Allow', Action: 'ses:CreateEmailIdentity', Resource: 'arn:*:ses:eu-west-1:111122223333:configuration-set/*' });
  });

  test('identities are deleted if the stack made them', () => {
    expect(allowing(mail.constants('Deploy'), 'ses:DeleteEmailIdentity')).toEqual([{
      Effect: 'Allow',
      Action: 'ses:DeleteEmailIdentity',
      Resource: IDENTITIES,
      Condition: { StringLike: OWN_IDENTITY, Null: { 'aws:ResourceTag/cdk-ses-dkim:as-found': 'true' } },
    }]);
  });

  test('the function that looks after them neither creates nor deletes them', () => {
    expect(actions([...mail.constants('Watch'), ...mail.listed('Watch')]).filter((action) => /(Create|Delete)EmailIdentity/.test(action))).toEqual([]);
  });

  test.each(both)('%s changes the identities of the stack only', (of) => {
    const puts = mail.constants(of).filter(({ Action }) => /ses:Put/.test(JSON.stringify(Action)));
    expect(puts).toEqual([
      expect.objectContaining({ Resource: IDENTITIES, Condition: { StringLike: OWN_IDENTITY } }),
      // The second resource of a call that the first statement bounds.
      {
        Effect: 'Allow', Action: 'ses:PutEmailIdentityConfigurationSetAttributes', Resource: 'arn:*:ses:eu-west-1:111122223333:configuration-set/*',
      },
    ]);
  });

  test.each(both)('%s removes tags of identities of the stack, and the library\'s own if IAM does not look at those', (of) => {
    expect(allowing(mail.constants(of), 'ses:UntagResource').map(({ Condition }) => Condition)).toEqual([
      { StringLike: OWN_IDENTITY },
      { 'ForAllValues:StringLike': { 'aws:TagKeys': 'cdk-ses-dkim:*' }, 'Null': { 'aws:TagKeys': 'false' } },
    ]);
  });

  test.each(both)('%s removes records of its types from any zone, and writes nothing but the memory', (of) => {
    const changes = allowing(mail.constants(of), 'route53:ChangeResourceRecordSets');
    expect(changes.map(({ Resource }) => Resource)).toEqual(['arn:*:route53:::hostedzone/*', 'arn:*:route53:::hostedzone/*']);
    expect(changes.map(({ Condition }) => Condition)).toEqual([
      {
        'ForAllValues:StringEquals': { [RECORD_TYPES]: ['CNAME', 'MX', 'TXT'], [RECORD_ACTIONS]: ['DELETE'] },
        'Null': { [RECORD_TYPES]: 'false', [RECORD_ACTIONS]: 'false' },
      },
      {
        'ForAllValues:StringLike': { [RECORD_NAMES]: ['_cdk-ses-dkim._domainkey.*'] },
        'ForAllValues:StringEquals': { [RECORD_TYPES]: ['TXT'], [RECORD_ACTIONS]: ['CREATE', 'DELETE'] },
        'Null': { [RECORD_NAMES]: 'false', [RECORD_TYPES]: 'false', [RECORD_ACTIONS]: 'false' },
      },
    ]);
  });

  test.each(both)('%s uses the secrets of the stack that were made for keys', (of) => {
    expect(mail.constants(of).filter(({ Action }) => /secretsmanager:/.test(JSON.stringify(Action)))).toEqual([{
      Effect: 'Allow',
      Action: [
        'secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecretVersionStage',
      ],
      Resource: 'arn:*:secretsmanager:eu-west-1:111122223333:secret:*',
      Condition: {
        StringEquals: { 'aws:ResourceTag/aws:cloudformation:stack-id': { Ref: 'AWS::StackId' } },
        Null: { 'aws:ResourceTag/cdk-ses-dkim:domain': 'false' },
      },
    }]);
  });

  test.each(both)('%s sees its own stack, and may take roles of the library in other accounts', (of) => {
    expect(allowing(mail.constants(of), 'cloudformation:DescribeStacks')[0].Resource).toEqual({ Ref: 'AWS::StackId' });
    expect(allowing(mail.constants(of), 'sts:AssumeRole')[0].Resource).toBe('arn:*:iam::*:role/cdk-ses-dkim*');
  });

  test('no function has an unbounded resource but for reading', () => {
    const unbounded = (of: typeof both[number]) => actions(mail.constants(of).filter(({ Resource }) => Resource === '*'));
    expect(unbounded('Deploy')).toEqual(['route53:ListResourceRecordSets']);
    expect(unbounded('Watch')).toEqual([
      'route53:ListResourceRecordSets', 'ses:GetIdentityDkimAttributes', 'ses:GetIdentityMailFromDomainAttributes',
    ]);
  });

  test('nothing is listed for an identity that needs nothing', () => {
    expect(mail.resources('AWS::IAM::ManagedPolicy')).toEqual([]);
  });
});

describe('of what a template names', () => {
  test('a zone: the names of DKIM, DMARC and the MAIL FROM domain, for both functions', () => {
    mail.identity({ dns: mail.dns(), mailFrom: { subdomain: 'bounce' } });
    for (const of of both) {
      expect(mail.listed(of)).toEqual([{
        Effect: 'Allow',
        Action: 'route53:ChangeResourceRecordSets',
        Resource: ['arn:*:route53:::hostedzone/Z1'],
        Condition: {
          'ForAllValues:StringLike': { [RECORD_NAMES]: ['*._domainkey.*', '_dmarc.*', 'bounce.example.com'] },
          'ForAllValues:StringEquals': { [RECORD_TYPES]: ['CNAME', 'MX', 'TXT'], [RECORD_ACTIONS]: ['CREATE', 'DELETE'] },
          'Null': { [RECORD_NAMES]: 'false', [RECORD_TYPES]: 'false', [RECORD_ACTIONS]: 'false' },
        },
      }]);
    }
  });

  test('a secret of the user\'s: reading it', () => {
    mail.identity({ dkim: Dkim.byoDkim({ key: mail.key('a') }) });
    for (const of of both) {
      expect(mail.listed(of)).toEqual([
        { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: ['arn:*:secretsmanager:*:*:secret:dkim/a-??????'] },
      ]);
    }
  });

  test.each([
    ['of the stack', () => new kms.Key(mail.stack, 'Key')],
    ['that was imported', () => kms.Key.fromKeyArn(mail.stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/one')],
    ['behind an alias', () => new kms.Alias(mail.stack, 'Alias', { aliasName: 'dkim', targetKey: new kms.Key(mail.stack, 'Key') })],
  ])('the secret\'s KMS key %s, through Secrets Manager only', (_, keyOf) => {
    const encryptionKey = keyOf();
    const secret = new Secret(mail.stack, 'Secret', { encryptionKey });
    mail.identity({ dkim: Dkim.byoDkim({ key: DkimKey.fromSecret(secret, { selector: 'mail' }) }) });
    const behind = (encryptionKey as Partial<kms.IAlias>).aliasTargetKey ?? encryptionKey;
    expect(allowing(mail.listed('Deploy'), 'kms:Decrypt')).toEqual([{
      Effect: 'Allow',
      Action: 'kms:Decrypt',
      Resource: [mail.stack.resolve(behind.keyArn)],
      Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' } },
    }]);
  });

  test.each<[string, () => kms.IKey, string]>([
    ['name', () => kms.Alias.fromAliasName(mail.stack, 'Alias', 'alias/dkim'), 'alias/dkim'],
    ['ARN', () => kms.Key.fromKeyArn(mail.stack, 'Alias', 'arn:aws:kms:eu-west-1:111122223333:alias/dkim'), 'arn:aws:kms:eu-west-1:111122223333:alias/dkim'],
  ])('an alias that does not tell its key is refused: by its %s', (_, keyOf, given) => {
    const encryptionKey = keyOf();
    const secret = Secret.fromSecretAttributes(mail.stack, 'Secret', {
      secretCompleteArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:dkim-AbCdEf', encryptionKey,
    });
    const problem = (property: string) => `\`${property}\` needs the KMS key itself, because IAM does not take an alias for it: `
      + `import the key by its ARN, with \`kms.Key.fromKeyArn\`, got '${given}'`;
    const signedWith = (key: DkimKey) => () => mail.identity({ dkim: Dkim.byoDkim({ key }), dns: mail.dns(), domainName: `${++count}.example.com` }, `${count}`);
    let count = 0;
    expect(signedWith(DkimKey.fromSecret(secret, { selector: 'mail' }))).toThrow(problem('DkimKey.fromSecret'));
    expect(signedWith(DkimKey.followSecret(secret))).toThrow(problem('DkimKey.followSecret'));
    expect(signedWith(DkimKey.generate({ encryptionKey }))).toThrow(problem('encryptionKey'));
    expect(() => mail.identity({ dkim: Dkim.byoDkimReplica({ secret }) }, 'Replica')).toThrow(problem('Dkim.byoDkimReplica'));
  });

  test('no KMS key of another partition', () => {
    const encryptionKey = kms.Key.fromKeyArn(mail.stack, 'Key', 'arn:aws-cn:kms:eu-west-1:111122223333:key/one');
    expect(() => mail.signing(DkimKey.generate({ encryptionKey }))).toThrow('`encryptionKey` must be in the stack\'s partition \'aws\', got \'arn:aws-cn:kms');
  });

  test('the parent in another Region, for signing in this one', () => {
    mail.identity({ dkim: Dkim.deterministicEasyDkim({ parentRegion: 'us-east-1' }) });
    for (const of of both) {
      expect(mail.listed(of)).toEqual([{
        Effect: 'Allow',
        Action: 'ses:ReplicateEmailIdentityDkimSigningKey',
        Resource: ['arn:*:ses:us-east-1:*:identity/example.com'],
        Condition: { StringEquals: { 'ses:ReplicaRegion': 'eu-west-1' } },
      }]);
    }
  });

  test('an identity to take over, for a deployment only', () => {
    mail.identity({ existingIdentity: ExistingIdentity.ADOPT });
    expect(mail.listed('Deploy')).toEqual([{ Effect: 'Allow', Action: 'ses:TagResource', Resource: ['arn:*:ses:*:*:identity/example.com'] }]);
    expect(mail.listed('Watch')).toEqual([]);
  });

  test('a role with a name of its own in the zone\'s account', () => {
    const dns = (roleArn: string) => DomainDns.crossAccountHostedZone({
      hostedZoneId: 'Z1', zoneName: 'example.com', role: iam.Role.fromRoleArn(mail.stack, roleArn, roleArn),
    });
    mail.identity({ dns: dns('arn:aws:iam::444455556666:role/dns') });
    mail.identity({ dns: dns('arn:aws:iam::444455556666:role/cdk-ses-dkim-example.com'), domainName: 'news.example.com' }, 'News');
    expect(mail.listed('Watch')).toEqual([{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: ['arn:aws:iam::444455556666:role/dns'] }]);
  });

  test('two keys in one secret', () => {
    const secret = Secret.fromSecretNameV2(mail.stack, 'Secret', 'dkim');
    const key = (selector: string) => DkimKey.fromSecret(secret, { selector, jsonField: selector });
    mail.identity({ dkim: Dkim.byoDkim({ key: key('a'), alsoPublish: [key('b')] }) });
    expect(mail.listed('Deploy').map(({ Resource }) => Resource)).toEqual([['arn:*:secretsmanager:*:*:secret:dkim-??????']]);
  });

  test('each thing once, whatever domains have it', () => {
    mail.identity({ dns: mail.dns() });
    mail.identity({ dns: mail.dns(), domainName: 'news.example.com' }, 'News');
    expect(mail.listed('Deploy').map(({ Resource }) => Resource)).toEqual([['arn:*:route53:::hostedzone/Z1']]);
  });
});

describe('the lists', () => {
  const listed = (domains: readonly string[]) => {
    mail = new Mail();
    domains.forEach((domainName, index) => mail.identity({ domainName, dns: mail.dns(domainName, `Z0123456789ABCDEF${domainName.slice(0, 4).toUpperCase()}`) }, domainName + index));
    return mail.resources('AWS::IAM::ManagedPolicy').map(([, { Properties }]) => Properties.PolicyDocument.Statement[0].Resource as string[]);
  };
  const domains = Array.from({ length: 260 }, (_, index) => `d${100 + index}.example.com`);

  test('do not depend on the order of the program', () => {
    const policies = listed(domains);
    expect(policies.length).toBeGreaterThan(1);
    expect(listed([...domains].reverse())).toEqual(policies);
  });

  test('leave out nothing, whatever domains share', () => {
    const zones = ['Z1', 'Z2', 'Z3'];
    Array.from({ length: 300 }, (_, index) => mail.identity({
      domainName: `d${index}.example.com`,
      dns: mail.dns('example.com', zones[index % 3]),
      mailFrom: { subdomain: 'bounce' },
      dkim: Dkim.byoDkim({ key: mail.key(`s${Math.floor(index / 2)}${index % 2 ? '' : 'x'}`) }),
    }, `Identity${index}`));
    const { Resources } = mail.template().toJSON();
    for (const [key, { Type, Properties }] of Object.entries<any>(Resources)) {
      if (Type === 'Custom::SesDomainIdentity') {
        const { SecretId } = Properties.Signing.Key;
        const lists = JSON.stringify(Object.values<any>(Resources).filter((resource) => resource.Type === 'AWS::IAM::ManagedPolicy'));
        expect([key, lists.includes(`secret:${SecretId}-??????"`), lists.includes(`"${Properties.MailFromDomain}"`)]).toEqual([key, true, true]);
      }
    }
    for (const [, { Properties }] of mail.resources('AWS::IAM::ManagedPolicy')) {
      expect(JSON.stringify(Properties.PolicyDocument).length).toBeLessThan(6_144);
      const [{ Resource, Condition }] = Properties.PolicyDocument.Statement;
      // The zone and the MAIL FROM name of a domain are in one statement.
      for (const name of Condition?.['ForAllValues:StringLike']?.[RECORD_NAMES].filter((entry: string) => entry.startsWith('bounce.')) ?? []) {
        const index = Number(/bounce\.d(\d+)\./.exec(name)![1]);
        expect(Resource).toContain(`arn:*:route53:::hostedzone/${zones[index % 3]}`);
      }
    }
  });

  test('are almost the same with one domain more', () => {
    const [before, after] = [listed(domains), listed([...domains, 'e999.example.com'])];
    const moved = before.flatMap((resources, index) => resources.filter((resource) => !after[index].includes(resource)));
    expect(moved.length).toBeLessThan(before.length);
  });
});

describe('a stack that names more than the policies can hold is refused', () => {
  test('at synthesis, with what to do', () => {
    const many = () => Array.from({ length: 460 }, (_, index) => mail.identity({
      domainName: `d${index}.example.com`,
      dns: mail.dns(`d${index}.example.com`, `Z0123456789ABCDEF${1000 + index}`),
      mailFrom: { subdomain: `a-rather-long-name-for-bounces-of-mail-${index}` },
      dkim: Dkim.byoDkim({ key: mail.key(`d${index}`) }),
    }, `Identity${index}`));
    expect(many).toThrow('the identities of the stack \'Mail\' name so many hosted zones, secrets and roles that they need more than 10 managed policies, '
      + 'and a role can have no more: move some identities to another stack');
  });
});

test.each([['cn-north-1', 'aws-cn'], ['us-gov-west-1', 'aws-us-gov'], [undefined, { Ref: 'AWS::Partition' }]])('ARNs are right in any partition: %s', (region, partition) => {
  const stack = new Stack(new App(), 'Elsewhere', region ? { env: { account: '111122223333', region } } : {});
  const secret = Secret.fromSecretNameV2(stack, 'Secret', 'dkim');
  new DomainIdentity(stack, 'Identity', { domainName: 'example.com', dkim: Dkim.byoDkim({ key: DkimKey.fromSecret(secret, { selector: 'a' }) }) })
    .grantSendEmail(new iam.User(stack, 'User'));
  const template = Template.fromStack(stack).toJSON();
  expect(JSON.stringify(template)).not.toContain('arn:aws:');
  const policy: any = Object.values<any>(template.Resources).find(({ Type }) => Type === 'AWS::IAM::Policy');
  expect(JSON.stringify(policy.Properties.PolicyDocument.Statement[0].Resource)).toContain(typeof partition === 'string' ? `arn:${partition}:ses` : JSON.stringify(partition));
});
