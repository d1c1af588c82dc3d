import { App, CfnOutput, CfnParameter, Duration, RemovalPolicy, SecretValue, Stack, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import * as ses from 'aws-cdk-lib/aws-ses';
import { Dkim, DkimKey, DomainDns, DomainIdentity, type DomainIdentityProps, ExistingIdentity } from '../../src';

const ENV = { account: '111122223333', region: 'eu-west-1' };
const DOMAIN = 'example.com';

let stack: Stack;
let zone: route53.IHostedZone;

beforeEach(() => {
  stack = new Stack(new App(), 'Mail', { env: ENV });
  zone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: DOMAIN });
});

const identity = (props: Partial<DomainIdentityProps> = {}, id = 'Identity') =>
  new DomainIdentity(stack, id, { domainName: DOMAIN, ...props });
const secret = (name = 'dkim/key') => Secret.fromSecretNameV2(stack, `Secret-${name}`, name);
const key = (selector: string, options = {}) => DkimKey.fromSecret(secret(`dkim/${selector}`), { selector, ...options });
const template = () => Template.fromStack(stack);

interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DependsOn?: string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}
const resources = (type: string) => Object.entries(template().findResources(type)) as Array<[string, Resource]>;
const only = (type: string): [string, Resource] => {
  const found = resources(type);
  expect(found).toHaveLength(1);
  return found[0];
};
const policyId = () => resources('AWS::IAM::Policy').map(([id]) => id).find((id) => id.startsWith('CdkSesDkimRole'))!;

describe('Easy DKIM', () => {
  test('is the default, with nothing but a domain', () => {
    identity();
    template().hasResourceProperties('Custom::SesDomainIdentity', {
      DomainName: DOMAIN,
      Signing: 'EASY_DKIM',
      SigningEnabled: 'true',
      ExistingIdentity: 'FAIL',
      SigningKeyLength: Match.absent(),
      ConfigurationSetName: Match.absent(),
      FeedbackForwarding: Match.absent(),
      Tags: Match.absent(),
    });
    template().resourceCountIs('AWS::Route53::RecordSet', 0);
  });

  test('publishes one CNAME for each token, with the names and targets that SES answers', () => {
    identity({ dns: DomainDns.hostedZone(zone) });
    const [identityId] = only('Custom::SesDomainIdentity');
    expect(resources('AWS::Route53::RecordSet').map(([, { Properties }]) => Properties)).toEqual([1, 2, 3].map((position) => ({
      HostedZoneId: 'Z1',
      Name: { 'Fn::GetAtt': [identityId, `CnameName${position}`] },
      Type: 'CNAME',
      TTL: '1800',
      ResourceRecords: [{ 'Fn::GetAtt': [identityId, `CnameTarget${position}`] }],
    })));
  });

  test('takes a key length', () => {
    identity({ dkim: Dkim.easyDkim({ signingKeyLength: ses.EasyDkimSigningKeyLength.RSA_1024_BIT }) });
    template().hasResourceProperties('Custom::SesDomainIdentity', { SigningKeyLength: 'RSA_1024_BIT' });
  });
});

