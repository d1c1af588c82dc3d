import { GetHostedZoneCommand, ListHostedZonesCommand, Route53Client } from '@aws-sdk/client-route-53';
import { GetAccountCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { FakeCloud } from './fake-cloud';
import { portsOf } from './fake-ports';
import { subjectOf } from './memory-journal';
import { argumentsOf } from '../../acceptance/arguments';
import { Clients } from '../../acceptance/aws';
import { caller, check, subjectOf as newSubject } from '../../acceptance/checks';
import { PublicDns } from '../../acceptance/dns';

/*
 * What is looked at before anything is made. Each check that fails says what to do.
 */

const [route53, ses, ssm, sts] = [mockClient(Route53Client), mockClient(SESv2Client), mockClient(SSMClient), mockClient(STSClient)];
const subject = { ...subjectOf(['easy']), secondRegion: undefined };
const clients = new Clients();
const named = (name: string) => Object.assign(new Error(name), { name });

let cloud: FakeCloud;
beforeEach(() => {
  [route53, ses, ssm, sts].forEach((mock) => mock.reset());
  process.env.AWS_REGION = 'eu-west-1';
  cloud = new FakeCloud();
  jest.spyOn(PublicDns.prototype, 'delegation').mockResolvedValue(['ns-2.awsdns.example', 'NS-1.awsdns.example']);
  route53.on(GetHostedZoneCommand).resolves({ DelegationSet: { NameServers: ['ns-1.awsdns.example.', 'ns-2.awsdns.example.'] } });
  ses.on(GetAccountCommand).resolves({ SendingEnabled: true, ProductionAccessEnabled: false });
  ssm.on(GetParameterCommand).resolves({ Parameter: { Value: '21' } });
});
afterEach(() => jest.restoreAllMocks());

const problems = async (change: Partial<typeof subject> = {}) => (
  (await check(clients, { ...subject, ...change }, portsOf(cloud), undefined)).flatMap(({ problem }) => problem ?? [])
);

test('an account that has everything, in the sandbox', async () => {
  expect(await check(clients, subject, portsOf(cloud), undefined)).toEqual([
    { what: 'example.com is delegated to the hosted zone' }, { what: 'the CDK can deploy in eu-west-1' },
    { what: 'SES sends mail in eu-west-1' }, { what: 'the names of this run are free' },
  ]);
});

test('a second Region is looked at too', async () => {
  const findings = await check(clients, { ...subject, secondRegion: 'us-east-1' }, portsOf(cloud), undefined);
  expect(findings.map(({ what }) => what)).toEqual(expect.arrayContaining(['the CDK can deploy in us-east-1', 'SES sends mail in us-east-1']));
});

test('a domain that is not delegated, with its name servers', async () => {
  jest.spyOn(PublicDns.prototype, 'delegation').mockResolvedValue([]);
  expect(await problems()).toEqual([
    'public DNS delegates example.com to nobody: point its NS records at ns-1.awsdns.example ns-2.awsdns.example, where the DNS of its parent is',
  ]);
});

test.each([
  ['none', () => ssm.on(GetParameterCommand).rejects(named('ParameterNotFound')), 'the CDK has no bootstrap in eu-west-1: run: npx cdk bootstrap aws://111122223333/eu-west-1'],
  ['an old one', () => ssm.on(GetParameterCommand).resolves({ Parameter: { Value: '5' } }), /has version 5, and 6 is needed: run: npx cdk bootstrap/],
  ['one that may not be read', () => ssm.on(GetParameterCommand).rejects(named('AccessDenied')), 'AccessDenied: this program needs ssm:GetParameter'],
])('the bootstrap of the CDK: %s', async (_, given, problem) => {
  given();
  expect(await problems()).toEqual([expect.stringMatching(problem)]);
});

test('SES that sends nothing, or not to that address', async () => {
  expect(await problems({ to: 'me@example.org' })).toEqual([expect.stringMatching(/in the sandbox of SES in eu-west-1, and me@example\.org is not verified there: verify it, or leave out --to/)]);
  cloud.identities.set('eu-west-1 example.org', { status: 'SUCCESS', origin: 'AWS_SES', signs: true, maySend: true, tokens: [] });
  expect(await problems({ to: 'me@example.org' })).toEqual([]);
  ses.on(GetAccountCommand).resolves({ SendingEnabled: false });
  expect(await problems()).toEqual([expect.stringMatching(/^SES sends no mail for this account in eu-west-1/)]);
});

test('names that somebody has', async () => {
  cloud.identities.set('eu-west-1 easy-abc123.mail.example.com', { status: 'SUCCESS', origin: 'AWS_SES', signs: true, maySend: true, tokens: [] });
  cloud.records.set('TXT x._domainkey.easy-abc123.mail.example.com', 'p=x');
  expect(await problems()).toEqual([
    'these are there already, and not of this program: identity easy-abc123.mail.example.com in eu-west-1, '
    + 'record TXT x._domainkey.easy-abc123.mail.example.com. Try another --domain',
  ]);
});

describe('who and where', () => {
  test('the account and the Region of the shell', async () => {
    sts.on(GetCallerIdentityCommand).resolves({ Account: '111122223333' });
    expect(await caller(clients)).toEqual({ account: '111122223333', region: 'eu-west-1' });
  });

  test('credentials that AWS does not take', async () => {
    sts.on(GetCallerIdentityCommand).rejects(named('ExpiredToken'));
    await expect(caller(clients)).rejects.toThrow(/does not take the credentials of the shell \(ExpiredToken\): log in/);
  });

  test('no Region', async () => {
    jest.spyOn(Clients, 'region').mockResolvedValue(undefined);
    await expect(caller(clients)).rejects.toThrow('the shell names no Region: set AWS_REGION');
  });
});

describe('the zone of the domain', () => {
  const who = { account: '111122223333', region: 'eu-west-1' };
  const zones = (...names: Array<[string, string, boolean?]>) => route53.on(ListHostedZonesCommand).resolves({
    HostedZones: names.map(([Id, Name, PrivateZone = false]) => ({ Id: `/hostedzone/${Id}`, Name: `${Name}.`, CallerReference: Id, Config: { PrivateZone } })),
  });
  const found = (...args: string[]) => newSubject(clients, who, argumentsOf(['--domain', 'mail.example.com', '--only', 'easy', ...args]));

  test('the public one with the longest name', async () => {
    zones(['Z1', 'example.com'], ['Z2', 'mail.example.com'], ['Z3', 'mail.example.com', true], ['Z4', 'ail.example.com']);
    expect(await found()).toMatchObject({ ...who, hostedZoneId: 'Z2', zoneName: 'mail.example.com', scenarios: ['easy'], run: expect.stringMatching(/^[0-9a-f]{6}$/) });
    expect(await found('--zone-id', 'Z1')).toMatchObject({ hostedZoneId: 'Z1', zoneName: 'example.com' });
  });

  test('none, or more than one', async () => {
    zones(['Z1', 'example.org']);
    await expect(found()).rejects.toThrow('has mail.example.com: make one, and delegate it where its parent\'s DNS is');
    zones(['Z1', 'example.com'], ['Z2', 'example.com']);
    await expect(found()).rejects.toThrow('2 hosted zones are called example.com: name the one that is delegated by --zone-id');
  });

  test('no domain', async () => {
    await expect(newSubject(clients, who, argumentsOf([]))).rejects.toThrow('--domain is needed');
  });
});
