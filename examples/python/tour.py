"""A stack for each way to use the library. Copy the one that you need.

The domains, the zone and the accounts are examples.

    cdk synth --app 'python3 tour.py'
"""

from aws_cdk import App, CfnOutput, Duration, Environment, Stack
from aws_cdk.aws_iam import AccountPrincipal, Role, ServicePrincipal
from aws_cdk.aws_route53 import HostedZone, IHostedZone
from aws_cdk.aws_secretsmanager import Secret
from constructs import Construct
from cdk_ses_dkim import (
    Dkim,
    DkimKey,
    DmarcOptions,
    DmarcPolicy,
    DomainDns,
    DomainDnsRole,
    DomainIdentity,
    KeyRotationOptions,
    MailFromOptions,
)

ZONE_ID = "Z0123456789ABCDEFGHIJ"
MAIL_ACCOUNT = "111122223333"
DNS_ACCOUNT = "444455556666"


def zone_of(stack: Stack, zone_name: str) -> IHostedZone:
    return HostedZone.from_hosted_zone_attributes(
        stack, "Zone", hosted_zone_id=ZONE_ID, zone_name=zone_name
    )


class EasyDkimStack(Stack):
    """SES makes the keys. A Lambda function sends mail."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        identity = DomainIdentity(
            self,
            "Identity",
            domain_name="example.com",
            dns=DomainDns.hosted_zone(zone_of(self, "example.com")),
        )
        identity.grant_send_email(
            Role(self, "Mailer", assumed_by=ServicePrincipal("lambda.amazonaws.com"))
        )


class OwnKeyStack(Stack):
    """The key is in a secret of yours."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        secret = Secret.from_secret_name_v2(self, "Secret", "dkim/mail2026")
        DomainIdentity(
            self,
            "Identity",
            domain_name="own.example.com",
            dkim=Dkim.byo_dkim(key=DkimKey.from_secret(secret, selector="mail2026")),
            dns=DomainDns.hosted_zone(zone_of(self, "example.com")),
        )


class RotatedKeyStack(Stack):
    """The deployment makes the key, and Secrets Manager rotates it.

    Mail passes DMARC by DKIM and by SPF.
    """

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        identity = DomainIdentity(
            self,
            "Identity",
            domain_name="rotated.example.com",
            dkim=Dkim.byo_dkim(
                key=DkimKey.generate(),
                rotation=KeyRotationOptions(every=Duration.days(180)),
            ),
            dns=DomainDns.hosted_zone(zone_of(self, "example.com")),
            mail_from=MailFromOptions(subdomain="bounce"),
            dmarc=DmarcOptions(
                policy=DmarcPolicy.QUARANTINE, aggregate_reports=["dmarc@example.com"]
            ),
        )
        identity.grant_read_key(
            Role(self, "MailServer", assumed_by=ServicePrincipal("ec2.amazonaws.com"))
        )
        identity.add_alarms()


class DnsStack(Stack):
    """In the account of the hosted zone: lets the stack below write its records."""

    def __init__(self, scope: Construct, id: str, env: Environment) -> None:
        super().__init__(scope, id, env=env)
        DomainDnsRole(
            self,
            "MailDns",
            zone=zone_of(self, "example.com"),
            domain_name="example.com",
            trusted=AccountPrincipal(MAIL_ACCOUNT),
        )


class CrossAccountStack(Stack):
    """The zone is in another account."""

    def __init__(self, scope: Construct, id: str, env: Environment) -> None:
        super().__init__(scope, id, env=env)
        DomainIdentity(
            self,
            "Identity",
            domain_name="example.com",
            dns=DomainDns.cross_account_hosted_zone(
                hosted_zone_id=ZONE_ID,
                zone_name="example.com",
                role=Role.from_role_arn(
                    self,
                    "DnsRole",
                    f"arn:aws:iam::{DNS_ACCOUNT}:role/cdk-ses-dkim-example.com",
                ),
            ),
        )


class ManualDnsStack(Stack):
    """The domain's DNS is not in Route 53: the outputs say what to publish."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        identity = DomainIdentity(
            self,
            "Identity",
            domain_name="example.org",
            dns=DomainDns.manual(output=False),
        )
        CfnOutput(self, "ZoneFile", value=identity.dns_records_zone_file)
        CfnOutput(self, "DnsRecords", value=identity.dns_records_json)
        CfnOutput(self, "FirstName", value=identity.dns_records[0].name)


app = App()
EasyDkimStack(app, "EasyDkim")
OwnKeyStack(app, "OwnKey")
RotatedKeyStack(app, "RotatedKey")
DnsStack(app, "Dns", env=Environment(account=DNS_ACCOUNT))
CrossAccountStack(app, "CrossAccount", env=Environment(account=MAIL_ACCOUNT))
ManualDnsStack(app, "ManualDns")
app.synth()
