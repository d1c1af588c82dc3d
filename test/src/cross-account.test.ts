import { App, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Mail } from './fixture';
import { type CrossAccountHostedZoneOptions, DomainDns, DomainDnsRole, type DomainDnsRoleProps, DomainIdentity } from '../../src';

const ROLE = 'arn:aws:iam::444455556666:role/cdk-ses-dkim-example.com';
let mail: Mail;
const identity = (options: Partial<CrossAccountHostedZoneOptions> = {}) => mail.identity({
  dns: DomainDns.crossAccountHostedZone({
    hostedZoneId: 'Z1', zoneName: 'example.com', role: iam.Role.fromRoleArn(mail.stack, 'DnsRole', ROLE), ...options,
  }),
});

describe.each([
  ['an environment', undefined],
  ['no environment', {}],
])('a stack with %s', (_, props) => {
  test('names the role of the zone\'s account, and needs no permission that is listed', () => {
    mail = new Mail(props);
    identity();
    expect(mail.properties().Dns).toEqual({ Kind: 'HOSTED_ZONE', HostedZoneId: 'Z1', ZoneName: 'example.com', RoleArn: ROLE });
    expect(mail.resources('AWS::IAM::ManagedPolicy')).toEqual([]);
  });
});

describe('an identity', () => {
  beforeEach(() => {
    mail = new Mail();
  });

  test('of another domain than the zone\'s fails', () => {
    expect(() => identity({ zoneName: 'example.org' }))
      .toThrow('`dns` must be a hosted zone of \'example.com\', of a domain above it, or of \'_domainkey.example.com\', got the zone \'example.org\'');
  });

  test.each(['a ', 'a b', '*', 'cdk-ses-dkim-*', 'path/', 'p*th/a', 'a'.repeat(65)])('takes no role with the name \'%s\'', (name) => {
    const arn = `arn:aws:iam::444455556666:role/${name}`;
    expect(() => identity({ role: iam.Role.fromRoleArn(mail.stack, 'R', arn) })).toThrow(`must have the ARN of a role, like '${ROLE}', got '${arn}'`);
  });

  test('may have everything from parameters', () => {
    const token = (name: string) => Token.asString({ Ref: name });
    identity({ hostedZoneId: token('ZoneId'), zoneName: token('ZoneName'), role: iam.Role.fromRoleArn(mail.stack, 'R', token('RoleArn')) });
    expect(mail.properties().Dns).toMatchObject({ HostedZoneId: { Ref: 'ZoneId' }, ZoneName: { Ref: 'ZoneName' }, RoleArn: { Ref: 'RoleArn' } });
    expect(mail.listed('Deploy')).toEqual([{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: [{ Ref: 'RoleArn' }] }]);
  });
});

