import { App, Stack } from 'aws-cdk-lib';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Dkim, DkimKey, DomainDns, DomainIdentity } from 'cdk-ses-dkim';

/*
 * A domain whose mail is signed with keys of your own. Each key is in a secret named `dkim/<selector>`.
 *
 *   cdk deploy -c domainName=example.com -c hostedZoneId=Z123 -c selectors=mail2026
 *
 * To switch to another key, name it. The record of the previous key stays for two weeks.
 *
 *   cdk deploy -c domainName=example.com -c hostedZoneId=Z123 -c selectors=mail2027
 *
 * To publish a key long before the switch, name it after the one that signs.
 *
 *   cdk deploy -c domainName=example.com -c hostedZoneId=Z123 -c selectors=mail2027,mail2028
 */
const app = new App();
const context = (name: string): string => app.node.tryGetContext(name) ?? missing(name);
const domainName = context('domainName');
const [signing, ...published] = context('selectors').split(',');

const stack = new Stack(app, 'ByoDkim');
const key = (selector: string) => DkimKey.fromSecret(
  Secret.fromSecretNameV2(stack, `Secret-${selector}`, `dkim/${selector}`),
  { selector },
);

new DomainIdentity(stack, 'Identity', {
  domainName,
  dkim: Dkim.byoDkim({ key: key(signing), alsoPublish: published.map(key) }),
  dns: DomainDns.hostedZone(HostedZone.fromHostedZoneAttributes(stack, 'Zone', {
    hostedZoneId: context('hostedZoneId'),
    zoneName: domainName,
  })),
});

function missing(name: string): never {
  throw new Error(`set the context value '${name}': cdk deploy -c ${name}=…`);
}
