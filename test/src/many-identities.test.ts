import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Dkim, DkimKey, DomainDns, DomainIdentity, ExistingRecords } from '../../src';

/** [DOC CloudFormation quotas; DOC IAM quotas] */
test('a stack has room for 90 identities, each with everything that it can need', () => {
  const stack = new Stack(new App(), 'Mail', { env: { account: '111122223333', region: 'eu-west-1' } });
  const zone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });
  const dns = DomainDns.hostedZone(zone, { existingRecords: ExistingRecords.ACCEPT });
  for (let index = 0; index < 90; index++) {
    const dkim = index % 2 === 0 ? Dkim.byoDkim({ key: DkimKey.generate() }) : Dkim.easyDkim();
    new DomainIdentity(stack, `Identity${index}`, { domainName: `d${index}.example.com`, dns, dkim });
  }
  const { Resources } = Template.fromStack(stack).toJSON();
  const policies = (type: string) => Object.values<{ Type: string; Properties: { PolicyDocument: object } }>(Resources)
    .filter(({ Type }) => Type === type).map(({ Properties }) => JSON.stringify(Properties.PolicyDocument).length);
  expect(JSON.stringify(Resources).length).toBeLessThan(1_000_000);
  expect(Object.keys(Resources).length).toBeLessThan(500);
  expect(Math.max(...policies('AWS::IAM::Policy'))).toBeLessThan(10_240);
  expect(Math.max(...policies('AWS::IAM::ManagedPolicy'))).toBeLessThan(6_144);
  expect(policies('AWS::IAM::ManagedPolicy').length).toBeLessThanOrEqual(10);
});
