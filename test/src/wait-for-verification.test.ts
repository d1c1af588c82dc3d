import { App, CfnOutput, Duration, Lazy, Stack, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Dkim, DkimKey, DomainDns, DomainIdentity, type DomainIdentityProps } from '../../src';

let stack: Stack;

beforeEach(() => {
  stack = new Stack(new App(), 'Mail', { env: { account: '111122223333', region: 'eu-west-1' } });
});

const identity = (props: Partial<DomainIdentityProps> = {}, domainName = 'example.com') => new DomainIdentity(stack, domainName, {
  domainName, waitForVerification: Duration.minutes(10), ...props,
});
const zone = () => DomainDns.hostedZone(route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' }));
const key = (selector: string) => DkimKey.fromSecret(Secret.fromSecretNameV2(stack, selector, `dkim/${selector}`), { selector });
const template = () => Template.fromStack(stack);
const ids = (type: string) => Object.keys(template().findResources(type));
const verification = () => Object.values(template().findResources('Custom::SesVerification'))[0];

test('it comes after the identity and its records, and has an hour', () => {
  identity({ dns: zone() });
  const [identityId] = ids('Custom::SesDomainIdentity');
  const record = (position: number) => ({
    Name: { 'Fn::GetAtt': [identityId, `CnameName${position}`] }, Type: 'CNAME', Value: { 'Fn::GetAtt': [identityId, `CnameTarget${position}`] },
  });
  const { Properties, DependsOn } = verification();
  expect(Properties).toEqual({
    ServiceToken: expect.anything(),
    ServiceTimeout: '3600',
    DomainName: 'example.com',
    Signing: 'EASY_DKIM',
    Record1: record(1),
    Record2: record(2),
    Record3: record(3),
    WaitSeconds: '600',
  });
  expect(DependsOn).toEqual(expect.arrayContaining([identityId, ...ids('AWS::Route53::RecordSet')]));
});

test('another key is verified anew, and a key that is only published is not looked for', () => {
  identity({ dkim: Dkim.byoDkim({ key: key('new'), alsoPublish: [key('old')] }), dns: zone() });
  const { Properties } = verification();
  expect(Properties).toMatchObject({
    Signing: { 'Fn::Join': ['', ['BYODKIM new ', { 'Fn::GetAtt': [expect.stringContaining('Keynew'), 'Fingerprint'] }]] },
    Record1: { Name: 'new._domainkey.example.com', Type: 'TXT', Value: { 'Fn::GetAtt': [expect.stringContaining('Keynew'), 'TxtValue'] } },
  });
  expect(Properties).not.toHaveProperty('Record2');
});

test('nothing is there for a stack that does not wait', () => {
  identity({ waitForVerification: undefined });
  template().resourceCountIs('AWS::StepFunctions::StateMachine', 0);
  template().resourceCountIs('AWS::Lambda::Function', 2);
  template().resourceCountIs('AWS::IAM::Role', 2);
});

test('two identities wait by one waiter, which may look at both', () => {
  identity();
  identity({}, 'example.org');
  template().resourceCountIs('Custom::SesVerification', 2);
  template().resourceCountIs('AWS::StepFunctions::StateMachine', 1);
  const waiting = Object.entries(template().findResources('AWS::IAM::Policy')).find(([id]) => id.startsWith('CdkSesDkimVerificationRole'))![1];
  expect(waiting.Properties.PolicyDocument.Statement.filter(({ Action }: { Action: unknown }) => JSON.stringify(Action).includes('ses:')))
    .toEqual(['example.com', 'example.org'].map((name) => ({
      Action: 'ses:GetEmailIdentity',
      Effect: 'Allow',
      Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:ses:eu-west-1:111122223333:identity/${name}`]] },
    })));
});

test('what depends on the identity depends on its verification, and so does its status', () => {
  const one = identity();
  new sns.Topic(stack, 'Topic').node.addDependency(one);
  new CfnOutput(stack, 'Status', { value: one.dkimStatus });
  const [id] = ids('Custom::SesVerification');
  template().hasResource('AWS::SNS::Topic', { DependsOn: Match.arrayWith([id]) });
  template().hasOutput('Status', { Value: { 'Fn::GetAtt': [id, 'DkimStatus'] } });
});

test.each([
  [Duration.seconds(0), '0'],
  [Duration.seconds(3601), '1 hour 1 second'],
  [Duration.hours(2), '2 hours'],
  [Duration.millis(1500), '1 second 500 millis'],
])('%s is refused', (waitForVerification, given) => {
  expect(() => identity({ waitForVerification }))
    .toThrow(new RegExp(`^\`waitForVerification\` must be whole seconds, more than none and at most one hour, got ${given}`));
});

test.each([1, 3600])('%d seconds are not', (seconds) => {
  identity({ waitForVerification: Duration.seconds(seconds) });
  expect(verification().Properties.WaitSeconds).toBe(String(seconds));
});

test('a wait that is a token passes', () => {
  identity({ waitForVerification: Duration.seconds(Token.asNumber(Lazy.any({ produce: () => ({ Ref: 'Wait' }) }))) });
  expect(verification().Properties.WaitSeconds).toEqual({ Ref: 'Wait' });
});
