from aws_cdk import App, Stack
from aws_cdk.aws_route53 import HostedZone
from cdk_ses_dkim import DomainDns, DomainIdentity

# cdk deploy -c domainName=example.com -c hostedZoneId=Z0123456789ABCDEFGHIJ
app = App()
stack = Stack(app, "Mail")
domain_name: str = app.node.get_context("domainName")
hosted_zone_id: str = app.node.get_context("hostedZoneId")

DomainIdentity(
    stack,
    "Identity",
    domain_name=domain_name,
    dns=DomainDns.hosted_zone(
        HostedZone.from_hosted_zone_attributes(
            stack, "Zone", hosted_zone_id=hosted_zone_id, zone_name=domain_name
        )
    ),
)

app.synth()
