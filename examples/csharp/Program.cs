using Amazon.CDK;
using Amazon.CDK.AWS.Route53;
using CdkSesDkim;

// cdk deploy -c domainName=example.com -c hostedZoneId=Z0123456789ABCDEFGHIJ
var app = new App();
var stack = new Stack(app, "Mail");
var domainName = (string)app.Node.GetContext("domainName");
var hostedZoneId = (string)app.Node.GetContext("hostedZoneId");

_ = new DomainIdentity(stack, "Identity", new DomainIdentityProps
{
    DomainName = domainName,
    Dns = DomainDns.HostedZone(HostedZone.FromHostedZoneAttributes(stack, "Zone", new HostedZoneAttributes
    {
        HostedZoneId = hostedZoneId,
        ZoneName = domainName,
    })),
});

app.Synth();
