import { CfnOutput, CfnParameter, Duration, Fn, SecretValue, Tags } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import * as ses from 'aws-cdk-lib/aws-ses';
import * as sns from 'aws-cdk-lib/aws-sns';
import { DOMAIN, Mail } from './fixture';
import { Dkim, DkimKey, DomainDns, DomainIdentity, ExistingIdentity } from '../../src';

let mail: Mail;
beforeEach(() => {
  mail = new Mail();
});

const IN_ZONE = { Kind: 'HOSTED_ZONE', HostedZoneId: 'Z1', ZoneName: DOMAIN };
const attribute = (name: string) => ({ 'Fn::GetAtt': [mail.only('Custom::SesDomainIdentity')[0], name] });

describe('an identity is one resource, and says all that it wants', () => {
  test('with nothing but a domain', () => {
    mail.identity();
    expect(mail.properties()).toEqual({ DomainName: DOMAIN, Signing: { Mode: 'EASY_DKIM' }, Dns: { Kind: 'MANUAL' } });
    expect(mail.only('Custom::SesDomainIdentity')[1]).not.toHaveProperty('DependsOn');
  });

  test('with a zone', () => {
    mail.identity({ dns: mail.dns() });
    expect(mail.properties()).toEqual({ DomainName: DOMAIN, Signing: { Mode: 'EASY_DKIM' }, Dns: IN_ZONE });
    expect(mail.resources('AWS::Route53::RecordSet')).toEqual([]);
  });

  test('with a key length', () => {
    mail.identity({ dkim: Dkim.easyDkim({ signingKeyLength: ses.EasyDkimSigningKeyLength.RSA_1024_BIT }) });
    expect(mail.properties().Signing).toEqual({ Mode: 'EASY_DKIM', KeyLength: 'RSA_1024_BIT' });
  });

  test('with keys of its own', () => {
    mail.identity({
      dkim: Dkim.byoDkim({ key: mail.key('new', { jsonField: 'privateKey', versionId: '0a1b2c3d-1234-4abc-8def-0123456789ab' }), alsoPublish: [mail.key('old')] }), dns: mail.dns(),
    });
    expect(mail.properties().Signing).toEqual({
      Mode: 'BYODKIM',
      Key: { Kind: 'STORED', SecretId: 'dkim/new', Selector: 'new', JsonField: 'privateKey', VersionId: '0a1b2c3d-1234-4abc-8def-0123456789ab' },
      AlsoPublish: [{ Kind: 'STORED', SecretId: 'dkim/old', Selector: 'old' }],
    });
  });

  test('with the keys of another Region', () => {
    const { dnsRecords } = mail.identity({ dkim: Dkim.deterministicEasyDkim({ parentRegion: 'us-east-1' }), dns: mail.dns() });
    expect(mail.properties().Signing).toEqual({ Mode: 'DETERMINISTIC_EASY_DKIM', ParentRegion: 'us-east-1' });
    expect(dnsRecords).toEqual([]);
  });

  test('with all settings, each as a string', () => {
    const identity = mail.identity({
      signingEnabled: false,
      feedbackForwarding: false,
      configurationSet: ses.ConfigurationSet.fromConfigurationSetName(mail.stack, 'Set', 'tracking'),
      existingIdentity: ExistingIdentity.ADOPT,
      overlap: Duration.days(3),
      waitForVerification: Duration.minutes(40),
    });
    Tags.of(identity).add('team', 'mail');
    Tags.of(mail.stack).add('stage', 'prod');
    expect(mail.properties()).toMatchObject({
      SigningEnabled: 'false',
      FeedbackForwarding: 'false',
      ConfigurationSetName: 'tracking',
      ExistingIdentity: 'ADOPT',
      OverlapDays: '3',
      WaitSeconds: '2400',
      Tags: { team: 'mail', stage: 'prod' },
    });
  });

  test('a leaked key has no overlap', () => {
    mail.identity({ overlap: Duration.days(0) });
    expect(mail.properties().OverlapDays).toBe('0');
  });
});

test('attributes come from the resource, so that who uses them waits for it', () => {
  const { identityArn, dkimStatus, signingHostedZone, emailIdentity } = mail.identity();
  const arn = attribute('IdentityArn');
  expect(mail.stack.resolve([identityArn, dkimStatus, signingHostedZone])).toEqual([arn, attribute('DkimStatus'), attribute('SigningHostedZone')]);
  expect(mail.stack.resolve(emailIdentity.emailIdentityName)).toEqual({ 'Fn::Select': [1, { 'Fn::Split': ['/', arn] }] });
});

test('the identity for other constructs is the same one each time', () => {
  const identity = mail.identity();
  expect(identity.emailIdentity).toBe(identity.emailIdentity);
});

test('what depends on the identity is deployed after it', () => {
  new sns.Topic(mail.stack, 'Topic').node.addDependency(mail.identity());
  mail.template().hasResource('AWS::SNS::Topic', { DependsOn: [mail.only('Custom::SesDomainIdentity')[0]] });
});

