package com.example;

import io.github.cdksesdkim.ByoDkimSigningOptions;
import io.github.cdksesdkim.CrossAccountHostedZoneOptions;
import io.github.cdksesdkim.Dkim;
import io.github.cdksesdkim.DkimKey;
import io.github.cdksesdkim.DmarcOptions;
import io.github.cdksesdkim.DmarcPolicy;
import io.github.cdksesdkim.DomainDns;
import io.github.cdksesdkim.DomainDnsRole;
import io.github.cdksesdkim.DomainIdentity;
import io.github.cdksesdkim.KeyRotationOptions;
import io.github.cdksesdkim.MailFromOptions;
import io.github.cdksesdkim.ManualDnsOptions;
import io.github.cdksesdkim.SecretDkimKeyOptions;
import java.util.List;
import software.amazon.awscdk.App;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.iam.AccountPrincipal;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.route53.HostedZone;
import software.amazon.awscdk.services.route53.HostedZoneAttributes;
import software.amazon.awscdk.services.route53.IHostedZone;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.constructs.Construct;

/**
 * A stack for each way to use the library. Copy the one that you need. The domains, the zone and the accounts are examples.
 *
 * <pre>cdk synth --app 'mvn -q compile exec:java -Dexec.mainClass=com.example.TourApp'</pre>
 */
public final class TourApp {
    private static final String ZONE_ID = "Z0123456789ABCDEFGHIJ";
    private static final String MAIL_ACCOUNT = "111122223333";
    private static final String DNS_ACCOUNT = "444455556666";

    public static void main(final String[] args) {
        final App app = new App();
        new EasyDkimStack(app, "EasyDkim");
        new OwnKeyStack(app, "OwnKey");
        new RotatedKeyStack(app, "RotatedKey");
        new DnsStack(app, "Dns", in(DNS_ACCOUNT));
        new CrossAccountStack(app, "CrossAccount", in(MAIL_ACCOUNT));
        new ManualDnsStack(app, "ManualDns");
        app.synth();
    }

    private static StackProps in(final String account) {
        return StackProps.builder().env(Environment.builder().account(account).build()).build();
    }

    private static IHostedZone zoneOf(final Stack stack, final String zoneName) {
        return HostedZone.fromHostedZoneAttributes(stack, "Zone", HostedZoneAttributes.builder()
            .hostedZoneId(ZONE_ID)
            .zoneName(zoneName)
            .build());
    }

    /** SES makes the keys. A Lambda function sends mail. */
    static final class EasyDkimStack extends Stack {
        EasyDkimStack(final Construct scope, final String id) {
            super(scope, id);
            final DomainIdentity identity = DomainIdentity.Builder.create(this, "Identity")
                .domainName("example.com")
                .dns(DomainDns.hostedZone(zoneOf(this, "example.com")))
                .build();
            identity.grantSendEmail(Role.Builder.create(this, "Mailer")
                .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
                .build());
        }
    }

    /** The key is in a secret of yours. */
    static final class OwnKeyStack extends Stack {
        OwnKeyStack(final Construct scope, final String id) {
            super(scope, id);
            final ISecret secret = Secret.fromSecretNameV2(this, "Secret", "dkim/mail2026");
            DomainIdentity.Builder.create(this, "Identity")
                .domainName("own.example.com")
                .dkim(Dkim.byoDkim(ByoDkimSigningOptions.builder()
                    .key(DkimKey.fromSecret(secret, SecretDkimKeyOptions.builder().selector("mail2026").build()))
                    .build()))
                .dns(DomainDns.hostedZone(zoneOf(this, "example.com")))
                .build();
        }
    }

    /** The deployment makes the key, and Secrets Manager rotates it. Mail passes DMARC by DKIM and by SPF. */
    static final class RotatedKeyStack extends Stack {
        RotatedKeyStack(final Construct scope, final String id) {
            super(scope, id);
            final DomainIdentity identity = DomainIdentity.Builder.create(this, "Identity")
                .domainName("rotated.example.com")
                .dkim(Dkim.byoDkim(ByoDkimSigningOptions.builder()
                    .key(DkimKey.generate())
                    .rotation(KeyRotationOptions.builder().every(Duration.days(180)).build())
                    .build()))
                .dns(DomainDns.hostedZone(zoneOf(this, "example.com")))
                .mailFrom(MailFromOptions.builder().subdomain("bounce").build())
                .dmarc(DmarcOptions.builder()
                    .policy(DmarcPolicy.QUARANTINE)
                    .aggregateReports(List.of("dmarc@example.com"))
                    .build())
                .build();
            identity.grantReadKey(Role.Builder.create(this, "MailServer")
                .assumedBy(new ServicePrincipal("ec2.amazonaws.com"))
                .build());
            identity.addAlarms();
        }
    }

    /** In the account of the hosted zone: lets the stack below write its records. */
    static final class DnsStack extends Stack {
        DnsStack(final Construct scope, final String id, final StackProps props) {
            super(scope, id, props);
            DomainDnsRole.Builder.create(this, "MailDns")
                .zone(zoneOf(this, "example.com"))
                .domainName("example.com")
                .trusted(new AccountPrincipal(MAIL_ACCOUNT))
                .build();
        }
    }

    /** The zone is in another account. */
    static final class CrossAccountStack extends Stack {
        CrossAccountStack(final Construct scope, final String id, final StackProps props) {
            super(scope, id, props);
            DomainIdentity.Builder.create(this, "Identity")
                .domainName("example.com")
                .dns(DomainDns.crossAccountHostedZone(CrossAccountHostedZoneOptions.builder()
                    .hostedZoneId(ZONE_ID)
                    .zoneName("example.com")
                    .role(Role.fromRoleArn(this, "DnsRole", "arn:aws:iam::" + DNS_ACCOUNT + ":role/cdk-ses-dkim-example.com"))
                    .build()))
                .build();
        }
    }

    /** The domain's DNS is not in Route 53: the outputs say what to publish. */
    static final class ManualDnsStack extends Stack {
        ManualDnsStack(final Construct scope, final String id) {
            super(scope, id);
            final DomainIdentity identity = DomainIdentity.Builder.create(this, "Identity")
                .domainName("example.org")
                .dns(DomainDns.manual(ManualDnsOptions.builder().output(false).build()))
                .build();
            CfnOutput.Builder.create(this, "ZoneFile").value(identity.getDnsRecordsZoneFile()).build();
            CfnOutput.Builder.create(this, "DnsRecords").value(identity.getDnsRecordsJson()).build();
            CfnOutput.Builder.create(this, "FirstName").value(identity.getDnsRecords().get(0).getName()).build();
        }
    }
}
