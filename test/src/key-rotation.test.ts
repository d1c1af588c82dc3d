import { Duration } from 'aws-cdk-lib';
import { DOMAIN, Mail } from './fixture';
import { Dkim, DkimKey, DomainDns, type DomainIdentityProps, type KeyRotationOptions } from '../../src';

let mail: Mail;
beforeEach(() => {
  mail = new Mail();
});

const rotated = (rotation: KeyRotationOptions = {}, props: Partial<DomainIdentityProps> = {}, id = 'Identity') => mail.identity({
  dkim: Dkim.byoDkim({ key: DkimKey.generate(), rotation }), dns: mail.dns(), ...props,
}, id);
const schedule = () => mail.only('AWS::SecretsManager::RotationSchedule')[1];

test('every 90 days, and not with the deployment', () => {
  rotated();
  expect(schedule().Properties).toMatchObject({ RotationRules: { AutomaticallyAfterDays: 90 }, RotateImmediatelyOnUpdate: false });
  expect(mail.properties().Signing.Key).toMatchObject({ Kind: 'GENERATED', RotationDays: '90' });
});

test('at once, if that is asked for', () => {
  rotated({ every: Duration.days(180), rotateImmediatelyOnUpdate: true });
  expect(schedule().Properties).toMatchObject({ RotationRules: { AutomaticallyAfterDays: 180 }, RotateImmediatelyOnUpdate: true });
});

test('by hand only, the schedule is the longest: without rules Secrets Manager would keep those that it has', () => {
  rotated({ every: Duration.days(0) });
  expect(schedule().Properties.RotationRules).toEqual({ AutomaticallyAfterDays: 1000 });
  expect(mail.properties().Signing.Key.RotationDays).toBe('0');
});

test('rotation comes after the identity, and ends before it goes', () => {
  rotated();
  const permission = mail.resources('AWS::Lambda::Permission').find(([, { Properties }]) => Properties.Principal === 'secretsmanager.amazonaws.com')!;
  expect(schedule().DependsOn).toEqual(expect.arrayContaining([mail.only('Custom::SesDomainIdentity')[0], permission[0]]));
});

test('only Secrets Manager of this account may rotate, by one permission for all secrets', () => {
  rotated();
  rotated({}, { domainName: `news.${DOMAIN}` }, 'News');
  const permissions = mail.resources('AWS::Lambda::Permission').map(([, { Properties }]) => Properties);
  expect(permissions.filter(({ Principal }) => Principal === 'secretsmanager.amazonaws.com')).toEqual([{
    Action: 'lambda:InvokeFunction',
    FunctionName: { Ref: expect.stringMatching(/^CdkSesDkimWatch/) },
    Principal: 'secretsmanager.amazonaws.com',
    SourceAccount: { Ref: 'AWS::AccountId' },
    SourceArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:*',
  }]);
});

test('a rotated domain is its resource, its secret and its schedule', () => {
  const resources = (...ids: string[]) => {
    mail = new Mail();
    ids.forEach((id) => rotated({}, { domainName: `${id}.${DOMAIN}` }, id));
    return mail.resources().map(([, { Type }]) => Type);
  };
  const one = resources('a');
  expect(resources('a', 'b').length - one.length).toBe(3);
});

describe('mistakes are found at synthesis', () => {
  test.each<[string, KeyRotationOptions, Duration, string]>([
    ['a part of a day', { every: Duration.hours(36) }, Duration.days(14), '`rotation.every` must be whole days from 0 to 1000, got 1 day 12 hours'],
    ['longer than Secrets Manager takes', { every: Duration.days(1001) }, Duration.days(14), '`rotation.every` must be whole days from 0 to 1000'],
    ['more keys at a time than there is room for', { every: Duration.days(1) }, Duration.days(30), '`rotation.every` of 1 day and `overlap` of 30 days make 61 keys that have a record'],
  ])('%s', (_, rotation, overlap, problem) => {
    expect(() => rotated(rotation, { overlap })).toThrow(problem);
  });

  test('a key of one\'s own', () => {
    expect(() => mail.signing(mail.key('mail'), { rotation: {} })).toThrow('`rotation` needs a key of `DkimKey.generate()`');
  });

  test('records that nobody publishes', () => {
    expect(() => rotated({}, { dns: DomainDns.manual() })).toThrow('Have two CNAMEs published there once, which point to a hosted zone of yours: `DomainDns.delegatedByCname(zone)`');
  });
});