test('to send covers identity and configuration set', () => {
  const user = new iam.User(mail.stack, 'User');
  mail.identity({ configurationSet: ses.ConfigurationSet.fromConfigurationSetName(mail.stack, 'Set', 'tracking') }).grantSendEmail(user);
  const [statement] = mail.only('AWS::IAM::Policy')[1].Properties.PolicyDocument.Statement;
  expect(statement.Action).toEqual(['ses:SendEmail', 'ses:SendRawEmail']);
  expect(statement.Resource).toEqual(['identity/example.com', 'configuration-set/tracking'].map((name) => `arn:aws:ses:eu-west-1:111122223333:${name}`));
});

test('a secret that is put into the template by its owner is not spread by us', () => {
  const secret = new Secret(mail.stack, 'Secret', { secretStringValue: SecretValue.unsafePlainText('the-private-key') });
  mail.identity({ dkim: Dkim.byoDkim({ key: DkimKey.fromSecret(secret, { selector: 'mail' }) }) });
  expect(JSON.stringify(mail.template().toJSON()).match(/the-private-key/g)).toHaveLength(1);
});

test('an identity that is managed elsewhere can be referred to', () => {
  const imported = DomainIdentity.fromDomainName(mail.stack, 'Imported', DOMAIN);
  imported.grantSendEmail(new iam.User(mail.stack, 'User'));
  new CfnOutput(mail.stack, 'Name', { value: imported.emailIdentity.emailIdentityName });
  expect(imported.domainName).toBe(DOMAIN);
  expect(mail.resources('Custom::SesDomainIdentity')).toEqual([]);
  mail.template().hasOutput('Name', { Value: DOMAIN });
  expect(() => DomainIdentity.fromDomainName(mail.stack, 'Wrong', 'Example.com')).toThrow('did you mean');
});

describe('mistakes are found at synthesis', () => {
  test.each([
    ['mail._domainkey.example.com', /did you mean 'mail'\?/],
    ['a.b', /one DNS label.*got 'a\.b', at Mail\/Identity$/],
    ['-mail', /got '-mail'/],
    ['my_selector', /got 'my_selector'/],
    ['', /got ''/],
    ['x'.repeat(64), /at most 63 characters/],
  ])('the selector \'%s\'', (selector, message) => {
    expect(() => mail.signing(mail.key(selector))).toThrow(message);
  });

  test.each([
    ['Example.com', /did you mean 'example\.com'\?/],
    ['example.com.', /did you mean 'example\.com'\?/],
    ['https://example.com', /did you mean 'example\.com'\?/],
    ['info@example.com', /did you mean 'example\.com'\?/],
    ['bücher.example', /did you mean 'xn--bcher-kva\.example'\?/],
    ['localhost', /got 'localhost', at Mail\/Identity$/],
    ['', /got '', at Mail\/Identity$/],
    ['exa mple.com', /got 'exa mple\.com'/],
    [`${'a.'.repeat(127)}com`, /must be a domain name/],
  ])('the domain \'%s\'', (domainName, message) => {
    expect(() => mail.identity({ domainName })).toThrow(message);
  });

  test('the same selector twice, in any case', () => {
    expect(() => mail.signing(mail.key('mail'), { alsoPublish: [mail.key('Mail')] })).toThrow('got \'Mail\' twice');
  });

  test('more keys than there are attributes for', () => {
    const alsoPublish = ['b', 'c', 'd', 'e', 'f'].map((selector) => mail.key(selector));
    expect(() => mail.signing(mail.key('a'), { alsoPublish }, 'Many')).toThrow('`alsoPublish` must have at most 4 keys, got 5');
    expect(mail.signing(mail.key('g'), { alsoPublish: alsoPublish.slice(1) }).dnsRecords).toHaveLength(5);
  });

  test('the same domain twice in a stack', () => {
    mail.identity();
    expect(() => mail.identity({}, 'Again')).toThrow('`domainName` must differ between the identities of a stack, got \'example.com\': \'Mail/Identity\' has the same');
  });

  test.each<[string, () => string]>([
    ['a reference', () => Fn.ref('Domain')],
    ['an import', () => Fn.importValue('Domain')],
  ])('the same domain twice in a stack, as a token: %s', (_, domain) => {
    mail.identity({ domainName: domain() });
    expect(() => mail.identity({ domainName: domain() }, 'Again')).toThrow('got a token, which has no value before the deployment: \'Mail/Identity\' has the same');
  });

  test.each([['eu-west-1', /another Region than that of the stack/], ['Ireland', /must be a Region, like 'eu-west-1', got 'Ireland'/], ['', /got ''/]])(
    'the parent Region \'%s\'', (parentRegion, message) => {
      expect(() => mail.identity({ dkim: Dkim.deterministicEasyDkim({ parentRegion }) })).toThrow(message);
    });

  test.each([
    [Duration.hours(12), '`overlap` must be whole days from 0 to 1000, got 12 hours'],
    [Duration.days(1001), '`overlap` must be whole days from 0 to 1000, got 1001 days'],
  ])('an overlap of %s', (overlap, problem) => {
    expect(() => mail.identity({ overlap })).toThrow(problem);
  });

  test('fields, versions and configuration sets without a name', () => {
    expect(() => mail.signing(mail.key('a', { jsonField: '' }), {}, 'A')).toThrow('`jsonField` must be the name of a field of the secret\'s JSON, got \'\'');
    expect(() => mail.signing(mail.key('b', { versionId: '' }), {}, 'B')).toThrow('`versionId` must be the id of a version of the secret, 32 to 64 characters, and not a staging label, got \'\'');
    const configurationSet = ses.ConfigurationSet.fromConfigurationSetName(mail.stack, 'Set', '');
    expect(() => mail.identity({ configurationSet })).toThrow('`configurationSet` must be a configuration set whose name has 1 to 64 characters, which may be letters, digits, \'_\' and \'-\', got \'\'');
  });
});

