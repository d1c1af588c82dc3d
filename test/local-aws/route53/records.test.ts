import { type Change, DeleteHostedZoneCommand, GetHostedZoneCommand, ListHostedZonesByNameCommand, Route53Client } from '@aws-sdk/client-route-53';
import { create, remove, Route53UnderTest, set, upsert } from './route53-under-test';

const TXT = create('a.example.com', 'TXT', ['"one"']);

let route53: Route53UnderTest;
let zone: string;

beforeEach(async () => {
  route53 = await Route53UnderTest.start();
  zone = (await route53.createZone('example.com')).id;
});
afterEach(() => route53.aws.stop());

describe('a batch is refused', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => `192.0.${index >> 8}.${index & 255}`);
  test.each<[string, Change[], RegExp]>([
    ['that creates what is there', [TXT], /^\[Tried to create resource record set \[name='a\.example\.com\.', type='TXT'\] but it already exists\]$/],
    ['that creates one thing twice', [create('b.example.com', 'TXT', ['"x"']), create('B.example.com.', 'TXT', ['"x"'])], /already exists/],
    ['that deletes what is not there', [remove('b.example.com', 'TXT', ['"one"'])], /^\[Tried to delete .*name='b\.example\.com\.'.* but it was not found\]$/],
    ['that deletes another type', [remove('a.example.com', 'A', ['192.0.2.1'])], /but it was not found/],
    ['that deletes another value', [remove('a.example.com', 'TXT', ['"two"'])], /but the values provided do not match the current values/],
    ['that deletes one value too many', [remove('a.example.com', 'TXT', ['"one"', '"two"'])], /do not match the current values/],
    ['that deletes another TTL', [remove('a.example.com', 'TXT', ['"one"'], 60)], /do not match the current values/],
    ['that deletes one thing twice', [remove('a.example.com', 'TXT', ['"one"']), remove('a.example.com', 'TXT', ['"one"'])], /was not found/],
    ['that deletes the zone\'s SOA or NS', [], /must contain exactly one SOA record/],
    ['with a name outside the zone', [create('a.example.org', 'TXT', ['"x"'])], /RRSet with DNS name a\.example\.org\. is not permitted in zone example\.com\./],
    ['with a name that only ends like the zone', [create('badexample.com', 'TXT', ['"x"'])], /is not permitted in zone/],
    ['with TXT without quotation marks', [create('b.example.com', 'TXT', ['v=DKIM1'])], /InvalidCharacterString \(Value should be enclosed in quotation marks\)/],
    ['with TXT with one quotation mark', [create('b.example.com', 'TXT', ['"v=DKIM1'])], /InvalidCharacterString/],
    ['with empty TXT', [create('b.example.com', 'TXT', [''])], /InvalidCharacterString/],
    ['with a string of 256 characters', [create('b.example.com', 'TXT', [`"${'a'.repeat(256)}"`])], /CharacterStringTooLong/],
    ['with a value of 4,001 characters', [create('b.example.com', 'TXT', [`"${'a'.repeat(200)}" `.repeat(20).padEnd(4001)])], /CharacterStringTooLong/],
    ['with a CNAME beside TXT', [create('a.example.com', 'CNAME', ['b.example.com'])], /RRSet of type CNAME with DNS name a\.example\.com\. is not permitted as it conflicts/],
    [
      'with TXT beside a CNAME of the same batch', [create('b.example.com', 'CNAME', ['c.example.com']), create('b.example.com', 'TXT', ['"x"'])],
      /is not permitted as it conflicts/,
    ],
    ['with a CNAME at the apex', [create('example.com', 'CNAME', ['b.example.org'])], /is not permitted at apex in zone example\.com\./],
    ['with two values of a CNAME', [create('b.example.com', 'CNAME', ['c.example.com', 'd.example.com'])], /exactly one value/],
    ['with one value twice', [create('b.example.com', 'TXT', ['"x"', '"x"'])], /Duplicate Resource Record: '"x"'/],
    ['without values', [create('b.example.com', 'TXT', [])], /it has no records/],
    ['with a label of 64 characters', [create(`${'a'.repeat(64)}.example.com`, 'TXT', ['"x"'])], /DomainLabelTooLong/],
    ['with an address that is none', [create('b.example.com', 'A', ['one'])], /not a valid IPv4 address/],
    ['with an MX without priority', [create('b.example.com', 'MX', ['mail.example.com'])], /\[priority\] \[mail server\]/],
    ['with 1,001 records', [create('b.example.com', 'A', many(1001))], /Number of records limit of 1000 exceeded/],
    ['with 501 records to upsert, which count twice', [upsert('b.example.com', 'A', many(501))], /Number of records limit of 1000 exceeded/],
    [
      'with more than 32,000 characters', Array.from({ length: 9 }, (_, index) => create(`t${index}.example.com`, 'TXT', [`"${'a'.repeat(240)}" `.repeat(16)])),
      /RDATA character limit of 32000 exceeded/,
    ],
  ])('%s', async (_, changes, message) => {
    await route53.change(zone, TXT);
    const apex = (await route53.list(zone)).ResourceRecordSets!.filter(({ Type }) => Type === 'SOA');
    const batch: Change[] = changes.length > 0 ? changes : apex.map((ResourceRecordSet) => ({ Action: 'DELETE', ResourceRecordSet }));
    await expect(route53.change(zone, ...batch)).rejects.toMatchObject({
      name: 'InvalidChangeBatch', message: expect.stringMatching(message), $metadata: expect.objectContaining({ httpStatusCode: 400 }),
    });
    expect(await route53.recordsOf(zone)).toEqual([set('a.example.com.', 'TXT', ['"one"'])]);
  });

  test('as a whole, with everything that is wrong with it', async () => {
    await expect(route53.change(zone, TXT, create('b.example.org', 'TXT', ['"x"']), remove('c.example.com', 'TXT', ['"x"']))).rejects.toMatchObject({
      message: expect.stringMatching(/^\[RRSet with DNS name b\.example\.org\..*, Tried to delete.*c\.example\.com.*\]$/),
    });
    expect(await route53.recordsOf(zone)).toEqual([]);
  });
});

