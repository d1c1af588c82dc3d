// A stack for each way to use the library. Copy the one that you need. The domains, the zone and the accounts are examples.
//
//	cdk synth --app 'go run ./tour'
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdk-ses-dkim/cdk-ses-dkim-go/cdksesdkim"
)

const (
	zoneId      = "Z0123456789ABCDEFGHIJ"
	mailAccount = "111122223333"
	dnsAccount  = "444455556666"
)

func main() {
	defer jsii.Close()
	app := awscdk.NewApp(nil)
	newEasyDkimStack(app, "EasyDkim")
	newOwnKeyStack(app, "OwnKey")
	newRotatedKeyStack(app, "RotatedKey")
	newDnsStack(app, "Dns", inAccount(dnsAccount))
	newCrossAccountStack(app, "CrossAccount", inAccount(mailAccount))
	newManualDnsStack(app, "ManualDns")
	app.Synth(nil)
}

func inAccount(account string) *awscdk.StackProps {
	return &awscdk.StackProps{Env: &awscdk.Environment{Account: jsii.String(account)}}
}

func zoneOf(stack awscdk.Stack, zoneName string) awsroute53.IHostedZone {
	return awsroute53.HostedZone_FromHostedZoneAttributes(stack, jsii.String("Zone"), &awsroute53.HostedZoneAttributes{
		HostedZoneId: jsii.String(zoneId),
		ZoneName:     jsii.String(zoneName),
	})
}

// SES makes the keys. A Lambda function sends mail.
func newEasyDkimStack(scope constructs.Construct, id string) {
	stack := awscdk.NewStack(scope, &id, nil)
	identity := cdksesdkim.NewDomainIdentity(stack, jsii.String("Identity"), &cdksesdkim.DomainIdentityProps{
		DomainName: jsii.String("example.com"),
		Dns:        cdksesdkim.DomainDns_HostedZone(zoneOf(stack, "example.com")),
	})
	identity.GrantSendEmail(awsiam.NewRole(stack, jsii.String("Mailer"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("lambda.amazonaws.com"), nil),
	}))
}

// The key is in a secret of yours.
func newOwnKeyStack(scope constructs.Construct, id string) {
	stack := awscdk.NewStack(scope, &id, nil)
	secret := awssecretsmanager.Secret_FromSecretNameV2(stack, jsii.String("Secret"), jsii.String("dkim/mail2026"))
	cdksesdkim.NewDomainIdentity(stack, jsii.String("Identity"), &cdksesdkim.DomainIdentityProps{
		DomainName: jsii.String("own.example.com"),
		Dkim: cdksesdkim.Dkim_ByoDkim(&cdksesdkim.ByoDkimSigningOptions{
			Key: cdksesdkim.DkimKey_FromSecret(secret, &cdksesdkim.SecretDkimKeyOptions{Selector: jsii.String("mail2026")}),
		}),
		Dns: cdksesdkim.DomainDns_HostedZone(zoneOf(stack, "example.com")),
	})
}

// The deployment makes the key, and Secrets Manager rotates it. Mail passes DMARC by DKIM and by SPF.
func newRotatedKeyStack(scope constructs.Construct, id string) {
	stack := awscdk.NewStack(scope, &id, nil)
	identity := cdksesdkim.NewDomainIdentity(stack, jsii.String("Identity"), &cdksesdkim.DomainIdentityProps{
		DomainName: jsii.String("rotated.example.com"),
		Dkim: cdksesdkim.Dkim_ByoDkim(&cdksesdkim.ByoDkimSigningOptions{
			Key:      cdksesdkim.DkimKey_Generate(nil),
			Rotation: &cdksesdkim.KeyRotationOptions{Every: awscdk.Duration_Days(jsii.Number(180))},
		}),
		Dns:      cdksesdkim.DomainDns_HostedZone(zoneOf(stack, "example.com")),
		MailFrom: &cdksesdkim.MailFromOptions{Subdomain: jsii.String("bounce")},
		Dmarc: &cdksesdkim.DmarcOptions{
			Policy:           cdksesdkim.DmarcPolicy_QUARANTINE,
			AggregateReports: jsii.Strings("dmarc@example.com"),
		},
	})
	identity.GrantReadKey(awsiam.NewRole(stack, jsii.String("MailServer"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("ec2.amazonaws.com"), nil),
	}))
	identity.AddAlarms(nil)
}

// In the account of the hosted zone: lets the stack below write its records.
func newDnsStack(scope constructs.Construct, id string, props *awscdk.StackProps) {
	stack := awscdk.NewStack(scope, &id, props)
	cdksesdkim.NewDomainDnsRole(stack, jsii.String("MailDns"), &cdksesdkim.DomainDnsRoleProps{
		Zone:       zoneOf(stack, "example.com"),
		DomainName: jsii.String("example.com"),
		Trusted:    awsiam.NewAccountPrincipal(jsii.String(mailAccount)),
	})
}

// The zone is in another account.
func newCrossAccountStack(scope constructs.Construct, id string, props *awscdk.StackProps) {
	stack := awscdk.NewStack(scope, &id, props)
	roleArn := "arn:aws:iam::" + dnsAccount + ":role/cdk-ses-dkim-example.com"
	cdksesdkim.NewDomainIdentity(stack, jsii.String("Identity"), &cdksesdkim.DomainIdentityProps{
		DomainName: jsii.String("example.com"),
		Dns: cdksesdkim.DomainDns_CrossAccountHostedZone(&cdksesdkim.CrossAccountHostedZoneOptions{
			HostedZoneId: jsii.String(zoneId),
			ZoneName:     jsii.String("example.com"),
			Role:         awsiam.Role_FromRoleArn(stack, jsii.String("DnsRole"), &roleArn, nil),
		}),
	})
}

// The domain's DNS is not in Route 53: the outputs say what to publish.
func newManualDnsStack(scope constructs.Construct, id string) {
	stack := awscdk.NewStack(scope, &id, nil)
	identity := cdksesdkim.NewDomainIdentity(stack, jsii.String("Identity"), &cdksesdkim.DomainIdentityProps{
		DomainName: jsii.String("example.org"),
		Dns:        cdksesdkim.DomainDns_Manual(&cdksesdkim.ManualDnsOptions{Output: jsii.Bool(false)}),
	})
	awscdk.NewCfnOutput(stack, jsii.String("ZoneFile"), &awscdk.CfnOutputProps{Value: identity.DnsRecordsZoneFile()})
	awscdk.NewCfnOutput(stack, jsii.String("DnsRecords"), &awscdk.CfnOutputProps{Value: identity.DnsRecordsJson()})
	awscdk.NewCfnOutput(stack, jsii.String("FirstName"), &awscdk.CfnOutputProps{Value: (*identity.DnsRecords())[0].Name})
}
