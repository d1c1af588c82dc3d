import {
  DeleteHostedZoneCommand, GetChangeCommand, GetHostedZoneCommand, ListHostedZonesByNameCommand, ListHostedZonesCommand, Route53Client,
} from '@aws-sdk/client-route-53';
import { create, remove, Route53UnderTest, set, upsert } from './route53-under-test';

const TXT = create('a.example.com', 'TXT', ['"one"']);

let route53: Route53UnderTest;
let zone: string;

beforeEach(async () => {
  route53 = await Route53UnderTest.start();
  zone = (await route53.createZone('example.com')).id;
});
afterEach(() => route53.aws.stop());

describe('hosted zones', () => {
  const absent = { name: 'NoSuchHostedZone', $metadata: expect.objectContaining({ httpStatusCode: 404 }) };

  test('are deleted only when they are empty', async () => {
    await route53.change(zone, TXT);
    await expect(route53.client.send(new DeleteHostedZoneCommand({ Id: zone }))).rejects.toMatchObject({
      name: 'HostedZoneNotEmpty', message: 'The specified hosted zone contains non-required resource record sets and so cannot be deleted.',
    });
    await route53.change(zone, remove('a.example.com', 'TXT', ['"one"']));
    await route53.client.send(new DeleteHostedZoneCommand({ Id: zone }));
    await expect(route53.client.send(new GetHostedZoneCommand({ Id: zone }))).rejects.toMatchObject(absent);
    await expect(route53.change(zone, TXT)).rejects.toMatchObject(absent);
  });

  test('are not seen from another account', async () => {
    const stranger = new Route53Client(route53.aws.clientConfig({ account: '999999999999' }));
    await expect(stranger.send(new GetHostedZoneCommand({ Id: zone }))).rejects.toMatchObject(absent);
    expect((await stranger.send(new ListHostedZonesByNameCommand({}))).HostedZones ?? []).toEqual([]);
  });

  test('are made once for a caller reference', async () => {
    await route53.createZone('one.org', { CallerReference: 'same' });
    await expect(route53.createZone('two.org', { CallerReference: 'same' })).rejects.toMatchObject({
      name: 'HostedZoneAlreadyExists', $metadata: expect.objectContaining({ httpStatusCode: 409 }),
    });
  });

  test('have a name that DNS can have', async () => {
    await expect(route53.createZone(`${'a'.repeat(64)}.org`)).rejects.toMatchObject({ name: 'InvalidDomainName', message: expect.stringMatching(/DomainLabelTooLong/) });
    await expect(route53.createZone('a..org')).rejects.toMatchObject({ name: 'InvalidDomainName' });
  });

  test('have their changes to themselves', async () => {
    const change = await route53.change(zone, TXT);
    const stranger = new Route53Client(route53.aws.clientConfig({ account: '999999999999' }));
    await expect(stranger.send(new GetChangeCommand({ Id: change }))).rejects.toMatchObject({ name: 'NoSuchChange' });
  });

  test('are read page by page, by name or as they are', async () => {
    for (const name of ['b.org', 'a.org', 'a.org']) {
      await route53.createZone(name);
    }
    const byName: string[] = [];
    for (let start = {}, more = true; more;) {
      const page = await route53.client.send(new ListHostedZonesByNameCommand({ MaxItems: 1, ...start }));
      byName.push(...page.HostedZones!.map(({ Name }) => Name!));
      start = { DNSName: page.NextDNSName, HostedZoneId: page.NextHostedZoneId };
      more = page.IsTruncated!;
    }
    expect(byName).toEqual(['example.com.', 'a.org.', 'a.org.', 'b.org.']);
    const first = await route53.client.send(new ListHostedZonesCommand({ MaxItems: 3 }));
    const second = await route53.client.send(new ListHostedZonesCommand({ MaxItems: 3, Marker: first.NextMarker }));
    expect([first.IsTruncated, second.IsTruncated]).toEqual([true, false]);
    expect([...first.HostedZones!, ...second.HostedZones!].map(({ Name }) => Name)).toEqual(['example.com.', 'b.org.', 'a.org.', 'a.org.']);
  });

  test('are listed by name, from a name on', async () => {
    await route53.createZone('a.example.com');
    await route53.createZone('example.net');
    const { HostedZones } = await route53.client.send(new ListHostedZonesByNameCommand({ DNSName: 'a.example.com' }));
    expect(HostedZones!.map(({ Name }) => Name)).toEqual(['a.example.com.', 'example.net.']);
  });

  test('never share their name servers, even when others were deleted before', async () => {
    await route53.createZone('example.org');
    await route53.client.send(new DeleteHostedZoneCommand({ Id: zone }));
    const [one, other] = [await route53.createZone('example.org'), await route53.createZone('example.org')];
    const { DelegationSet } = await route53.client.send(new GetHostedZoneCommand({ Id: one.id }));
    expect(DelegationSet!.NameServers).toEqual(one.nameServers);
    const zones = route53.aws.route53.zonesOf('111122223333').flatMap(({ nameServers }) => nameServers);
    expect(other.nameServers).toHaveLength(4);
    expect(new Set(zones).size).toBe(12);
  });
});

describe('switches', () => {
  test('a zone that works on a change refuses another one, and takes it afterwards', async () => {
    route53.aws.route53.processingMs = 2000;
    const impatient = new Route53UnderTest(route53.aws, { maxAttempts: 1 });
    const other = (await impatient.createZone('example.org')).id;
    await impatient.change(zone, TXT);
    await expect(impatient.change(zone, upsert('b.example.com', 'TXT', ['"x"']))).rejects.toMatchObject({
      name: 'PriorRequestNotComplete',
      message: 'The request was rejected because Route 53 was still processing a prior request.',
      $metadata: expect.objectContaining({ httpStatusCode: 400 }),
    });
    expect(await impatient.recordsOf(zone)).toEqual([set('a.example.com.', 'TXT', ['"one"'])]);
    await impatient.change(other, create('a.example.org', 'TXT', ['"x"']));
    await route53.aws.clock.advance(2000);
    await impatient.change(zone, upsert('b.example.com', 'TXT', ['"x"']));
  });

  test('an account is throttled after 50 calls, and again after 10 more a second', async () => {
    route53.aws.route53.throttles = true;
    const impatient = new Route53UnderTest(route53.aws, { maxAttempts: 1 });
    const taken = async () => (await Promise.allSettled(Array.from({ length: 60 }, () => impatient.list(zone)))).filter(({ status }) => status === 'fulfilled').length;
    expect(await taken()).toBe(50);
    await expect(impatient.list(zone)).rejects.toMatchObject({
      name: 'Throttling', message: 'Rate exceeded', $metadata: expect.objectContaining({ httpStatusCode: 400 }),
    });
    await route53.aws.clock.advance(1000);
    expect(await taken()).toBe(10);
    await new Route53Client(route53.aws.clientConfig({ account: '999999999999' })).send(new ListHostedZonesCommand({}));
  });
});
