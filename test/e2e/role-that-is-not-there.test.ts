import type { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { DOMAIN, World } from './world';
import { Dkim, DkimKey, DomainDns, DomainIdentity, type DomainIdentityProps } from '../../src';

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(() => world.stop());

test.each<[string, Partial<DomainIdentityProps>]>([
  ['Easy DKIM', {}],
  ['MAIL FROM and DMARC', { mailFrom: { subdomain: 'bounce' }, dmarc: {} }],
  ['a generated key and DMARC', { dkim: Dkim.byoDkim({ key: DkimKey.generate() }), dmarc: {} }],
])('%s: a stack that came before the role of the zone rolls back, and goes', async (_, props) => {
  const { status } = await world.deploy((stack: Stack) => new DomainIdentity(stack, 'Identity', {
    domainName: DOMAIN,
    dns: DomainDns.crossAccountHostedZone({
      hostedZoneId: 'Z0123456789ABCDEFGHIJ',
      zoneName: DOMAIN,
      role: iam.Role.fromRoleArn(stack, 'DnsRole', `arn:aws:iam::444455556666:role/cdk-ses-dkim-${DOMAIN}`), // not deployed yet
    }),
    ...props,
  }));
  expect(status).toBe('ROLLBACK_COMPLETE');
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
});
