import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Dkim, DkimKey, DomainDns, DomainIdentity } from '../../src';

/**
 * Logical ids, resource types and properties are what users have live: a change here replaces their resources, and needs
 * a reason in the commit that updates the snapshot.
 */
test.each<[string, (stack: Stack) => Dkim]>([
  ['Easy DKIM', () => Dkim.easyDkim()],
  ['BYODKIM', (stack) => {
    const key = (selector: string) => DkimKey.fromSecret(Secret.fromSecretNameV2(stack, selector, `dkim/${selector}`), { selector });
    return Dkim.byoDkim({ key: key('mail2027'), alsoPublish: [key('mail2026')] });
  }],
  ['a generated key', () => Dkim.byoDkim({ key: DkimKey.generate() })],
])('the resources of %s', (_, dkim) => {
  const stack = new Stack(new App(), 'Mail', { env: { account: '111122223333', region: 'eu-west-1' } });
  const zone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });
  new DomainIdentity(stack, 'Identity', { domainName: 'example.com', dkim: dkim(stack), dns: DomainDns.hostedZone(zone) });
  const { Resources } = Template.fromStack(stack).toJSON();
  const own = Object.entries<{ Type: string }>(Resources).filter(([, { Type }]) => Type !== 'AWS::Lambda::Function');
  // The functions' code is an asset, whose hash changes with every dependency of the handler.
  expect(Object.entries<{ Type: string }>(Resources).filter(([, { Type }]) => Type === 'AWS::Lambda::Function').map(([id]) => id)).toEqual([
    'CdkSesDkimFunctionF3348E78', 'CdkSesDkimProviderframeworkonEventB01BB561',
  ]);
  expect(Object.fromEntries(own)).toMatchSnapshot();
});

test('the resources of a MAIL FROM domain and of DMARC', () => {
  const stack = new Stack(new App(), 'Mail', { env: { account: '111122223333', region: 'eu-west-1' } });
  const zone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });
  new DomainIdentity(stack, 'Identity', { domainName: 'example.com', dns: DomainDns.hostedZone(zone), mailFrom: { subdomain: 'bounce' }, dmarc: {} });
  const { Resources } = Template.fromStack(stack).toJSON();
  expect(Object.fromEntries(Object.entries(Resources).filter(([id]) => /MailFrom|Dmarc/.test(id)))).toMatchSnapshot();
});

test('the resources of a wait', () => {
  const stack = new Stack(new App(), 'Mail', { env: { account: '111122223333', region: 'eu-west-1' } });
  new DomainIdentity(stack, 'Identity', { domainName: 'example.com', waitForVerification: Duration.minutes(10) });
  const { Resources } = Template.fromStack(stack).toJSON();
  expect(Object.entries<{ Type: string }>(Resources).filter(([id]) => id.includes('Verification')).map(([id, { Type }]) => `${Type} ${id}`))
    .toMatchSnapshot();
});
