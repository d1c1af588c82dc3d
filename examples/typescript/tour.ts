import { App, CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { AccountPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { HostedZone, type IHostedZone } from 'aws-cdk-lib/aws-route53';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Dkim, DkimKey, DmarcPolicy, DomainDns, DomainDnsRole, DomainIdentity } from 'cdk-ses-dkim';
import type { Construct } from 'constructs';

/*
 * A stack for each way to use the library. Copy the one that you need. The domains, the zone and the accounts are examples.
 *
 *   cdk synth --app 'npx tsx tour.ts'
 */
const ZONE_ID = 'Z0123456789ABCDEFGHIJ';
const MAIL_ACCOUNT = '111122223333';
const DNS_ACCOUNT = '444455556666';

function zoneOf(stack: Stack, zoneName: string): IHostedZone {
  return HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: ZONE_ID, zoneName });
}

/** SES makes the keys. A Lambda function sends mail. */
class EasyDkimStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const identity = new DomainIdentity(this, 'Identity', {
      domainName: 'example.com',
      dns: DomainDns.hostedZone(zoneOf(this, 'example.com')),
    });
    identity.grantSendEmail(new Role(this, 'Mailer', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }));
  }
}

/** The key is in a secret of yours. */
class OwnKeyStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const secret = Secret.fromSecretNameV2(this, 'Secret', 'dkim/mail2026');
    new DomainIdentity(this, 'Identity', {
      domainName: 'own.example.com',
      dkim: Dkim.byoDkim({ key: DkimKey.fromSecret(secret, { selector: 'mail2026' }) }),
      dns: DomainDns.hostedZone(zoneOf(this, 'example.com')),
    });
  }
}

/** The deployment makes the key, and Secrets Manager rotates it. Mail passes DMARC by DKIM and by SPF. */
class RotatedKeyStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const identity = new DomainIdentity(this, 'Identity', {
      domainName: 'rotated.example.com',
      dkim: Dkim.byoDkim({ key: DkimKey.generate(), rotation: { every: Duration.days(180) } }),
      dns: DomainDns.hostedZone(zoneOf(this, 'example.com')),
      mailFrom: { subdomain: 'bounce' },
      dmarc: { policy: DmarcPolicy.QUARANTINE, aggregateReports: ['dmarc@example.com'] },
    });
    identity.grantReadKey(new Role(this, 'MailServer', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }));
    identity.addAlarms();
  }
}

/** In the account of the hosted zone: lets the stack below write its records. */
class DnsStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    new DomainDnsRole(this, 'MailDns', {
      zone: zoneOf(this, 'example.com'),
      domainName: 'example.com',
      trusted: new AccountPrincipal(MAIL_ACCOUNT),
    });
  }
}

/** The zone is in another account. */
class CrossAccountStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    new DomainIdentity(this, 'Identity', {
      domainName: 'example.com',
      dns: DomainDns.crossAccountHostedZone({
        hostedZoneId: ZONE_ID,
        zoneName: 'example.com',
        role: Role.fromRoleArn(this, 'DnsRole', `arn:aws:iam::${DNS_ACCOUNT}:role/cdk-ses-dkim-example.com`),
      }),
    });
  }
}

/** The domain's DNS is not in Route 53: the outputs say what to publish. */
class ManualDnsStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const identity = new DomainIdentity(this, 'Identity', {
      domainName: 'example.org',
      dns: DomainDns.manual({ output: false }),
    });
    new CfnOutput(this, 'ZoneFile', { value: identity.dnsRecordsZoneFile });
    new CfnOutput(this, 'DnsRecords', { value: identity.dnsRecordsJson });
    new CfnOutput(this, 'FirstName', { value: identity.dnsRecords[0].name });
  }
}

const app = new App();
new EasyDkimStack(app, 'EasyDkim');
new OwnKeyStack(app, 'OwnKey');
new RotatedKeyStack(app, 'RotatedKey');
new DnsStack(app, 'Dns', { env: { account: DNS_ACCOUNT } });
new CrossAccountStack(app, 'CrossAccount', { env: { account: MAIL_ACCOUNT } });
new ManualDnsStack(app, 'ManualDns');
app.synth();
