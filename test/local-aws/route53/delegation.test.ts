import { DeleteHostedZoneCommand } from '@aws-sdk/client-route-53';
import { create, Route53UnderTest, upsert } from './route53-under-test';

/*
 * Which zone answers: real queries, from the registry down.
 */

let route53: Route53UnderTest;
let zone: string;

beforeEach(async () => {
  route53 = await Route53UnderTest.start();
  zone = (await route53.createZone('example.com')).id;
});
afterEach(() => route53.aws.stop());

describe('a zone', () => {
  test('below another is reached only when that delegates to its name servers', async () => {
    const child = await route53.createZone('mail.example.com');
    await route53.changeAndWait(child.id, create('a.mail.example.com', 'TXT', ['"child"']));
    await expect(route53.lookup('a.mail.example.com', 'TXT')).rejects.toMatchObject({ code: 'ENOTFOUND' });

    await route53.changeAndWait(zone, create('mail.example.com', 'NS', ['ns1.elsewhere.example.', 'ns2.elsewhere.example.']));
    await expect(route53.lookup('a.mail.example.com', 'TXT')).rejects.toMatchObject({ code: 'ENOTFOUND' });

    await route53.changeAndWait(zone, upsert('mail.example.com', 'NS', [...child.nameServers].reverse().map((server) => `${server}.`)));
    expect(await route53.lookup('a.mail.example.com', 'TXT')).toEqual([['child']]);
  });

  test('that is delegated hides what its parent has under its name', async () => {
    const child = await route53.createZone('mail.example.com');
    await route53.changeAndWait(zone, create('a.mail.example.com', 'TXT', ['"parent"']));
    expect(await route53.lookup('a.mail.example.com', 'TXT')).toEqual([['parent']]);
    await route53.changeAndWait(zone, create('mail.example.com', 'NS', child.nameServers));
    await expect(route53.lookup('a.mail.example.com', 'TXT')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  test('that is private is not served', async () => {
    const hidden = await route53.createZone('internal.org', { HostedZoneConfig: { PrivateZone: true }, VPC: { VPCId: 'vpc-1', VPCRegion: 'eu-west-1' } });
    await route53.changeAndWait(hidden.id, create('a.internal.org', 'TXT', ['"secret"']));
    expect(await route53.recordsOf(hidden.id)).toHaveLength(1);
    await expect(route53.lookup('a.internal.org', 'TXT')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  test('of a name that another zone has already is served when the registrar says so', async () => {
    const second = await route53.createZone('example.com');
    await route53.changeAndWait(second.id, create('a.example.com', 'TXT', ['"second"']));
    await expect(route53.lookup('a.example.com', 'TXT')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    route53.aws.route53.registrar.delegate('Example.com', second.nameServers);
    expect(await route53.lookup('a.example.com', 'TXT')).toEqual([['second']]);
    await route53.aws.clock.advance(1);
    route53.aws.route53.registrar.delegate('example.com', ['ns1.elsewhere.example']);
    await expect(route53.lookup('a.example.com', 'TXT')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    expect(route53.aws.route53.timeline('a.example.com', 'TXT').map(({ values }) => values)).toEqual([['"second"'], []]);
  });

  test('that is deleted is gone from DNS', async () => {
    expect(await route53.lookup('example.com', 'NS')).toHaveLength(4);
    await route53.client.send(new DeleteHostedZoneCommand({ Id: zone }));
    await expect(route53.lookup('example.com', 'NS')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  test('does not answer for what it delegates to another provider', async () => {
    await route53.changeAndWait(zone, create('a.mail.example.com', 'TXT', ['"ours"']));
    route53.aws.route53.dns.publish('a.mail.example.com', 'TXT', ['theirs']);
    expect(await route53.lookup('a.mail.example.com', 'TXT')).toEqual([['ours']]);
    await route53.changeAndWait(zone, create('mail.example.com', 'NS', ['ns1.elsewhere.example.']));
    expect(await route53.lookup('a.mail.example.com', 'TXT')).toEqual([['theirs']]);
    expect(await route53.lookup('mail.example.com', 'NS')).toEqual(['ns1.elsewhere.example']);
  });

  test('two levels down is reached through the one between', async () => {
    const [child, grandchild] = [await route53.createZone('mail.example.com'), await route53.createZone('eu.mail.example.com')];
    await route53.changeAndWait(grandchild.id, create('a.eu.mail.example.com', 'TXT', ['"grandchild"']));
    await route53.changeAndWait(zone, create('mail.example.com', 'NS', child.nameServers));
    await expect(route53.lookup('a.eu.mail.example.com', 'TXT')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await route53.changeAndWait(child.id, create('eu.mail.example.com', 'NS', grandchild.nameServers));
    expect(await route53.lookup('a.eu.mail.example.com', 'TXT')).toEqual([['grandchild']]);
  });

  test('whose parent is at another provider is reached', async () => {
    const lone = await route53.createZone('mail.example.net');
    route53.aws.route53.dns.publish('example.net', 'TXT', ['parent']);
    await route53.changeAndWait(lone.id, create('a.mail.example.net', 'TXT', ['"child"']));
    expect(await route53.lookup('a.mail.example.net', 'TXT')).toEqual([['child']]);
    expect(await route53.lookup('example.net', 'TXT')).toEqual([['parent']]);
  });
});

describe('a wildcard', () => {
  beforeEach(() => route53.changeAndWait(
    zone, create('*.example.com', 'TXT', ['"any"']), create('a.example.com', 'A', ['192.0.2.1']), create('deep.b.example.com', 'A', ['192.0.2.1']),
    create('*.c.example.com', 'CNAME', ['a.example.com']),
  ));

  test('stands for names that do not exist, at any depth', async () => {
    expect(await route53.lookup('x.example.com', 'TXT')).toEqual([['any']]);
    expect(await route53.lookup('mail._domainkey.example.com', 'TXT')).toEqual([['any']]);
    expect(await route53.lookup('x.c.example.com', 'A')).toEqual(['192.0.2.1']);
    expect(await route53.lookup('*.example.com', 'TXT')).toEqual([['any']]);
  });

  test('does not stand for a name that exists, nor for one below it', async () => {
    await expect(route53.lookup('a.example.com', 'TXT')).rejects.toMatchObject({ code: 'ENODATA' });
    await expect(route53.lookup('x.b.example.com', 'TXT')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await expect(route53.lookup('x.example.com', 'A')).rejects.toMatchObject({ code: 'ENODATA' });
  });
});
