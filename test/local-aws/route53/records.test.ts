import type { Change } from '@aws-sdk/client-route-53';
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
    [
      'that creates one thing twice', [create('b.example.com', 'TXT', ['"x"']), create('B.example.com.', 'TXT', ['"x"'])],
      /^\[The request contains an invalid set of changes for a resource record set 'TXT b\.example\.com\.'\]$/,
    ],
    ['that upserts one thing twice', [upsert('b.example.com', 'TXT', ['"x"']), upsert('b.example.com', 'TXT', ['"y"'])], /an invalid set of changes/],
    ['that deletes what is not there', [remove('b.example.com', 'TXT', ['"one"'])], /^\[Tried to delete .*name='b\.example\.com\.'.* but it was not found\]$/],
    ['that deletes another type', [remove('a.example.com', 'A', ['192.0.2.1'])], /but it was not found/],
    ['that deletes another value', [remove('a.example.com', 'TXT', ['"two"'])], /but the values provided do not match the current values/],
    ['that deletes one value too many', [remove('a.example.com', 'TXT', ['"one"', '"two"'])], /do not match the current values/],
    ['that deletes another TTL', [remove('a.example.com', 'TXT', ['"one"'], 60)], /do not match the current values/],
    ['that deletes one thing twice', [remove('a.example.com', 'TXT', ['"one"']), remove('a.example.com', 'TXT', ['"one"'])], /an invalid set of changes/],
    ['that puts something in place before it deletes it', [upsert('a.example.com', 'TXT', ['"x"']), remove('a.example.com', 'TXT', ['"x"'])], /an invalid set of changes/],
    ['that creates a second SOA', [create('b.example.com', 'SOA', ['ns.example.net. admin.example.com. 1 2 3 4 5'])], /RRSet of type SOA .* is not permitted/],
    ['with a name outside the zone', [create('a.example.org', 'TXT', ['"x"'])], /RRSet with DNS name a\.example\.org\. is not permitted in zone example\.com\./],
    ['with a name that only ends like the zone', [create('badexample.com', 'TXT', ['"x"'])], /is not permitted in zone/],
    [
      'with TXT without quotation marks', [create('b.example.com', 'TXT', ['v=DKIM1; p=x'])],
      /^\[Invalid Resource Record: 'FATAL problem: InvalidCharacterString \(Value should be enclosed in quotation marks\) encountered with 'v=DKIM1; p=x''\]$/,
    ],
    ['with TXT with one quotation mark', [create('b.example.com', 'TXT', ['"v=DKIM1'])], /InvalidCharacterString/],
    ['with empty TXT', [create('b.example.com', 'TXT', [''])], /InvalidCharacterString/],
    ['with a string of 256 characters', [create('b.example.com', 'TXT', [`"${'a'.repeat(256)}"`])], /FATAL problem: CharacterStringTooLong \(Value is too long\) encountered with '"a{256}"'/],
    ['with TXT with octets that should be escaped', [create('b.example.com', 'TXT', ['"caf\u00e9"'])], /UnsupportedCharacter/],
    ['with a value of 4,001 characters', [create('b.example.com', 'TXT', [`"${'a'.repeat(200)}" `.repeat(20).padEnd(4001)])], /CharacterStringTooLong/],
    [
      'with TXT beside a CNAME that is there', [create('alias.example.com', 'TXT', ['"x"'])],
      /RRSet of type TXT with DNS name alias\.example\.com\. is not permitted because a conflicting RRSet of type CNAME with the same DNS name already exists in zone example\.com\.\]$/,
    ],
    ['with a CNAME beside TXT', [create('a.example.com', 'CNAME', ['b.example.com'])], /RRSet of type CNAME with DNS name a\.example\.com\. is not permitted as it conflicts/],
    [
      'with TXT beside a CNAME of the same batch', [create('b.example.com', 'CNAME', ['c.example.com']), create('b.example.com', 'TXT', ['"x"'])],
      /is not permitted as it conflicts/,
    ],
    ['with a CNAME at the apex', [create('example.com', 'CNAME', ['b.example.org'])], /is not permitted at apex in zone example\.com\./],
    ['with two values of a CNAME', [create('b.example.com', 'CNAME', ['c.example.com', 'd.example.com'])], /exactly one value/],
    ['with one value twice', [create('b.example.com', 'TXT', ['"x"', '"x"'])], /Duplicate Resource Record: '"x"'/],
    ['with one host name twice, written in two ways', [create('b.example.com', 'MX', ['10 a.example.org', '10 A.example.org.'])], /Duplicate Resource Record/],
    ['with a label of 64 characters', [create(`${'a'.repeat(64)}.example.com`, 'TXT', ['"x"'])], /DomainLabelTooLong .* encountered with 'a{64}'/],
    ['with an empty label', [create('b..example.com', 'TXT', ['"x"'])], /DomainLabelEmpty/],
    ['with a name of 256 characters', [create(`${'abcdefg.'.repeat(31)}example.com`, 'TXT', ['"x"'])], /DomainNameTooLong/],
    ['with an address that is none', [create('b.example.com', 'A', ['999.0.0.1'])], /not a valid IPv4 address/],
    ['with an IPv6 address that is none', [create('b.example.com', 'AAAA', ['1::2::3'])], /not a valid IPv6 address/],
    ['with an MX without priority', [create('b.example.com', 'MX', ['mail.example.com'])], /\[priority\] \[mail server\]/],
    ['with an MX of too high a priority', [create('b.example.com', 'MX', ['65536 mail.example.com'])], /between 0 and 65535/],
    ['with a CNAME to no name', [create('b.example.com', 'CNAME', ['not a name'])], /InvalidDomainName/],
    ['with a CAA without quotation marks', [create('b.example.com', 'CAA', ['0 issue amazon.com'])], /\[flags\] \[tag\] "\[value\]"/],
    ['with an SRV without a port', [create('b.example.com', 'SRV', ['1 2 sip.example.com'])], /\[priority\] \[weight\] \[port\]/],
    ['with 1,001 records', [create('b.example.com', 'A', many(1001))], /Number of records limit of 1000 exceeded/],
    ['with 501 records to upsert, which count twice', [upsert('b.example.com', 'A', many(501))], /Number of records limit of 1000 exceeded/],
    [
      'with more than 32,000 characters', Array.from({ length: 9 }, (_, index) => create(`t${index}.example.com`, 'TXT', [`"${'a'.repeat(240)}" `.repeat(16)])),
      /RDATA character limit of 32000 exceeded/,
    ],
  ])('%s', async (_, changes, message) => {
    await route53.change(zone, TXT, create('alias.example.com', 'CNAME', ['example.org']));
    await expect(route53.change(zone, ...changes)).rejects.toMatchObject({
      name: 'InvalidChangeBatch', message: expect.stringMatching(message), $metadata: expect.objectContaining({ httpStatusCode: 400 }),
    });
    expect(await route53.recordsOf(zone)).toEqual([set('a.example.com.', 'TXT', ['"one"']), set('alias.example.com.', 'CNAME', ['example.org'])]);
  });

  test.each([
    ['SOA', /must contain exactly one SOA record\./], ['NS', /must contain at least one NS record for the zone itself\./],
  ] as const)('that deletes the zone\'s %s', async (type, message) => {
    const own = (await route53.list(zone)).ResourceRecordSets!.find(({ Type }) => Type === type)!;
    await expect(route53.change(zone, { Action: 'DELETE', ResourceRecordSet: own })).rejects.toMatchObject({ name: 'InvalidChangeBatch', message: expect.stringMatching(message) });
    expect((await route53.list(zone)).ResourceRecordSets).toHaveLength(2);
  });

  test.each<[string, object, string, RegExp]>([
    ['without values', { ResourceRecords: [] }, 'InvalidInput', /^Invalid request: Expected exactly one of \[AliasTarget, .* but found none in Change with \[Action=CREATE, Name=b\.example\.com, Type=TXT, SetIdentifier=null\]$/],
    ['without a TTL', { TTL: undefined }, 'InvalidInput', /but found none in Change with/],
    ['with a TTL below zero', { TTL: -1 }, 'InvalidInput', /between 0 and 2147483647/],
    ['with a routing policy, which is not here', { SetIdentifier: 'one', Weight: 1 }, 'NotImplementedByLocalAws', /SetIdentifier|Weight/],
    ['with an alias, which is not here', { AliasTarget: { HostedZoneId: 'Z', DNSName: 'x', EvaluateTargetHealth: false } }, 'NotImplementedByLocalAws', /AliasTarget/],
    ['of a type that is not here', { Type: 'NAPTR' }, 'NotImplementedByLocalAws', /NAPTR/],
  ])('%s', async (_, more, name, message) => {
    const ResourceRecordSet = { ...set('b.example.com', 'TXT', ['"x"']), ...more };
    await expect(route53.change(zone, TXT, { Action: 'CREATE', ResourceRecordSet })).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
    expect(await route53.recordsOf(zone)).toEqual([]);
  });

  test('that is empty', async () => {
    await expect(route53.change(zone)).rejects.toMatchObject({ name: 'InvalidInput' });
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
    [
      'with a name that is escaped already', [remove('a.example.com', 'TXT', ['"one"', '"two"']), create('\\052.a\\137b.Example.com', 'TXT', ['"x"'])],
      [set('\\052.a_b.example.com.', 'TXT', ['"x"'])],
    ],
    ['that deletes and puts another in place', [remove('a.example.com', 'TXT', ['"one"', '"two"']), create('a.example.com', 'TXT', ['"x"'])], [set('a.example.com.', 'TXT', ['"x"'])]],
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

  test('count the dot after each label, which comes after a hyphen and an asterisk', async () => {
    await route53.change(
      zone, create('b-c.example.com', 'TXT', ['"x"']), create('*.example.com', 'TXT', ['"x"']), create('*.b.example.com', 'TXT', ['"x"']),
    );
    expect((await route53.recordsOf(zone)).map(({ Name }) => Name)).toEqual([
      '\\052.example.com.', 'b-c.example.com.', 'b.example.com.', '\\052.b.example.com.', 'a.b.example.com.', 'a.b.example.com.', 'c.example.com.',
    ]);
  });

  test('need a name to begin at a type', async () => {
    await expect(route53.list(zone, { StartRecordType: 'TXT' })).rejects.toMatchObject({ name: 'InvalidInput' });
    const { ResourceRecordSets } = await route53.list(zone, { StartRecordName: 'a.b.example.com', StartRecordType: 'CNAME' });
    expect(ResourceRecordSets!.map(({ Name, Type }) => `${Name} ${Type}`)).toEqual(['a.b.example.com. TXT', 'c.example.com. TXT']);
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
