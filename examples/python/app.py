from aws_cdk import App, Stack
from aws_cdk.aws_route53 import HostedZone
from cdk_ses_dkim import DomainDns, DomainIdentity

app = App()
stack = Stack(app, "Mail")
name: str = app.node.get_context("domainName")
zone_id: str = app.node.get_context("hostedZoneId")
zone = HostedZone.from_hosted_zone_attributes(stack, "Zone", hosted_zone_id=zone_id, zone_name=name)
DomainIdentity(stack, "Identity", domain_name=name, dns=DomainDns.hosted_zone(zone))
app.synth()