describe('BYODKIM', () => {
  test('checks the key, publishes its record, and only then tells SES', () => {
    identity({ dkim: Dkim.byoDkim({ key: key('mail2026') }), dns: DomainDns.hostedZone(zone) });
    const [keyId] = only('Custom::DkimKey');
    const [recordId, record] = only('AWS::Route53::RecordSet');
    const [, { DependsOn, Properties }] = only('Custom::SesDomainIdentity');
    expect(record.Properties).toEqual({
      HostedZoneId: 'Z1',
      Name: 'mail2026._domainkey.example.com',
      Type: 'TXT',
      TTL: '1800',
      ResourceRecords: [{ 'Fn::GetAtt': [keyId, 'Route53Value'] }],
    });
    expect(DependsOn).toContain(recordId);
    expect(Properties).toMatchObject({
      Signing: 'BYODKIM',
      Selector: 'mail2026',
      SecretVersionId: { 'Fn::GetAtt': [keyId, 'SecretVersionId'] },
      Fingerprint: { 'Fn::GetAtt': [keyId, 'Fingerprint'] },
    });
  });

  test('says where the key is, as precisely as it was told', () => {
    identity({ dkim: Dkim.byoDkim({ key: key('mail2026', { jsonField: 'privateKey', versionId: 'v-1' }) }) });
    template().hasResourceProperties('Custom::DkimKey', {
      SecretArn: Match.objectLike({}), SecretJsonField: 'privateKey', SecretVersionId: 'v-1', Selector: 'mail2026', DomainName: DOMAIN,
    });
  });

  test('publishes further keys without signing with them', () => {
    identity({ dkim: Dkim.byoDkim({ key: key('new'), alsoPublish: [key('old')] }), dns: DomainDns.hostedZone(zone) });
    const records = resources('AWS::Route53::RecordSet');
    expect(records.map(([, { Properties }]) => Properties.Name)).toEqual(['new._domainkey.example.com', 'old._domainkey.example.com']);
    const [, { DependsOn, Properties }] = only('Custom::SesDomainIdentity');
    expect(DependsOn).toEqual(expect.arrayContaining(records.map(([id]) => id)));
    expect(Properties.Selector).toBe('new');
  });

  test('leaves key and record of a selector untouched when it moves from signing to being published', () => {
    const ids = (dkim: (of: typeof key) => Dkim) => {
      stack = new Stack(new App(), 'Mail', { env: ENV });
      zone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: DOMAIN });
      identity({ dkim: dkim(key), dns: DomainDns.hostedZone(zone) });
      const of = (type: string, property: string, value: string) =>
        resources(type).find(([, { Properties }]) => Properties[property] === value);
      return [of('AWS::Route53::RecordSet', 'Name', 'a._domainkey.example.com'), of('Custom::DkimKey', 'Selector', 'a')];
    };
    const before = ids((of) => Dkim.byoDkim({ key: of('a') }));
    expect(before).toEqual([expect.anything(), expect.anything()]);
    expect(ids((of) => Dkim.byoDkim({ key: of('b'), alsoPublish: [of('a')] }))).toEqual(before);
  });

  test('makes no record in somebody else\'s DNS, and says what to publish', () => {
    const { dnsRecords } = identity({ dkim: Dkim.byoDkim({ key: key('mail2026') }) });
    template().resourceCountIs('AWS::Route53::RecordSet', 0);
    const [keyId] = only('Custom::DkimKey');
    expect(stack.resolve(dnsRecords)).toEqual([{
      name: 'mail2026._domainkey.example.com', recordType: 'TXT', values: [{ 'Fn::GetAtt': [keyId, 'TxtValue'] }], ttl: Duration.minutes(30),
    }]);
  });
});

describe('Deterministic Easy DKIM', () => {
  const dkim = (parentRegion: string) => Dkim.deterministicEasyDkim({ parentRegion });

  test('names the Region of the parent, and makes no records: they are the parent\'s', () => {
    const { dnsRecords } = identity({ dkim: dkim('us-east-1'), dns: DomainDns.hostedZone(zone) });
    template().hasResourceProperties('Custom::SesDomainIdentity', { Signing: 'DETERMINISTIC_EASY_DKIM', ParentRegion: 'us-east-1' });
    template().resourceCountIs('AWS::Route53::RecordSet', 0);
    expect(dnsRecords).toEqual([]);
  });

  test('may use the keys of the parent, in this Region only', () => {
    identity({ dkim: dkim('us-east-1') });
    template().hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([{
          Effect: 'Allow',
          Action: 'ses:ReplicateEmailIdentityDkimSigningKey',
          Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ses:us-east-1:111122223333:identity/example.com']] },
          Condition: { StringEquals: { 'ses:ReplicaRegion': 'eu-west-1' } },
        }]),
      },
    });
    expect(only('Custom::SesDomainIdentity')[1].DependsOn).toContain(policyId());
  });

  test.each([['eu-west-1', /another Region than that of the stack/], ['Ireland', /must be a Region, like 'eu-west-1', got 'Ireland'/]])(
    'refuses %s as the parent', (region, message) => {
      expect(() => identity({ dkim: dkim(region) })).toThrow(message);
    });

  test('takes a Region that is not known yet', () => {
    identity({ dkim: dkim(new CfnParameter(stack, 'Parent').valueAsString) });
    template().hasResourceProperties('Custom::SesDomainIdentity', { ParentRegion: { Ref: 'Parent' } });
  });
});

