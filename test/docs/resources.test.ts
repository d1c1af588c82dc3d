import { App, Stack } from 'aws-cdk-lib';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { read, rowsOf } from './pages';
import { Dkim, DkimKey, DomainDns, DomainIdentity } from '../../src';

test('the guide has every type of resource that a stack can have, and no other', () => {
  const stack = new Stack(new App(), 'Mail');
  const zone = HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z0123456789ABCDEFGHIJ', zoneName: 'example.com' });
  const dkims = {
    rotated: Dkim.byoDkim({ key: DkimKey.generate(), rotation: {} }),
    followed: Dkim.byoDkim({ key: DkimKey.followSecret(Secret.fromSecretNameV2(stack, 'Secret', 'dkim')) }),
    easy: Dkim.easyDkim(),
  };
  for (const [name, dkim] of Object.entries(dkims)) {
    new DomainIdentity(stack, name, {
      domainName: `${name}.example.com`, dkim, dns: DomainDns.hostedZone(zone), mailFrom: { subdomain: 'bounce' }, dmarc: {},
    });
  }
  const { Resources } = (stack.node.root as App).synth().getStackByName('Mail').template as { Resources: Record<string, { Type: string }> };
  const [, ...rows] = rowsOf(read('docs/permissions-and-resources.md').split('\n## What a stack has')[1].split('\n## ')[0]);
  expect(rows.map(([type]) => type.replace(/`/g, '')).sort()).toEqual([...new Set(Object.values(Resources).map(({ Type }) => Type))].sort());
});
