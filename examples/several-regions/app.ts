import { App, Stack } from 'aws-cdk-lib';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Dkim, DkimKey, DomainDns, DomainIdentity } from 'cdk-ses-dkim';

/*
 * A domain that sends from two Regions with one key, made and rotated in the first.
 *
 *   cdk deploy --all -c domainName=example.com -c hostedZoneId=Z123
 */
const app = new App();
const ireland = new Stack(app, 'Ireland', { env: { region: 'eu-west-1' } });
const virginia = new Stack(app, 'Virginia', { env: { region: 'us-east-1' } });
virginia.addDependency(ireland); // deployed after it, and destroyed before it
const domainName = app.node.getContext('domainName');
const secretName = `dkim/${domainName}`;

new DomainIdentity(ireland, 'Identity', {
  domainName,
  dkim: Dkim.byoDkim({
    key: DkimKey.generate({ secretName, replicaRegions: [{ region: virginia.region }] }),
    rotation: {},
  }),
  dns: DomainDns.hostedZone(HostedZone.fromHostedZoneAttributes(ireland, 'Zone', {
    hostedZoneId: app.node.getContext('hostedZoneId'),
    zoneName: domainName,
  })),
});

new DomainIdentity(virginia, 'Identity', {
  domainName,
  dkim: Dkim.byoDkimReplica({ secret: Secret.fromSecretNameV2(virginia, 'Replica', secretName) }),
});
