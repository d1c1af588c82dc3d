import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Dkim, DkimKey, DomainIdentity } from 'cdk-ses-dkim';

/*
 * A domain whose DNS is not in Route 53. The deployment prints the records: for a person, as a part of a zone file, and as JSON.
 *
 *   cdk deploy -c domainName=example.com --outputs-file outputs.json
 *
 * To publish them at Cloudflare:
 *
 *   jq -r .ManualDns.ZoneFile outputs.json > records.txt
 *   curl https://api.cloudflare.com/client/v4/zones/$ZONE_ID/dns_records/import \
 *     -H "Authorization: Bearer $CLOUDFLARE_API_TOKEN" -F file=@records.txt -F proxied=false
 */
const app = new App();
const stack = new Stack(app, 'ManualDns');

const identity = new DomainIdentity(stack, 'Identity', {
  domainName: app.node.getContext('domainName'),
  dkim: Dkim.byoDkim({ key: DkimKey.generate() }),
});

new CfnOutput(stack, 'ZoneFile', { value: identity.dnsRecordsZoneFile });
new CfnOutput(stack, 'DnsRecords', { value: identity.dnsRecordsJson });
