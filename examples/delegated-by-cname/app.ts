import { App, Stack } from 'aws-cdk-lib';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Dkim, DkimKey, DomainDns, DomainIdentity } from 'cdk-ses-dkim';

/*
 * A domain whose DNS is somebody else's. They publish two CNAMEs once, and the keys behind these are rotated.
 *
 *   cdk deploy -c domainName=example.com -c zoneName=dkim.example.net -c hostedZoneId=Z123
 *
 * The zone is yours, has any name, and serves many domains. The deployment prints the two CNAMEs.
 */
const app = new App();
const stack = new Stack(app, 'DelegatedByCname');

new DomainIdentity(stack, 'Identity', {
  domainName: app.node.getContext('domainName'),
  dkim: Dkim.byoDkim({ key: DkimKey.generate(), rotation: {} }),
  dns: DomainDns.delegatedByCname(HostedZone.fromHostedZoneAttributes(stack, 'Zone', {
    hostedZoneId: app.node.getContext('hostedZoneId'),
    zoneName: app.node.getContext('zoneName'),
  })),
});
