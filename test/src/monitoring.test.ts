import { CfnOutput, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Dashboard, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { DOMAIN, Mail } from './fixture';
import { Dkim, DkimKey, DomainAlarm, DomainIdentity, DomainIdentityHandler, type DomainIdentityProps } from '../../src';
import { ASKED_METRICS_VARIABLE, decodeAskedMetrics } from '../../src/contract/metrics';

let mail: Mail;
beforeEach(() => {
  mail = new Mail();
});

const ROTATED = (): Partial<DomainIdentityProps> => (
  { dkim: Dkim.byoDkim({ key: DkimKey.generate(), rotation: { every: Duration.days(90) } }), dns: mail.dns(), mailFrom: { subdomain: 'bounce' }, dmarc: {} }
);

/** What the function that looks after the domains knows of who asks. */
function asked(index = 0): string[] {
  const [, { Properties }] = mail.resources('AWS::Lambda::Function').find(([id]) => id.startsWith('CdkSesDkimWatch'))!;
  const [logicalId] = mail.resources('Custom::SesDomainIdentity')[index];
  return [...decodeAskedMetrics(Properties.Environment.Variables[ASKED_METRICS_VARIABLE])(logicalId)];
}

const alarms = () => new Map(mail.resources('AWS::CloudWatch::Alarm').map(([id, { Properties }]) => [/Alarms(\w+?)[0-9A-F]{8}$/.exec(id)![1], Properties]));

test('nobody pays for metrics that nobody asked for', () => {
  mail.identity(ROTATED());
  const variables = mail.resources('AWS::Lambda::Function').map(([, { Properties }]) => Object.keys(Properties.Environment.Variables));
  expect(variables).toEqual([['STACK_ID'], ['STACK_ID']]);
  expect(asked()).toEqual([]);
});

test.each<[string, (identity: DomainIdentity) => Metric, string, string]>([
  ['metricDkimVerified', (identity) => identity.metricDkimVerified(), 'DkimVerified', 'Minimum'],
  ['metricDkimRecordServed', (identity) => identity.metricDkimRecordServed(), 'DkimRecordServed', 'Minimum'],
  ['metricMailFromVerified', (identity) => identity.metricMailFromVerified(), 'MailFromVerified', 'Minimum'],
  ['metricDmarcServed', (identity) => identity.metricDmarcServed(), 'DmarcServed', 'Minimum'],
  ['metricKeyAge', (identity) => identity.metricKeyAge(), 'KeyAge', 'Maximum'],
  ['metricReconcileErrors', (identity) => identity.metricReconcileErrors(), 'ReconcileErrors', 'Sum'],
])('%s is a metric of the domain, which then is written', (_, metricOf, metricName, statistic) => {
  const metric = metricOf(mail.identity(ROTATED()));
  expect(metric).toMatchObject({ namespace: 'cdk-ses-dkim', metricName, statistic, dimensions: { Domain: DOMAIN }, period: Duration.hours(1), region: 'eu-west-1' });
  expect(asked()).toEqual([metricName]);
});

test('a stack that looks less often has values less often', () => {
  DomainIdentityHandler.configure(mail.stack, { clockRate: Duration.hours(6) });
  mail.identity().addAlarms();
  expect([...alarms().values()].map(({ Period }) => Period)).toEqual([21_600, 21_600, 21_600]);
  expect(DomainIdentity.metricAll(mail.stack, 'Identities').period).toEqual(Duration.hours(6));
});

test('a metric takes options, and each domain asks for itself', () => {
  mail.identity();
  const identity = mail.identity({ domainName: 'example.org' }, 'Other');
  expect(identity.metricKeyAge({ period: Duration.days(1), statistic: 'Average' })).toMatchObject({ period: Duration.days(1), statistic: 'Average' });
  expect([asked(0), asked(1)]).toEqual([[], ['KeyAge']]);
});

test('fails with a metric that the identity cannot have', () => {
  const identity = mail.identity();
  expect(() => identity.metricMailFromVerified()).toThrow('`metricMailFromVerified` needs `mailFrom`, and this identity has none, at Mail/Identity');
  expect(() => identity.metricDmarcServed()).toThrow('needs `dmarc` in a hosted zone');
  const elsewhere = mail.identity({ domainName: 'example.org', dmarc: {} }, 'Elsewhere');
  expect(() => elsewhere.metricDmarcServed()).toThrow('needs `dmarc` in a hosted zone');
  expect(elsewhere.addAlarms().dmarcNotServed).toBeUndefined();
});

test('the sums of two stacks are two metrics', () => {
  const metric = DomainIdentity.metricAll(mail.identity(), 'ReconcileErrors', { period: Duration.hours(6) });
  expect(metric).toMatchObject({ namespace: 'cdk-ses-dkim', metricName: 'ReconcileErrors', statistic: 'Sum', dimensions: { StackName: 'Mail' }, period: Duration.hours(6) });
  expect(() => DomainIdentity.metricAll(mail.stack, 'Errors')).toThrow('`metricName` must be one of Identities, VerifiedIdentities');
  expect(asked()).toEqual([]);
});

test('a rotated domain with MAIL FROM and DMARC gets six alarms, which say what to do', () => {
  const made = mail.identity(ROTATED()).addAlarms();
  expect(Object.values(made).filter((alarm) => alarm !== undefined)).toHaveLength(6);
  expect([...alarms()].map(([id, { MetricName, Statistic, ComparisonOperator, Threshold, EvaluationPeriods, Period, TreatMissingData }]) => (
    [id, MetricName, Statistic, ComparisonOperator, Threshold, EvaluationPeriods, Period, TreatMissingData]
  )).sort()).toEqual([
    ['DkimNotVerified', 'DkimVerified', 'Minimum', 'LessThanThreshold', 1, 2, 3600, 'missing'],
    ['DkimRecordNotServed', 'DkimRecordServed', 'Minimum', 'LessThanThreshold', 1, 1, 3600, 'missing'],
    ['DmarcNotServed', 'DmarcServed', 'Minimum', 'LessThanThreshold', 1, 1, 3600, 'missing'],
    ['KeyTooOld', 'KeyAge', 'Maximum', 'GreaterThanThreshold', 92, 1, 3600, 'missing'],
    ['MailFromNotVerified', 'MailFromVerified', 'Minimum', 'LessThanThreshold', 1, 2, 3600, 'missing'],
    ['ReconcileErrors', 'ReconcileErrors', 'Sum', 'GreaterThanOrEqualToThreshold', 1, 1, 3600, 'missing'],
  ]);
  for (const { AlarmDescription, Dimensions } of alarms().values()) {
    expect(AlarmDescription).toMatch(/^example\.com: .+\. .+docs\/monitoring\.md#alarms$/);
    expect(AlarmDescription.length).toBeLessThan(1_024); // [DOC PutMetricAlarm]
    expect(Dimensions).toEqual([{ Name: 'Domain', Value: DOMAIN }]);
  }
  expect(asked()).toHaveLength(6);
});

test('other domains get those that they can have', () => {
  expect(Object.entries(mail.identity().addAlarms()).filter(([, alarm]) => alarm).map(([name]) => name)).toEqual([
    'dkimNotVerified', 'dkimRecordNotServed', 'reconcileErrors',
  ]);
  expect(asked()).toEqual(['DkimVerified', 'DkimRecordServed', 'ReconcileErrors']);
});

test('a key that nobody rotates by itself is too old if somebody says how old it may be', () => {
  const { keyTooOld } = mail.identity().addAlarms({ alarms: [DomainAlarm.KEY_TOO_OLD], longestKeyAge: Duration.days(365) });
  expect(keyTooOld).toBeDefined();
  expect(alarms().get('KeyTooOld')).toMatchObject({ Threshold: 365, AlarmDescription: expect.stringContaining('older than 365 days') });
  const dkim = Dkim.byoDkim({ key: DkimKey.generate(), rotation: { every: Duration.days(0) } });
  const onDemand = mail.identity({ domainName: 'example.org', dkim, dns: mail.dns('example.org', 'Z2') }, 'Other');
  expect(onDemand.addAlarms().keyTooOld).toBeUndefined();
});

test('the actions are those of all alarms, and of the end of all data', () => {
  const [page, chat] = ['Page', 'Chat'].map((id) => new SnsAction(new Topic(mail.stack, id)));
  const { dkimNotVerified } = mail.identity().addAlarms({ actions: [page], okActions: [chat] });
  dkimNotVerified!.addAlarmAction(chat);
  const ids = (actions: unknown) => (actions as Array<{ Ref: string }> | undefined)?.map(({ Ref }) => Ref.slice(0, 4));
  expect(Object.fromEntries([...alarms()].map(([id, { AlarmActions, OKActions, InsufficientDataActions }]) => (
    [id, [ids(AlarmActions), ids(OKActions), ids(InsufficientDataActions)]]
  )))).toEqual({
    DkimNotVerified: [['Page', 'Chat'], ['Chat'], undefined],
    DkimRecordNotServed: [['Page'], ['Chat'], undefined],
    ReconcileErrors: [['Page'], ['Chat'], ['Page']],
  });
});

test('fails with alarms that the identity cannot have, and with a second set', () => {
  const identity = mail.identity();
  expect(() => identity.addAlarms({ alarms: [DomainAlarm.MAIL_FROM_NOT_VERIFIED] })).toThrow('`alarms` of `addAlarms` has `DomainAlarm.MAIL_FROM_NOT_VERIFIED`, which needs `mailFrom`: add that, or leave the alarm out, at Mail/Identity');
  expect(() => identity.addAlarms({ alarms: [DomainAlarm.KEY_TOO_OLD] })).toThrow('which needs a key that is rotated, or `longestKeyAge`');
  expect(() => identity.addAlarms({ longestKeyAge: Duration.hours(5) })).toThrow('`longestKeyAge` of `addAlarms` must be whole days from 1 to 10000, got 5 hours');
  identity.addAlarms();
  expect(() => identity.addAlarms()).toThrow('`addAlarms` was called before, and its alarms are in the construct \'Alarms\': call it once, with all `alarms`, at Mail/Identity');
});

test('a domain whose name is known at deployment has alarms too', () => {
  mail.identity({ domainName: Lazy.string({ produce: () => DOMAIN }) }).addAlarms();
  expect(alarms().get('DkimNotVerified')).toMatchObject({ Dimensions: [{ Name: 'Domain', Value: DOMAIN }], AlarmDescription: expect.stringMatching(/^SES has not/) });
});

test('a dashboard, also of another stack, shows what the identity can have', () => {
  const identity = mail.identity(ROTATED());
  const dashboard = new Dashboard(new Stack(mail.stack.node.root as never, 'Dashboards'), 'Dashboard');
  dashboard.addWidgets(...identity.dashboardWidgets());
  const widgets = identity.dashboardWidgets().flatMap((widget) => widget.toJson());
  expect(widgets.map(({ properties }) => properties.title)).toEqual(['example.com: verified and served (1) or not (0)', 'example.com: key and errors']);
  expect(asked()).toHaveLength(6);
  expect(JSON.stringify(new Mail().identity().dashboardWidgets().map((widget) => widget.toJson()))).not.toMatch(/MailFromVerified|DmarcServed/);
});

test('a query for all domains is an output, once', () => {
  mail.identity();
  DomainIdentity.outputStatusQuery(mail.stack);
  DomainIdentity.outputStatusQuery(mail.stack);
  new CfnOutput(mail.stack, 'Other', { value: 'x' });
  const { DomainStatusQuery, DomainStatusLogGroup } = mail.template().toJSON().Outputs;
  expect(DomainStatusQuery.Value).toContain('| filter message in ["looked after a domain","failed to look after a domain"] |');
  expect(DomainStatusLogGroup.Value).toEqual({ Ref: expect.stringMatching(/^CdkSesDkimLogs/) });
});
