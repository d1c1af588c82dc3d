import type { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as ses from 'aws-cdk-lib/aws-ses';
import { TestKey } from './keys';
import { ACCOUNT, DOMAIN, World } from './world';
import { type CrossAccountHostedZoneOptions, Dkim, DomainDns, DomainDnsRole, DomainIdentity, type DomainIdentityProps } from '../../src';

/** The domain's zone is in an account of its own, as the identity is: two stacks, of which the zone's comes first. */

const DNS_ACCOUNT = '444455556666';
const ROLE = `arn:aws:iam::${DNS_ACCOUNT}:role/cdk-ses-dkim-${DOMAIN}`;
const keys = { a: new TestKey(), b: new TestKey() };
const name = (selector: string) => `${selector}._domainkey.${DOMAIN}`;
const THEIRS = `x._domainkey.${DOMAIN}`;
let world: World;
let dns: World;

beforeEach(async () => {
  world = await World.start();
  dns = world.in(DNS_ACCOUNT);
  await dns.createZone(DOMAIN);
  dns.delegate();
  await dns.createForeignRecords([THEIRS]);
  for (const [selector, key] of Object.entries(keys)) {
    await world.createSecret(`dkim/${selector}`, key.pem());
  }
  expect((await dns.deploy(letIn(), 'Dns')).status).toBe('CREATE_COMPLETE');
});
afterEach(() => world.stop());

const letIn = (trusted: iam.IPrincipal = new iam.AccountPrincipal(ACCOUNT)) => (stack: Stack) => {
  const zone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: dns.zoneId(), zoneName: DOMAIN });
  new DomainDnsRole(stack, 'MailDns', { zone, domainName: DOMAIN, trusted });
};
const elsewhere = (stack: Stack, options: Partial<CrossAccountHostedZoneOptions> = {}) => DomainDns.crossAccountHostedZone({
  hostedZoneId: dns.zoneId(), zoneName: DOMAIN, role: iam.Role.fromRoleArn(stack, 'DnsRole', ROLE), ...options,
});
const define = (selector: 'a' | 'b', props: Partial<DomainIdentityProps> = {}, late = false) => (stack: Stack) => {
  const identity = new DomainIdentity(stack, 'Identity', {
    domainName: DOMAIN, dkim: Dkim.byoDkim({ key: world.key(stack, selector) }), dns: elsewhere(stack), ...props,
  });
  if (late) {
    new ses.CfnEmailIdentity(stack, 'Late', { emailIdentity: DOMAIN }).node.addDependency(identity); // exists, so that it fails
  }
};
const records = async () => (await dns.records()).filter((record) => record !== `TXT ${THEIRS}.`);

test('records are served before the switch, mail passes, and nothing of ours is left', async () => {
  const outcome = await world.deploy(define('a'));
  expect([outcome.status, world.failures(outcome)]).toEqual(['CREATE_COMPLETE', []]);
  const put = world.aws.requests.all({ operation: 'PutEmailIdentityDkimSigningAttributes' })[0];
  expect(world.aws.route53.servedAt(name('a'), 'TXT', put.time)).toHaveLength(1);
  expect(await records()).toEqual([`TXT ${name('a')}.`]);
  expect(await world.verdict()).toMatchObject({ selector: 'a', dkim: 'pass' });
  expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  expect(await dns.records()).toEqual([`TXT ${THEIRS}.`]);
  expect(world.aws.iam.denials).toEqual([]);
});