describe('a batch is taken', () => {
  test.each<[string, Change[], Array<ReturnType<typeof set>>]>([
    ['that deletes exactly what is there, in any order', [remove('A.EXAMPLE.com.', 'TXT', ['"two"', '"one"'])], []],
    ['that replaces by UPSERT', [upsert('a.example.com', 'TXT', ['"x"'], 60)], [set('a.example.com.', 'TXT', ['"x"'], 60)]],
    [
      'that puts a CNAME where it deletes TXT', [remove('a.example.com', 'TXT', ['"one"', '"two"']), create('a.example.com', 'CNAME', ['b.example.org'])],
      [set('a.example.com.', 'CNAME', ['b.example.org'])],
    ],
    [
      'with a name of other characters, which are escaped', [remove('a.example.com', 'TXT', ['"one"', '"two"']), create('*.Example.com', 'TXT', ['"x"'])],
      [set('\\052.example.com.', 'TXT', ['"x"'])],
    ],
  ])('%s', async (_, changes, records) => {
    await route53.change(zone, create('a.example.com', 'TXT', ['"one"', '"two"']));
    await route53.change(zone, ...changes);
    expect(await route53.recordsOf(zone)).toEqual(records);
  });

  test('of 1,000 records', async () => {
    const values = Array.from({ length: 1000 }, (_, index) => `192.0.${index >> 8}.${index & 255}`);
    await route53.change(zone, create('b.example.com', 'A', values));
    expect((await route53.recordsOf(zone))[0].ResourceRecords).toHaveLength(1000);
  });

  test('with strings of 255 characters, which come back as they were written', async () => {
    const value = `"${'a'.repeat(255)}" "b\\"c"`;
    await route53.change(zone, create('b.example.com', 'TXT', [value]));
    expect(await route53.recordsOf(zone)).toEqual([set('b.example.com.', 'TXT', [value])]);
  });
});

describe('lists of records', () => {
  beforeEach(() => route53.change(
    zone, create('b.example.com', 'TXT', ['"x"']), create('a.b.example.com', 'A', ['192.0.2.1']), create('a.b.example.com', 'TXT', ['"x"']),
    create('c.example.com', 'TXT', ['"x"']),
  ));

  test('have the order of the labels from the right', async () => {
    const { ResourceRecordSets, IsTruncated } = await route53.list(zone);
    expect(ResourceRecordSets!.map(({ Name, Type }) => `${Name} ${Type}`)).toEqual([
      'example.com. NS', 'example.com. SOA', 'b.example.com. TXT', 'a.b.example.com. A', 'a.b.example.com. TXT', 'c.example.com. TXT',
    ]);
    expect(IsTruncated).toBe(false);
  });

  test('are read page by page', async () => {
    const pages: string[][] = [];
    let start = {};
    for (let more = true; more;) {
      const page = await route53.list(zone, { MaxItems: 4, ...start });
      pages.push(page.ResourceRecordSets!.map(({ Name, Type }) => `${Name} ${Type}`));
      start = { StartRecordName: page.NextRecordName, StartRecordType: page.NextRecordType };
      more = page.IsTruncated!;
    }
    expect(pages).toEqual([
      ['example.com. NS', 'example.com. SOA', 'b.example.com. TXT', 'a.b.example.com. A'], ['a.b.example.com. TXT', 'c.example.com. TXT'],
    ]);
  });

  test('begin at a name, whether there is such a record or not', async () => {
    const namesFrom = async (StartRecordName: string) => (await route53.list(zone, { StartRecordName })).ResourceRecordSets!.map(({ Name }) => Name);
    expect(await namesFrom('c.example.com')).toEqual(['c.example.com.']);
    expect(await namesFrom('bb.example.com')).toEqual(['c.example.com.']);
    expect(await namesFrom('d.example.com')).toEqual([]);
  });
});

describe('hosted zones', () => {
  const absent = { name: 'NoSuchHostedZone', $metadata: expect.objectContaining({ httpStatusCode: 404 }) };

  test('are deleted only when they are empty', async () => {
    await route53.change(zone, TXT);
    await expect(route53.client.send(new DeleteHostedZoneCommand({ Id: zone }))).rejects.toMatchObject({
      name: 'HostedZoneNotEmpty', message: 'The specified hosted zone contains non-required resource record sets and so cannot be deleted.',
    });
    await route53.change(zone, { ...TXT, Action: 'DELETE' });
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
