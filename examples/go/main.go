package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk-ses-dkim/cdk-ses-dkim-go/cdksesdkim"
)

// cdk deploy -c domainName=example.com -c hostedZoneId=Z0123456789ABCDEFGHIJ
func main() {
	defer jsii.Close()
	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("Mail"), nil)
	domainName := app.Node().GetContext(jsii.String("domainName")).(string)
	hostedZoneId := app.Node().GetContext(jsii.String("hostedZoneId")).(string)

	zone := awsroute53.HostedZone_FromHostedZoneAttributes(stack, jsii.String("Zone"), &awsroute53.HostedZoneAttributes{
		HostedZoneId: &hostedZoneId,
		ZoneName:     &domainName,
	})
	cdksesdkim.NewDomainIdentity(stack, jsii.String("Identity"), &cdksesdkim.DomainIdentityProps{
		DomainName: &domainName,
		Dns:        cdksesdkim.DomainDns_HostedZone(zone, nil),
	})

	app.Synth(nil)
}
