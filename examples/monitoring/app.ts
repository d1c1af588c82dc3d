import { App, Duration, Stack } from 'aws-cdk-lib';
import { Dashboard, SingleValueWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Dkim, DkimKey, DomainDns, DomainIdentity } from 'cdk-ses-dkim';

/*
 * A dashboard and alarms for three domains. Whoever subscribes to the topic hears of alarms, and when all is well again.
 *
 *   cdk deploy -c domainName=example.com -c hostedZoneId=Z123
 */
const app = new App();
const stack = new Stack(app, 'Monitoring');
const zoneName = app.node.getContext('domainName');
const zone = HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: app.node.getContext('hostedZoneId'), zoneName });
const onCall = new SnsAction(new Topic(stack, 'OnCall'));
const dashboard = new Dashboard(stack, 'Dashboard', { defaultInterval: Duration.days(7) });

const sums = ['Identities', 'VerifiedIdentities', 'RecordsNotServed', 'ReconcileErrors'];
dashboard.addWidgets(new SingleValueWidget({ title: 'All domains', width: 24, metrics: sums.map((sum) => DomainIdentity.metricAll(stack, sum)) }));

for (const subdomain of ['news', 'shop', 'support']) {
  const identity = new DomainIdentity(stack, subdomain, {
    domainName: `${subdomain}.${zoneName}`,
    dkim: Dkim.byoDkim({ key: DkimKey.generate(), rotation: { every: Duration.days(180) } }),
    dns: DomainDns.hostedZone(zone),
  });
  identity.addAlarms({ actions: [onCall], okActions: [onCall] });
  dashboard.addWidgets(...identity.dashboardWidgets());
}

DomainIdentity.outputStatusQuery(stack);
