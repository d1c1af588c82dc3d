import { App, Stack } from 'aws-cdk-lib';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { DomainDns, DomainIdentity } from 'cdk-ses-dkim';

const app = new App();
const stack = new Stack(app, 'Mail');
const zoneName: string = app.node.getContext('domainName');
const hostedZoneId: string = app.node.getContext('hostedZoneId');
const zone = HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId, zoneName });
new DomainIdentity(stack, 'Identity', { domainName: zoneName, dns: DomainDns.hostedZone(zone) });
app.synth();