describe('a role for another account', () => {
  beforeEach(() => {
    mail = new Mail({});
  });
  const role = (props: Partial<DomainDnsRoleProps> = {}) => new DomainDnsRole(mail.stack, 'MailDns', {
    zone: mail.zone('example.com'),
    domainName: 'mail.example.com',
    trusted: new iam.AccountPrincipal('111122223333'),
    ...props,
  });
  const trust = () => mail.only('AWS::IAM::Role')[1].Properties.AssumeRolePolicyDocument.Statement;

  test('has a name that can be known beforehand, and may write the domain\'s mail records in this zone and nothing more', () => {
    role({ mailFromSubdomain: 'bounce', dmarc: true });
    const { RoleName, Policies } = mail.only('AWS::IAM::Role')[1].Properties;
    expect(RoleName).toBe('cdk-ses-dkim-mail.example.com');
    expect(Policies[0].PolicyDocument.Statement).toEqual([
      { Action: 'route53:ListResourceRecordSets', Effect: 'Allow', Resource: 'arn:*:route53:::hostedzone/Z1' },
      {
        Action: 'route53:ChangeResourceRecordSets',
        Effect: 'Allow',
        Resource: 'arn:*:route53:::hostedzone/Z1',
        Condition: {
          'ForAllValues:StringLike': {
            'route53:ChangeResourceRecordSetsNormalizedRecordNames': ['*._domainkey.mail.example.com', '_dmarc.mail.example.com', 'bounce.mail.example.com'],
          },
          'ForAllValues:StringEquals': {
            'route53:ChangeResourceRecordSetsRecordTypes': ['CNAME', 'MX', 'TXT'], 'route53:ChangeResourceRecordSetsActions': ['CREATE', 'DELETE'],
          },
          'Null': {
            'route53:ChangeResourceRecordSetsNormalizedRecordNames': 'false',
            'route53:ChangeResourceRecordSetsRecordTypes': 'false',
            'route53:ChangeResourceRecordSetsActions': 'false',
          },
        },
      },
    ]);
  });

  test('writes neither DMARC nor MAIL FROM records if it is not asked to', () => {
    role();
    const names = JSON.stringify(mail.only('AWS::IAM::Role')[1].Properties.Policies);
    expect(names).toContain('["*._domainkey.mail.example.com"]');
  });

  test.each<[string, iam.IPrincipal, number, string]>([
    ['an account', new iam.AccountPrincipal('111122223333'), 1, '111122223333'],
    ['two accounts', new iam.CompositePrincipal(new iam.AccountPrincipal('111122223333'), new iam.AccountPrincipal('777788889999')), 2, '*'],
    ['an organization', new iam.OrganizationPrincipal('o-1234567890'), 1, '*'],
  ])('trusts of %s only the library\'s roles, in a session for the domain', (_, trusted, statements, account) => {
    role({ trusted });
    expect(trust()).toHaveLength(statements);
    for (const statement of trust()) {
      expect(statement).toMatchObject({
        Action: 'sts:AssumeRole',
        Condition: {
          ArnLike: { 'aws:PrincipalArn': `arn:*:iam::${account}:role/cdk-ses-dkim/*` }, StringEquals: { 'sts:RoleSessionName': 'mail.example.com' },
        },
      });
    }
  });

  test('trusts the roles in another path, if the functions have one', () => {
    role({ trustedRolePath: '/platform/' });
    expect(trust()[0].Condition.ArnLike).toEqual({ 'aws:PrincipalArn': 'arn:*:iam::111122223333:role/platform/*' });
  });

  test.each<[string, iam.IPrincipal, unknown]>([
    ['a role', new iam.ArnPrincipal('arn:aws:iam::111122223333:role/deploy'), 'arn:aws:iam::111122223333:role/deploy'],
    ['two roles', new iam.CompositePrincipal(new iam.ArnPrincipal('arn:aws:iam::111122223333:role/deploy'), new iam.ArnPrincipal('arn:aws:iam::111122223333:role/p/watch')), [
      'arn:aws:iam::111122223333:role/deploy', 'arn:aws:iam::111122223333:role/p/watch',
    ]],
  ])('trusts %s that it names, wherever that is', (_, trusted, pattern) => {
    role({ trusted });
    trust().forEach(({ Condition }: any) => expect(Condition.ArnLike).toEqual({ 'aws:PrincipalArn': pattern }));
  });

  test('trusts a role or an account whose ARN is a token', () => {
    role({ trusted: new iam.ArnPrincipal(Token.asString({ Ref: 'Trusted' })) });
    expect(trust()[0].Condition.ArnLike).toEqual({ 'aws:PrincipalArn': [{ Ref: 'Trusted' }, 'arn:*:iam::*:role/cdk-ses-dkim/*'] });
  });

  test('knows a session by a domain that is a token, in whatever text', () => {
    const domainName = `${Token.asString({ Ref: 'Tenant' })}.${'a'.repeat(60)}.example.com`;
    role({ domainName, roleName: 'cdk-ses-dkim-a' });
    expect(trust()[0].Condition.StringEquals['sts:RoleSessionName']).toEqual({ 'Fn::Join': ['', [{ Ref: 'Tenant' }, `.${'a'.repeat(60)}.example.com`]] });
  });

  test('knows a session by the first 64 characters of a long domain', () => {
    const domainName = `${'a'.repeat(60)}.example.com`;
    role({ domainName, roleName: 'cdk-ses-dkim-a' });
    expect(trust()[0].Condition.StringEquals['sts:RoleSessionName']).toBe(domainName.slice(0, 64));
  });

  test.each<[string, Partial<DomainDnsRoleProps>, string]>([
    ['a domain outside of the zone', { domainName: 'example.org' }, '`zone` must be a hosted zone of \'example.org\', of a domain above it'],
    ['what is no domain name', { domainName: 'Mail.example.com' }, 'did you mean \'mail.example.com\'?'],
    ['a name that is too long', { domainName: `${'a'.repeat(60)}.example.com` }, '`roleName` must have 1 to 64 characters'],
    ['no name', { roleName: '' }, '`roleName` must have 1 to 64 characters, which may be letters, digits and any of \'_+=,.@-\', got \'\''],
    ['a name that IAM refuses', { roleName: 'dns role' }, 'got \'dns role\''],
    ['everybody', { trusted: new iam.AnyPrincipal() }, '`trusted` must be the account of the identity'],
    ['everybody, in a star', { trusted: new iam.StarPrincipal() }, 'got a principal that is everybody'],
    ['everybody, among others', { trusted: new iam.CompositePrincipal(new iam.AccountPrincipal('111122223333'), new iam.ArnPrincipal('*')) }, 'got a principal that is everybody'],
    ['the path of all roles', { trustedRolePath: '/' }, '`trustedRolePath` must not be \'/\', because every role is in it: name the roles in `trusted`, each by an `iam.ArnPrincipal`'],
    ['a user', { trusted: new iam.ArnPrincipal('arn:aws:iam::111122223333:user/deploy') }, 'or roles there, got the principal \'arn:aws:iam::111122223333:user/deploy\''],
    ['a session', { trusted: new iam.ArnPrincipal('arn:aws:sts::111122223333:assumed-role/deploy/me') }, 'got the principal'],
    ['a pattern of roles', { trusted: new iam.ArnPrincipal('arn:aws:iam::111122223333:role/platform/*') }, 'got the principal'],
    ['everybody, with a condition that tells nothing of the account', { trusted: new iam.AnyPrincipal().withConditions({ Bool: { 'aws:SecureTransport': 'true' } }) },
      'got a principal that is everybody'],
    ['everybody, with a role in a condition', { trusted: new iam.AnyPrincipal().withConditions({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/a' } }) },
      'got a principal that is everybody'],
    ['a condition that its own would take the place of', { trusted: new iam.AccountPrincipal('111122223333').withConditions({ StringEquals: { 'sts:roleSessionName': 'a' } }) },
      '`trusted` must have no condition on \'sts:roleSessionName\', because this role sets one itself: name a role by `new iam.ArnPrincipal(roleArn)`'],
    ['a pattern of paths', { trustedRolePath: '/*/' }, '`trustedRolePath` must be one path, without \'*\', \'?\' and \'$\', got \'/*/\''],
    ['what is no path', { trustedRolePath: 'platform' }, 'got \'platform\''],
    ['a pattern as a subdomain', { mailFromSubdomain: '*' }, '`mailFromSubdomain` must be one or more labels to put before \'.mail.example.com\', in lower case, like \'bounce\', got \'*\''],
    ['an empty subdomain', { mailFromSubdomain: '' }, '`mailFromSubdomain` must be one or more labels'],
  ])('refuses %s', (_, props, message) => {
    expect(() => role(props)).toThrow(message);
  });

  test('is referred to from a stack of the other account in the same app', () => {
    const app = new App();
    const dns = new Stack(app, 'Dns', { env: { account: '444455556666', region: 'us-east-1' } });
    const zone = route53.HostedZone.fromHostedZoneAttributes(dns, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });
    const { role: dnsRole } = new DomainDnsRole(dns, 'MailDns', { zone, domainName: 'example.com', trusted: new iam.AccountPrincipal('111122223333') });
    mail = new Mail();
    Object.assign(mail, { stack: new Stack(app, 'Mail', { env: { account: '111122223333', region: 'eu-west-1' } }) });
    new DomainIdentity(mail.stack, 'Identity', {
      domainName: 'example.com', dns: DomainDns.crossAccountHostedZone({ hostedZoneId: 'Z1', zoneName: 'example.com', role: dnsRole }),
    });
    expect(mail.properties().Dns.RoleArn).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::444455556666:role/cdk-ses-dkim-example.com']],
    });
  });
});