describe('names that DNS cannot hold are refused', () => {
  const domain = (length: number) => `${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}`.slice(0, length - 4).concat('.com');

  test.each<[string, number, (domainName: string) => Partial<Parameters<Mail['identity']>[0]>]>([
    ['three CNAMEs of Easy DKIM, of 44 characters before the domain', 253 - 44, () => ({})],
    ['a key\'s record', 253 - '.._domainkey'.length - 20, () => ({ dkim: Dkim.byoDkim({ key: mail.key('y'.repeat(20)) }) })],
    ['a generated key\'s record', 253 - '.._domainkey'.length - 17, () => ({ dkim: Dkim.byoDkim({ key: DkimKey.generate() }) })],
    ['DMARC', 253 - '_dmarc.'.length, () => ({ dkim: Dkim.deterministicEasyDkim({ parentRegion: 'us-east-1' }), dmarc: {} })],
    ['MAIL FROM', 253 - 'bounce.'.length, () => ({ dkim: Dkim.deterministicEasyDkim({ parentRegion: 'us-east-1' }), mailFrom: { subdomain: 'bounce' } })],
    ['the memory of what is published', 253 - '_cdk-ses-dkim._domainkey.'.length, (domainName) => (
      { dkim: Dkim.byoDkim({ key: mail.key('y') }), dns: mail.dns(domainName) }
    )],
  ])('%s', (_, most, props) => {
    const [fits, longer] = [domain(most), domain(most + 1)];
    expect([fits.length, longer.length]).toEqual([most, most + 1]);
    expect(() => mail.identity({ domainName: fits, ...props(fits) })).not.toThrow();
    mail = new Mail();
    expect(() => mail.identity({ domainName: longer, ...props(longer) })).toThrow('make a record name of 254 characters, DNS allows 253');
  });
});

describe('values that are not known at synthesis', () => {
  const parameter = (id: string) => new CfnParameter(mail.stack, id).valueAsString;

  test('pass every check, and go where the plain ones go', () => {
    const zone = route53.HostedZone.fromHostedZoneAttributes(mail.stack, 'TokenZone', { hostedZoneId: parameter('ZoneId'), zoneName: parameter('ZoneName') });
    const { dnsRecords } = mail.identity({
      domainName: parameter('Domain'),
      dkim: Dkim.byoDkim({
        key: mail.key(parameter('Selector'), { versionId: parameter('Version') }),
        alsoPublish: [DkimKey.fromSecret(Secret.fromSecretNameV2(mail.stack, 'Other', parameter('Name')), { selector: parameter('OtherSelector') })],
      }),
      dns: DomainDns.hostedZone(zone),
      dmarc: { aggregateReports: [parameter('Address')] },
      configurationSet: ses.ConfigurationSet.fromConfigurationSetName(mail.stack, 'Set', parameter('SetName')),
    });
    expect(mail.properties()).toMatchObject({
      DomainName: { Ref: 'Domain' },
      Signing: { Key: { Selector: { Ref: 'Selector' }, VersionId: { Ref: 'Version' } }, AlsoPublish: [{ SecretId: { Ref: 'Name' } }] },
      Dns: { HostedZoneId: { Ref: 'ZoneId' }, ZoneName: { Ref: 'ZoneName' } },
      ConfigurationSetName: { Ref: 'SetName' },
    });
    expect(mail.stack.resolve(dnsRecords.map(({ name }) => name)).slice(0, 2)).toEqual(['Selector', 'OtherSelector'].map((selector) => (
      { 'Fn::Join': ['', [{ Ref: selector }, '._domainkey.', { Ref: 'Domain' }]] }
    )));
    expect(mail.listed('Deploy')).toContainEqual(expect.objectContaining({
      Action: 'route53:ChangeResourceRecordSets', Resource: [{ 'Fn::Join': ['', ['arn:*:route53:::hostedzone/', { 'Fn::Join': ['', { 'Fn::Split': ['/hostedzone/', { Ref: 'ZoneId' }] }] }]] }],
    }));
  });

  test('a Region that is not known yet can be the parent', () => {
    mail.identity({ dkim: Dkim.deterministicEasyDkim({ parentRegion: parameter('Parent') }) });
    expect(mail.properties().Signing.ParentRegion).toEqual({ Ref: 'Parent' });
  });
});
