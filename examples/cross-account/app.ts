import { App, Stack } from 'aws-cdk-lib';
import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { DomainDns, DomainDnsRole, DomainIdentity } from 'cdk-ses-dkim';

/*
 * A domain whose zone is in another account than its identity.
 *
 *   cdk deploy Dns  -c domainName=example.com -c hostedZoneId=Z123 -c dnsAccount=444455556666 -c mailAccount=111122223333
 *   cdk deploy Mail -c …   (the same, with credentials of the other account)
 *
 * Destroy `Dns` last: the records of `Mail` cannot be removed without it.
 */
const app = new App();
const [domainName, hostedZoneId, dnsAccount, mailAccount] = ['domainName', 'hostedZoneId', 'dnsAccount', 'mailAccount']
  .map((name) => app.node.getContext(name));
const dns = new Stack(app, 'Dns', { env: { account: dnsAccount } });
const mail = new Stack(app, 'Mail', { env: { account: mailAccount } });

new DomainDnsRole(dns, 'MailDns', {
  zone: HostedZone.fromHostedZoneAttributes(dns, 'Zone', { hostedZoneId, zoneName: domainName }),
  domainName,
  trusted: new AccountPrincipal(mailAccount),
});

new DomainIdentity(mail, 'Identity', {
  domainName,
  dns: DomainDns.crossAccountHostedZone({
    hostedZoneId,
    zoneName: domainName,
    role: Role.fromRoleArn(mail, 'DnsRole', `arn:aws:iam::${dnsAccount}:role/cdk-ses-dkim-${domainName}`),
  }),
});