describe('the settings of the identity', () => {
  test('all arrive as strings', () => {
    const configurationSet = ses.ConfigurationSet.fromConfigurationSetName(stack, 'Set', 'tracking');
    const domainIdentity = identity({
      signingEnabled: false, feedbackForwarding: false, configurationSet, existingIdentity: ExistingIdentity.ADOPT,
    });
    Tags.of(domainIdentity).add('team', 'mail');
    template().hasResourceProperties('Custom::SesDomainIdentity', {
      SigningEnabled: 'false', FeedbackForwarding: 'false', ConfigurationSetName: 'tracking', ExistingIdentity: 'ADOPT', Tags: { team: 'mail' },
    });
  });

  test('a tag of the stack reaches the identity', () => {
    identity();
    Tags.of(stack).add('stage', 'prod');
    template().hasResourceProperties('Custom::SesDomainIdentity', { Tags: { stage: 'prod' } });
  });

  test.each([
    ['by default', {}, 'Delete', undefined],
    ['RETAIN', { removalPolicy: RemovalPolicy.RETAIN }, 'Retain', 'Retain'],
    ['adopted', { existingIdentity: ExistingIdentity.ADOPT }, 'Delete', 'Retain'],
  ])('records live as long as what signs with them: %s', (_, props, identityPolicy, recordPolicy) => {
    identity({ ...props, dns: DomainDns.hostedZone(zone) });
    expect(only('Custom::SesDomainIdentity')[1].DeletionPolicy).toBe(identityPolicy);
    for (const [, record] of resources('AWS::Route53::RecordSet')) {
      expect([record.DeletionPolicy, record.UpdateReplacePolicy]).toEqual([recordPolicy, recordPolicy]);
    }
  });

  test('attributes come from the resource, so that who uses them waits for it', () => {
    const { identityArn, dkimStatus, signingHostedZone, emailIdentity } = identity();
    const [id] = only('Custom::SesDomainIdentity');
    expect(stack.resolve([identityArn, dkimStatus, signingHostedZone, emailIdentity.emailIdentityName])).toEqual([
      { 'Fn::GetAtt': [id, 'IdentityArn'] }, { 'Fn::GetAtt': [id, 'DkimStatus'] }, { 'Fn::GetAtt': [id, 'SigningHostedZone'] }, { Ref: id },
    ]);
  });
});

