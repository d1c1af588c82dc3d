using Amazon.CDK;
using Amazon.CDK.AWS.Route53;
using CdkSesDkim;

var app = new App();
var stack = new Stack(app, "Mail");
var name = (string)app.Node.GetContext("domainName");
var zoneId = (string)app.Node.GetContext("hostedZoneId");
var zone = HostedZone.FromHostedZoneAttributes(stack, "Zone", new HostedZoneAttributes { HostedZoneId = zoneId, ZoneName = name });
_ = new DomainIdentity(stack, "Identity", new DomainIdentityProps { DomainName = name, Dns = DomainDns.HostedZone(zone) });
app.Synth();
