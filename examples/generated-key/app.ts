import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Dkim, DkimKey, DomainDns, DomainIdentity } from 'cdk-ses-dkim';

/*
 * A domain whose mail is signed with a key that the deployment makes, that Secrets Manager rotates, and that nobody has to
 * handle.
 *
 *   cdk deploy -c domainName=example.com -c hostedZoneId=Z123
 *
 * Alarms go off if the domain is not verified, a record is missing, a rotation fails or the key is too old.
 *
 * A mail server that signs for the same domain finds key and selector in the secret.
 */
const app = new App();
const stack = new Stack(app, 'GeneratedKey');
const domainName = app.node.getContext('domainName');

const identity = new DomainIdentity(stack, 'Identity', {
  domainName,
  dkim: Dkim.byoDkim({ key: DkimKey.generate(), rotation: { every: Duration.days(180) } }),
  dns: DomainDns.hostedZone(HostedZone.fromHostedZoneAttributes(stack, 'Zone', {
    hostedZoneId: app.node.getContext('hostedZoneId'),
    zoneName: domainName,
  })),
});

identity.addAlarms();
new CfnOutput(stack, 'DkimKeySecret', { value: identity.generatedKeySecret!.secretArn });
