import { App, Stack } from 'aws-cdk-lib';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { DomainDns, DomainIdentity } from 'cdk-ses-dkim';

// cdk deploy -c domainName=example.com -c hostedZoneId=Z0123456789ABCDEFGHIJ
const app = new App();
const stack = new Stack(app, 'Mail');
const domainName: string = app.node.getContext('domainName');
const hostedZoneId: string = app.node.getContext('hostedZoneId');

new DomainIdentity(stack, 'Identity', {
  domainName,
  dns: DomainDns.hostedZone(HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId, zoneName: domainName })),
});

app.synth();
