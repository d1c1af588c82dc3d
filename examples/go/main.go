package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk-ses-dkim/cdk-ses-dkim-go/cdksesdkim"
)

func main() {
	defer jsii.Close()
	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("Mail"), nil)
	name := app.Node().GetContext(jsii.String("domainName")).(string)
	zoneId := app.Node().GetContext(jsii.String("hostedZoneId")).(string)
	zone := awsroute53.HostedZone_FromHostedZoneAttributes(stack, jsii.String("Zone"),
		&awsroute53.HostedZoneAttributes{HostedZoneId: &zoneId, ZoneName: &name})
	cdksesdkim.NewDomainIdentity(stack, jsii.String("Identity"),
		&cdksesdkim.DomainIdentityProps{DomainName: &name, Dns: cdksesdkim.DomainDns_HostedZone(zone)})
	app.Synth(nil)
}
