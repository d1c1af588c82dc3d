import { App, Duration, Stack } from 'aws-cdk-lib';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { DmarcPolicy, DomainDns, DomainIdentity } from 'cdk-ses-dkim';

/*
 * A domain whose mail passes DMARC by DKIM and by SPF. The deployment ends when SES has seen the DKIM records.
 *
 *   cdk deploy -c domainName=example.com -c hostedZoneId=Z123
 *
 * Begin with DmarcPolicy.NONE if others send for the domain too, and read the reports.
 */
const app = new App();
const stack = new Stack(app, 'Dmarc');
const domainName = app.node.getContext('domainName');

new DomainIdentity(stack, 'Identity', {
  domainName,
  dns: DomainDns.hostedZone(HostedZone.fromHostedZoneAttributes(stack, 'Zone', {
    hostedZoneId: app.node.getContext('hostedZoneId'),
    zoneName: domainName,
  })),
  mailFrom: { subdomain: 'bounce' },
  dmarc: { policy: DmarcPolicy.QUARANTINE, aggregateReports: [`dmarc@${domainName}`] },
  waitForVerification: Duration.minutes(30),
});
