import { App, Stack } from 'aws-cdk-lib';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { DomainDns, DomainIdentity } from 'cdk-ses-dkim';

/*
 * A domain whose keys SES makes and keeps.
 *
 *   cdk deploy -c domainName=example.com -c hostedZoneId=Z123
 */
const app = new App();
const stack = new Stack(app, 'EasyDkim');
const domainName = app.node.getContext('domainName');

new DomainIdentity(stack, 'Identity', {
  domainName,
  dns: DomainDns.hostedZone(HostedZone.fromHostedZoneAttributes(stack, 'Zone', {
    hostedZoneId: app.node.getContext('hostedZoneId'),
    zoneName: domainName,
  })),
});
