import { create as creation, PROPAGATION_MS, Route53UnderTest, set } from './route53-under-test';
import type { ResourceState } from '../../../local-aws/cloudformation/resource-provider';

const ACCOUNT = '111122223333';
const STACK = { id: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Mail/1', name: 'Mail', account: ACCOUNT, region: 'eu-west-1' };

let route53: Route53UnderTest;
let zone: string;

beforeEach(async () => {
  route53 = await Route53UnderTest.start();
  zone = (await route53.createZone('example.com')).id.replace('/hostedzone/', '');
});
afterEach(() => route53.aws.stop());

/** A resource of a template, made, changed and removed as CloudFormation does it, with time flowing meanwhile. */
const resource = (kind: string, logicalId = 'Record') => {
  const type = `AWS::Route53::${kind}`;
  const provider = route53.aws.route53.resources[type];
  const request = { stack: STACK, logicalId, type, tags: {} };
  const flowing = async <T>(work: Promise<T>): Promise<T> => {
    const done = work.then((value) => () => value, (error: unknown) => () => {
      throw error;
    });
    await Promise.resolve();
    await route53.aws.clock.advance(PROPAGATION_MS);
    return (await done)();
  };
  return {
    create: (properties: object): Promise<ResourceState> => flowing(provider.create({ ...request, properties })),
    update: (physicalId: string, previousProperties: object, properties: object) => (
      flowing(provider.update({ ...request, physicalId, properties, previousProperties }))
    ),
    delete: (physicalId: string, properties: object) => flowing(provider.delete({ ...request, physicalId, properties })),
  };
};
const record = (Name: string, value: string, more: object = {}) => ({
  HostedZoneId: zone, Name, Type: 'TXT', TTL: '300', ResourceRecords: [`"${value}"`], ...more,
});

describe('AWS::Route53::RecordSet', () => {
  test('is complete when its change is INSYNC, is called by its name, and is changed in place', async () => {
    const [one, two] = [record('a.example.com', 'one'), record('a.example.com', 'two')];
    let isComplete = false;
    const made = route53.aws.route53.resources['AWS::Route53::RecordSet'].create({ stack: STACK, logicalId: 'Record', type: '', tags: {}, properties: one });
    void made.then(() => {
      isComplete = true;
    });
    await route53.aws.clock.advance(PROPAGATION_MS - 1);
    expect(isComplete).toBe(false);
    await route53.aws.clock.advance(1);
    expect(await made).toEqual({ physicalId: 'a.example.com', attributes: {} });
    expect(await route53.lookup('a.example.com', 'TXT')).toEqual([['one']]);
    await resource('RecordSet').update('a.example.com', one, two);
    expect(await route53.lookup('a.example.com', 'TXT')).toEqual([['two']]);
    await resource('RecordSet').delete('a.example.com', two);
    expect(await route53.recordsOf(zone)).toEqual([]);
  });

  test('does not take over a record that is there', async () => {
    await route53.change(zone, creation('a.example.com', 'TXT', ['"theirs"']));
    await expect(resource('RecordSet').create(record('a.example.com', 'ours'))).rejects.toThrow(
      '[Tried to create resource record set [name=\'a.example.com.\', type=\'TXT\'] but it already exists]',
    );
    expect(await route53.recordsOf(zone)).toEqual([set('a.example.com.', 'TXT', ['"theirs"'])]);
  });

  test('that is gone, or whose zone is gone, is deleted', async () => {
    await resource('RecordSet').delete('a.example.com', record('a.example.com', 'one'));
    await resource('RecordSet').delete('a.example.com', record('a.example.com', 'one', { HostedZoneId: 'ZGONE' }));
  });

  test('that somebody changed is not deleted', async () => {
    await route53.change(zone, creation('a.example.com', 'TXT', ['"changed"']));
    await expect(resource('RecordSet').delete('a.example.com', record('a.example.com', 'one'))).rejects.toThrow(/do not match the current values/);
    expect(await route53.recordsOf(zone)).toHaveLength(1);
  });

  test('finds its zone by name, if there is exactly one', async () => {
    const byName = record('a.example.com', 'one', { HostedZoneId: undefined, HostedZoneName: 'example.com.' });
    await resource('RecordSet').create(byName);
    expect(await route53.recordsOf(zone)).toHaveLength(1);
    await route53.createZone('example.com');
    await expect(resource('RecordSet').create({ ...byName, Name: 'b.example.com' })).rejects.toThrow(/More than one hosted zones named example\.com\. found/);
    await expect(resource('RecordSet').create({ ...byName, HostedZoneName: 'example.org.' })).rejects.toThrow(/No hosted zones named example\.org\. found/);
  });

  test.each<[string, object, RegExp]>([
    ['both ways to name a zone', { HostedZoneName: 'example.com.' }, /Exactly one of/],
    ['no zone', { HostedZoneId: undefined }, /Exactly one of/],
    ['an alias, which is not here', { AliasTarget: {} }, /does not implement AliasTarget/],
    ['no TTL', { TTL: undefined }, /Expected exactly one of \[AliasTarget/],
    ['a zone that is not there', { HostedZoneId: 'ZGONE' }, /No hosted zone found with ID: ZGONE/],
  ])('cannot have %s', async (_, more, message) => {
    await expect(resource('RecordSet').create(record('a.example.com', 'one', more))).rejects.toThrow(message);
    expect(await route53.recordsOf(zone)).toEqual([]);
  });
});

describe('AWS::Route53::RecordSetGroup', () => {
  const group = (...sets: object[]) => ({ HostedZoneId: zone, RecordSets: sets });
  const [a, b, c] = ['a', 'b', 'c'].map((name) => ({ Name: `${name}.example.com`, Type: 'TXT', TTL: 300, ResourceRecords: [`"${name}"`] }));

  test('makes its records together, changes what changed, and removes them', async () => {
    const { physicalId, attributes } = await resource('RecordSetGroup', 'Group').create(group(a, b));
    expect(physicalId).toMatch(/^Mail-Group-[A-Z0-9]{12}$/);
    expect(attributes).toEqual({ Id: physicalId });
    const after = group({ ...b, ResourceRecords: ['"changed"'] }, c);
    await resource('RecordSetGroup').update(physicalId, group(a, b), after);
    expect(await route53.recordsOf(zone)).toEqual([set('b.example.com.', 'TXT', ['"changed"']), set('c.example.com.', 'TXT', ['"c"'])]);
    await resource('RecordSetGroup').delete(physicalId, after);
    expect(await route53.recordsOf(zone)).toEqual([]);
  });

  test('makes all or none', async () => {
    await route53.change(zone, creation('b.example.com', 'TXT', ['"theirs"']));
    await expect(resource('RecordSetGroup').create(group(a, b))).rejects.toThrow(/b\.example\.com.*already exists/);
    expect(await route53.recordsOf(zone)).toEqual([set('b.example.com.', 'TXT', ['"theirs"'])]);
  });

  test('may have records in several zones', async () => {
    const other = (await route53.createZone('example.org')).id;
    const properties = { RecordSets: [{ ...a, HostedZoneId: zone }, { ...a, Name: 'a.example.org', HostedZoneName: 'example.org.' }] };
    await resource('RecordSetGroup').create(properties);
    expect([await route53.recordsOf(zone), await route53.recordsOf(other)].map(({ length }) => length)).toEqual([1, 1]);
  });
});

describe('AWS::Route53::HostedZone', () => {
  test('is called by its id, gives its name servers, and is served', async () => {
    const { physicalId, attributes } = await resource('HostedZone').create({ Name: 'example.org' });
    expect(attributes).toEqual({ Id: physicalId, NameServers: expect.any(Array) });
    expect((await route53.lookup('example.org', 'NS') as string[]).sort()).toEqual([...attributes.NameServers as string[]].sort());
    await resource('HostedZone').update(physicalId, { Name: 'example.org' }, { Name: 'example.org', HostedZoneConfig: { Comment: 'mail' } });
    expect(route53.aws.route53.zone(ACCOUNT, physicalId).comment).toBe('mail');
    await resource('HostedZone').delete(physicalId, {});
    await resource('HostedZone').delete(physicalId, {});
    expect(route53.aws.route53.zonesOf(ACCOUNT).map(({ name }) => name)).toEqual(['example.com.']);
  });

  test('is replaced while the old one is there', async () => {
    const old = await resource('HostedZone').create({ Name: 'example.org' });
    const next = await resource('HostedZone').create({ Name: 'example.net' });
    expect(next.physicalId).not.toBe(old.physicalId);
  });

  test('that is private has no name servers to give', async () => {
    const { attributes } = await resource('HostedZone').create({ Name: 'internal.org', VPCs: [{ VPCId: 'vpc-1', VPCRegion: 'eu-west-1' }] });
    expect(attributes).toEqual({ Id: expect.any(String) });
  });

  test('with records in it is not deleted', async () => {
    await route53.change(zone, creation('a.example.com', 'TXT', ['"one"']));
    await expect(resource('HostedZone').delete(zone, {})).rejects.toThrow(/contains non-required resource record sets/);
  });

  test('cannot have what is not here', async () => {
    await expect(resource('HostedZone').create({ Name: 'example.org', QueryLoggingConfig: {} })).rejects.toThrow(/does not implement QueryLoggingConfig/);
  });
});
