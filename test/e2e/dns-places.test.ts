import type { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as ses from 'aws-cdk-lib/aws-ses';
import { TestKey } from './keys';
import { RotatedKey } from './rotated-key';
import { ACCOUNT, DOMAIN, World } from './world';
import { Dkim, DkimKey, DmarcPolicy, DomainDns, DomainDnsRole, DomainIdentity } from '../../src';

/*
 * The same life of an identity, with its own MAIL FROM and a strict DMARC policy, wherever its zone is.
 */

const DAY = 24 * 60 * 60_000;
const DNS_ACCOUNT = '444455556666';
const THEIRS = `theirs.${DOMAIN}`;

const keys = { a: new TestKey(), b: new TestKey() };
let world: World;
/** The account that the zone is in. */
let dns: World;

beforeEach(async () => {
  world = dns = await World.start();
  for (const [selector, key] of Object.entries(keys)) {
    await world.createSecret(`dkim/${selector}`, key.pem());
  }
});
afterEach(async () => {
  const { denials } = world.aws.iam;
  await world.stop();
  expect(denials).toEqual([]);
});

interface Place {
  readonly domainName: string;
  readonly prepare: () => Promise<void>;
  readonly dns: (stack: Stack) => DomainDns;
}

const here = async () => world.createForeignRecords([THEIRS]);
const there = async () => {
  dns = world.in(DNS_ACCOUNT);
  await dns.createZone(DOMAIN);
  dns.delegate();
  await dns.createForeignRecords([THEIRS]);
  const { status } = await dns.deploy((stack) => new DomainDnsRole(stack, 'MailDns', {
    zone: route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: dns.zoneId(), zoneName: DOMAIN }),
    domainName: DOMAIN,
    trusted: new iam.AccountPrincipal(ACCOUNT),
    mailFromSubdomain: 'bounce',
    dmarc: true,
  }), 'Dns');
  expect(status).toBe('CREATE_COMPLETE');
};
const crossAccount = (stack: Stack) => DomainDns.crossAccountHostedZone({
  hostedZoneId: dns.zoneId(),
  zoneName: DOMAIN,
  role: iam.Role.fromRoleArn(stack, 'DnsRole', `arn:aws:iam::${DNS_ACCOUNT}:role/cdk-ses-dkim-${DOMAIN}`),
});

const PLACES: Array<[string, Place]> = [
  ['the domain\'s own zone', { domainName: DOMAIN, prepare: here, dns: (stack) => world.zone(stack) }],
  ['the zone of a domain above', { domainName: `news.${DOMAIN}`, prepare: here, dns: (stack) => world.zone(stack) }],
  ['a zone of another account', { domainName: DOMAIN, prepare: there, dns: crossAccount }],
];

describe.each(PLACES)('in %s', (_, place) => {
  const { domainName } = place;
  const define = (dkim: (stack: Stack) => Dkim) => (stack: Stack) => new DomainIdentity(stack, 'Identity', {
    domainName,
    dns: place.dns(stack),
    dkim: dkim(stack),
    mailFrom: { subdomain: 'bounce' },
    dmarc: { policy: DmarcPolicy.REJECT, aggregateReports: [`dmarc@${DOMAIN}`] },
  });
  const signed = (selector: 'a' | 'b', ...also: Array<'a' | 'b'>) => define((stack) => (
    Dkim.byoDkim({ key: world.key(stack, selector), alsoPublish: also.map((other) => world.key(stack, other)) })
  ));
  const records = async () => (await dns.records()).filter((record) => !record.includes(THEIRS)).sort();
  const expected = (...selectors: string[]) => [
    `MX bounce.${domainName}.`, `TXT _dmarc.${domainName}.`, `TXT bounce.${domainName}.`,
    ...selectors.map((selector) => `TXT ${selector}._domainkey.${domainName}.`),
  ].sort();
  const retired = (selector: string) => `TXT ${selector}._domainkey.${domainName}. (retired)`;
  const PASSES = { dkim: 'pass', spf: 'pass', dmarc: 'pass' };
  const verdict = () => world.verdict(`info@${domainName}`);

  beforeEach(() => place.prepare());

  test('it is made, fails to change, changes, and goes, and its mail passes DKIM, SPF and DMARC as long as it is there', async () => {
    expect((await world.deploy(signed('a'))).status).toBe('CREATE_COMPLETE');
    expect(await records()).toEqual(expected('a'));
    expect(await verdict()).toMatchObject({ selector: 'a', ...PASSES });

    const failed = await world.deploy((stack) => {
      new ses.CfnEmailIdentity(stack, 'Late', { emailIdentity: domainName }).node.addDependency(signed('b')(stack)); // exists, so that it fails
    });
    expect(failed.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await records()).toEqual([...expected('a'), retired('b')].sort());
    expect(await verdict()).toMatchObject({ selector: 'a', ...PASSES });

    expect((await world.deploy(signed('b', 'a'))).status).toBe('UPDATE_COMPLETE');
    expect(await records()).toEqual(expected('a', 'b'));
    expect(await verdict()).toMatchObject({ selector: 'b', ...PASSES });

    const inTransit = await world.send(`info@${domainName}`);
    expect((await world.deploy(signed('a'))).status).toBe('UPDATE_COMPLETE');
    await world.pass(13 * DAY);
    expect(await world.judge(inTransit)).toMatchObject({ selector: 'b', dkim: 'pass' });
    await world.pass(2 * DAY);
    expect(await records()).toEqual([...expected('a'), `TXT b._domainkey.${domainName}. (revoked)`].sort());
    await world.pass(14 * DAY);
    expect(await records()).toEqual(expected('a'));
    expect(await verdict()).toMatchObject({ selector: 'a', ...PASSES });

    expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
    expect(await records()).toEqual([]);
    expect(await dns.records()).toEqual([`TXT ${THEIRS}.`]);
  });

  test('its key is rotated there', async () => {
    const key = new RotatedKey(world);
    const before = await key.deploy(define(() => Dkim.byoDkim({ key: DkimKey.generate(), rotation: {} })));
    expect(await verdict()).toMatchObject({ selector: before.selector, ...PASSES });
    const after = await key.rotate();
    expect(await records()).toEqual([...expected(after.selector), retired(before.selector)].sort());
    expect(await verdict()).toMatchObject({ selector: after.selector, ...PASSES });
    expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
    expect(await records()).toEqual([]);
  });
});