describe('permissions', () => {
  const statements = (idPrefix = 'CdkSesDkimRole') => resources('AWS::IAM::Policy')
    .filter(([id]) => id.startsWith(idPrefix))
    .flatMap(([, { Properties }]) => (Properties.PolicyDocument as { Statement: Array<Record<string, unknown>> }).Statement);
  const statementWith = (action: string) => statements().find(({ Action }) => [Action].flat().includes(action));

  test('are in place before every resource that needs them', () => {
    identity({ dkim: Dkim.byoDkim({ key: key('mail2026') }), dns: DomainDns.hostedZone(zone) });
    for (const type of ['Custom::DkimKey', 'Custom::SesDomainIdentity']) {
      expect(only(type)[1].DependsOn).toContain(policyId());
    }
  });

  test('name this identity, and its configuration set', () => {
    identity({ configurationSet: ses.ConfigurationSet.fromConfigurationSetName(stack, 'Set', 'tracking') });
    const granted = statements().filter(({ Action }) => [Action].flat().includes('ses:CreateEmailIdentity')).map(({ Resource }) => Resource);
    expect(granted).toEqual(['identity/example.com', 'configuration-set/tracking'].map((name) => ({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:ses:eu-west-1:111122223333:${name}`]],
    })));
  });

  test('to delete are bound to what this stack created, and do not name an identity that may leave the template first', () => {
    identity();
    const condition = statementWith('ses:DeleteEmailIdentity')!.Condition as Record<string, object>;
    expect(Object.keys(condition)).toEqual(['StringLike', 'Null']); // of the same stack, and not adopted
    expect(Object.keys(condition.StringLike)).toEqual(['aws:ResourceTag/cdk-ses-dkim:stack-id']);
    expect(JSON.stringify(condition)).toContain('":stack/",{"Ref":"AWS::StackName"},"/*"');
  });

  test('to read a secret include its KMS key, through Secrets Manager only', () => {
    const encryptionKey = new kms.Key(stack, 'Key');
    identity({ dkim: Dkim.byoDkim({ key: DkimKey.fromSecret(new Secret(stack, 'Secret', { encryptionKey }), { selector: 'mail' }) }) });
    expect(stack.resolve(statementWith('secretsmanager:GetSecretValue')!.Resource)).toEqual({ Ref: expect.stringMatching(/^Secret/) });
    expect(statementWith('kms:Decrypt')).toMatchObject({
      Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] },
      Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' } },
    });
  });

  test('have no unbounded resource but identities, for reading', () => {
    identity({ dkim: Dkim.byoDkim({ key: key('mail2026') }), dns: DomainDns.hostedZone(zone) });
    expect(statements().filter(({ Resource }) => Resource === '*')).toEqual([]);
  });

  test('fifty identities fit into the role', () => {
    for (let index = 0; index < 50; index++) {
      identity({ domainName: `d${index}.example.com`, dkim: Dkim.byoDkim({ key: key(`s${index}`) }) }, `Identity${index}`);
    }
    const { Resources } = template().toJSON();
    const documents = Object.values<Resource>(Resources).filter(({ Type }) => /^AWS::IAM::(Managed)?Policy$/.test(Type));
    const sizes = documents.map(({ Type, Properties }) => ({ Type, size: JSON.stringify(Properties.PolicyDocument).length }));
    expect(sizes.filter(({ Type }) => Type === 'AWS::IAM::ManagedPolicy').length).toBeLessThanOrEqual(10);
  });

  test('to send cover identity and configuration set', () => {
    const user = new iam.User(stack, 'User');
    identity({ configurationSet: ses.ConfigurationSet.fromConfigurationSetName(stack, 'Set', 'tracking') }).grantSendEmail(user);
    const [statement] = statements('User');
    expect(statement.Action).toEqual(['ses:SendEmail', 'ses:SendRawEmail']);
    expect(JSON.stringify(statement.Resource)).toMatch(/identity\/example\.com.*configuration-set\/tracking/);
  });

  test.each([['cn-north-1'], ['us-gov-west-1'], [undefined]])('are right in any partition: %s', (region) => {
    stack = new Stack(new App(), 'Elsewhere', region ? { env: { account: '111122223333', region } } : {});
    identity({ dkim: Dkim.byoDkim({ key: key('mail2026') }) }).grantSendEmail(new iam.User(stack, 'User'));
    expect(JSON.stringify(template().toJSON())).not.toContain('arn:aws:');
  });
});

describe('the handler', () => {
  test('is one for all identities of a stack, with a log group of its own', () => {
    identity({ domainName: 'a.example.com' }, 'A');
    identity({ domainName: 'b.example.com' }, 'B');
    template().resourceCountIs('AWS::Lambda::Function', 2); // ours and the provider framework's
    template().resourceCountIs('AWS::Logs::LogGroup', 1);
    const [logGroup] = only('AWS::Logs::LogGroup');
    template().allResourcesProperties('AWS::Lambda::Function', { LoggingConfig: { LogGroup: { Ref: logGroup } } });
    template().hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 365 });
  });

  test('runs on the newest Node.js that the CDK knows', () => {
    identity();
    const runtimes = resources('AWS::Lambda::Function').map(([, { Properties }]) => Properties.Runtime);
    expect(new Set(runtimes).size).toBe(1);
    expect(runtimes[0]).toMatch(/^nodejs2[2-9]\.x$/);
  });

  test('and all its roles come under a permissions boundary', () => {
    identity();
    iam.PermissionsBoundary.of(stack).apply(iam.ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'boundary'));
    template().allResourcesProperties('AWS::IAM::Role', { PermissionsBoundary: Match.anyValue() });
  });

  test('has roles without AWS\'s managed policies, which may write to every log group', () => {
    identity();
    template().allResourcesProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
  });
});

describe('mistakes are found at synthesis', () => {
  test.each([
    ['mail._domainkey.example.com', /did you mean 'mail'\?/],
    ['a.b', /one DNS label.*got 'a\.b'$/],
    ['-mail', /got '-mail'/],
    ['my_selector', /got 'my_selector'/],
    ['', /got ''/],
    ['x'.repeat(64), /at most 63 characters/],
  ])('the selector \'%s\'', (selector, message) => {
    expect(() => key(selector)).toThrow(message);
  });

  test.each([
    ['Example.com', /did you mean 'example\.com'\?/],
    ['example.com.', /did you mean 'example\.com'\?/],
    ['https://example.com', /did you mean 'example\.com'\?/],
    ['info@example.com', /did you mean 'example\.com'\?/],
    ['bücher.example', /did you mean 'xn--bcher-kva\.example'\?/],
    ['localhost', /got 'localhost'$/],
    ['exa mple.com', /got 'exa mple\.com'/],
    [`${'a.'.repeat(127)}com`, /must be a domain name/],
  ])('the domain \'%s\'', (domainName, message) => {
    expect(() => identity({ domainName })).toThrow(message);
  });

  test('a zone that does not cover the domain', () => {
    expect(() => identity({ domainName: 'example.org', dns: DomainDns.hostedZone(zone) }))
      .toThrow('`dns` must be a hosted zone of \'example.org\', of a domain above it, or of \'_domainkey.example.org\', got the zone \'example.com\'');
    expect(() => identity({ domainName: 'notexample.com', dns: DomainDns.hostedZone(zone) }, 'Suffix')).toThrow('`dns` must be');
  });

  test('a zone that nobody outside sees', () => {
    const hidden = new route53.HostedZone(stack, 'Hidden', { zoneName: DOMAIN });
    expect(() => identity({ dns: DomainDns.hostedZone(hidden) })).not.toThrow();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'] });
    const privateZone = new route53.PrivateHostedZone(stack, 'Private', { zoneName: DOMAIN, vpc });
    expect(() => identity({ domainName: `mail.${DOMAIN}`, dns: DomainDns.hostedZone(privateZone) }, 'Other'))
      .toThrow('`dns` must be a public hosted zone, for neither SES nor receivers see a private one, got \'Mail/Private\'');
  });

  test('a record name that DNS cannot hold', () => {
    const domainName = `${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(50)}.com`;
    expect(() => identity({ domainName, dkim: Dkim.byoDkim({ key: key('x') }) })).not.toThrow();
    expect(() => identity({ domainName: `e.${domainName}`, dkim: Dkim.byoDkim({ key: key('y'.repeat(20)) }) }, 'Long')).toThrow('DNS allows 253');
  });

  test('the same selector twice, in any case', () => {
    expect(() => Dkim.byoDkim({ key: key('mail'), alsoPublish: [key('Mail')] })).toThrow('got \'Mail\' twice');
  });

  test('the same domain twice in a stack', () => {
    identity();
    expect(() => identity({}, 'Again')).toThrow('`domainName` \'example.com\' already has an identity in this stack: \'Mail/Identity\'');
  });
});

describe('values that are not known at synthesis', () => {
  const parameter = (id: string) => new CfnParameter(stack, id).valueAsString;

  test('pass every check, and go where the plain ones go', () => {
    const tokenZone = route53.HostedZone.fromHostedZoneAttributes(stack, 'TokenZone', { hostedZoneId: parameter('ZoneId'), zoneName: parameter('ZoneName') });
    const { dnsRecords } = identity({
      domainName: parameter('Domain'),
      dkim: Dkim.byoDkim({ key: key(parameter('Selector'), { versionId: parameter('Version') }), alsoPublish: [key(parameter('Other'))] }),
      dns: DomainDns.hostedZone(tokenZone),
      configurationSet: ses.ConfigurationSet.fromConfigurationSetName(stack, 'Set', parameter('SetName')),
    });
    template().hasResourceProperties('Custom::SesDomainIdentity', {
      DomainName: { Ref: 'Domain' }, Selector: { Ref: 'Selector' }, ConfigurationSetName: { Ref: 'SetName' },
    });
    expect(stack.resolve(dnsRecords.map(({ name }) => name))).toEqual(['Selector', 'Other'].map((selector) => (
      { 'Fn::Join': ['', [{ Ref: selector }, '._domainkey.', { Ref: 'Domain' }]] }
    )));
  });

  test('a zone whose name is known with a domain that is not', () => {
    identity({ domainName: parameter('Domain'), dns: DomainDns.hostedZone(zone) });
    template().resourceCountIs('AWS::Route53::RecordSet', 3);
  });
});

test('a subdomain goes into the zone above it', () => {
  identity({ domainName: 'news.example.com', dkim: Dkim.byoDkim({ key: key('mail') }), dns: DomainDns.hostedZone(zone) });
  template().hasResourceProperties('AWS::Route53::RecordSet', { Name: 'mail._domainkey.news.example.com', HostedZoneId: 'Z1' });
});

test('a zone and a secret of another stack are referred to across stacks', () => {
  const app = new App();
  const shared = new Stack(app, 'Shared', { env: ENV });
  const sharedZone = new route53.PublicHostedZone(shared, 'Zone', { zoneName: DOMAIN });
  const sharedSecret = new Secret(shared, 'Secret');
  stack = new Stack(app, 'Mail', { env: ENV });
  identity({
    dkim: Dkim.byoDkim({ key: DkimKey.fromSecret(sharedSecret, { selector: 'mail' }) }), dns: DomainDns.hostedZone(sharedZone),
  });
  template().hasResourceProperties('AWS::Route53::RecordSet', { HostedZoneId: { 'Fn::ImportValue': Match.anyValue() } });
  template().hasResourceProperties('Custom::DkimKey', { SecretArn: { 'Fn::ImportValue': Match.anyValue() } });
});

test('a private key that was put into the template by its owner is not spread by us', () => {
  const secretInTemplate = new Secret(stack, 'Secret', { secretStringValue: SecretValue.unsafePlainText('the-private-key') });
  identity({ dkim: Dkim.byoDkim({ key: DkimKey.fromSecret(secretInTemplate, { selector: 'mail' }) }) });
  expect(JSON.stringify(template().toJSON()).match(/the-private-key/g)).toHaveLength(1);
});

test('an identity that is managed elsewhere can be referred to', () => {
  const imported = DomainIdentity.fromDomainName(stack, 'Imported', DOMAIN);
  const user = new iam.User(stack, 'User');
  imported.grantSendEmail(user);
  new CfnOutput(stack, 'Name', { value: imported.emailIdentity.emailIdentityName });
  expect(imported.domainName).toBe(DOMAIN);
  template().resourceCountIs('Custom::SesDomainIdentity', 0);
  template().hasOutput('Name', { Value: DOMAIN });
  expect(() => DomainIdentity.fromDomainName(stack, 'Wrong', 'Example.com')).toThrow('did you mean');
});
