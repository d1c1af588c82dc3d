import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { connect } from 'node:net';
import { type Answer, decode, encode, type Packet, RECURSION_DESIRED, type RecordType } from 'dns-packet';
import { create, PROPAGATION_MS, remove, Route53UnderTest } from './route53-under-test';

/*
 * What goes over the wire, and what is written down about it.
 */

let route53: Route53UnderTest;
let zone: string;

beforeEach(async () => {
  route53 = await Route53UnderTest.start();
  zone = (await route53.createZone('example.com')).id;
});
afterEach(() => route53.aws.stop());

const question = (name: string, type: RecordType, more: Partial<Packet> = {}) => (
  encode({ type: 'query', id: 7, flags: RECURSION_DESIRED, questions: [{ type, name }], ...more })
);
const EDNS = { additionals: [{ type: 'OPT', name: '.', udpPayloadSize: 1232, extendedRcode: 0, ednsVersion: 0, flags: 0, flag_do: false, options: [] } as Answer] };

async function sendByUdp(message: Buffer): Promise<Packet & { readonly rcode?: string; readonly flag_tc?: boolean; readonly flag_ra?: boolean }> {
  const socket = createSocket('udp4');
  try {
    socket.send(message, route53.aws.route53.dns.port, '127.0.0.1');
    const [reply] = await once(socket, 'message') as [Buffer];
    return decode(reply) as never;
  } finally {
    socket.close();
  }
}

describe('types', () => {
  test.each<[RecordType, string, unknown]>([
    ['CAA', '0 issue "amazon.com"', { flags: 0, tag: 'issue', value: 'amazon.com' }],
    ['SRV', '1 2 5061 sip.example.org.', { priority: 1, weight: 2, port: 5061, target: 'sip.example.org' }],
    ['PTR', 'host.example.org', 'host.example.org'],
    ['AAAA', '2001:db8::1', '2001:db8::1'],
    ['MX', '10 mail.example.org.', { preference: 10, exchange: 'mail.example.org' }],
  ])('%s', async (type, value, data) => {
    await route53.changeAndWait(zone, create('a.example.com', type as 'MX', [value]));
    const { answers } = await sendByUdp(question('a.example.com', type));
    expect(answers).toMatchObject([{ name: 'a.example.com', type, ttl: 300, data }]);
  });

  test('a question about all of them is refused, and not answered with nothing', async () => {
    expect(await sendByUdp(question('example.com', 'ANY' as RecordType))).toMatchObject({ rcode: 'NOTIMP', answers: [] });
  });
});

describe('messages', () => {
  const long = `"${'x'.repeat(250)}"`;

  test('up to the size that EDNS names are not cut', async () => {
    await route53.changeAndWait(zone, create('a.example.com', 'TXT', [`${long} ${long} ${long}`]));
    expect(await sendByUdp(question('a.example.com', 'TXT'))).toMatchObject({ flag_tc: true, answers: [] });
    const reply = await sendByUdp(question('a.example.com', 'TXT', EDNS));
    expect(reply).toMatchObject({ id: 7, flag_tc: false, flag_ra: true, rcode: 'NOERROR', answers: [{ type: 'TXT' }], additionals: [{ type: 'OPT' }] });
  });

  test('about what is not there carry the zone\'s SOA', async () => {
    expect(await sendByUdp(question('absent.example.com', 'TXT'))).toMatchObject({ rcode: 'NXDOMAIN', authorities: [{ type: 'SOA', name: 'example.com' }] });
    expect(await sendByUdp(question('example.com', 'TXT'))).toMatchObject({ rcode: 'NOERROR', answers: [], authorities: [{ type: 'SOA' }] });
  });

  test('that are none do not end the server', async () => {
    const withoutQuestion = encode({ type: 'query', id: 9, questions: [] });
    for (const message of [Buffer.from([1, 2, 3]), Buffer.alloc(40, 255), withoutQuestion]) {
      expect(await sendByUdp(message)).toMatchObject({ rcode: 'FORMERR' });
    }
    const tcp = connect(route53.aws.route53.dns.port, '127.0.0.1');
    tcp.write(Buffer.from([0, 3, 1, 2, 3]));
    const [reply] = await once(tcp, 'data') as [Buffer];
    expect(decode(reply.subarray(2))).toMatchObject({ rcode: 'FORMERR' });
    tcp.destroy();
    expect(await route53.lookup('example.com', 'NS')).toHaveLength(4);
  });

  test('come in pieces by TCP', async () => {
    await route53.changeAndWait(zone, create('a.example.com', 'TXT', ['"one"']));
    const message = question('a.example.com', 'TXT');
    const tcp = connect({ port: route53.aws.route53.dns.port, host: '127.0.0.1', noDelay: true });
    tcp.write(Buffer.from([0]));
    await once(tcp, 'connect');
    tcp.write(Buffer.concat([Buffer.from([message.length]), message.subarray(0, 5)]));
    tcp.write(message.subarray(5));
    const [reply] = await once(tcp, 'data') as [Buffer];
    expect(decode(reply.subarray(2))).toMatchObject({ rcode: 'NOERROR', answers: [{ name: 'a.example.com', type: 'TXT' }] });
    tcp.destroy();
  });
});

describe('what is written down', () => {
  test('every question, with the engine\'s time and the answer', async () => {
    const { clock, route53: service } = route53.aws;
    await expect(route53.lookup('a.example.com', 'TXT')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await route53.changeAndWait(zone, create('a.example.com', 'TXT', ['"one"']));
    await route53.lookup('A.example.com', 'TXT');
    expect(service.dns.queries).toEqual([
      { at: new Date(clock.now().getTime() - PROPAGATION_MS), name: 'a.example.com.', type: 'TXT', transport: 'UDP', code: 'NXDOMAIN', answers: [] },
      {
        at: clock.now(),
        name: 'a.example.com.',
        type: 'TXT',
        transport: 'UDP',
        code: 'NOERROR',
        answers: [{ name: 'a.example.com.', type: 'TXT', ttl: 300, values: ['"one"'] }],
      },
    ]);
  });

  test('what was visible when, through changes, CNAMEs and the end of the zone', async () => {
    const { clock, route53: service } = route53.aws;
    const start = clock.now().getTime();
    const other = (await route53.createZone('example.net')).id;
    await route53.changeAndWait(zone, create('alias.example.com', 'CNAME', ['a.example.net']));
    await route53.changeAndWait(other, create('a.example.net', 'TXT', ['"one"']));
    await route53.change(other, remove('a.example.net', 'TXT', ['"one"']));
    const seen = { from: new Date(start + 2 * PROPAGATION_MS), values: ['"one"'] };
    expect(service.timeline('alias.example.com', 'TXT')).toEqual([seen]);
    await clock.advance(PROPAGATION_MS);
    const timeline = [seen, { from: new Date(start + 3 * PROPAGATION_MS), values: [] }];
    expect(service.timeline('alias.example.com', 'TXT')).toEqual(timeline);
    service.deleteZone('111122223333', other);
    expect(service.timeline('alias.example.com', 'TXT')).toEqual(timeline);
    expect(service.servedAt('a.example.net', 'TXT', new Date(start + 2.5 * PROPAGATION_MS))).toEqual(['"one"']);
    expect(service.dns.queries).toEqual([]); // looking back asks nobody
  });
});

describe('other providers', () => {
  test.each([
    ['with quotation marks and backslashes', 'a"b\\c'], ['of several strings', 'x'.repeat(300)], ['empty', ''], ['beyond ASCII', 'caf\u00e9 \u2713'],
  ])('text %s arrives as it is', async (_, text) => {
    route53.aws.route53.dns.publish('a.example.net', 'TXT', [text]);
    const [strings] = await route53.lookup('a.example.net', 'TXT') as string[][];
    const octets = Buffer.from(text);
    expect(strings.map((string) => string.length).every((length) => length <= 255)).toBe(true);
    const { answers } = await sendByUdp(question('a.example.net', 'TXT', EDNS));
    expect(Buffer.concat((answers![0] as unknown as { data: Buffer[] }).data)).toEqual(octets);
  });

  test('cannot publish what is no record', () => {
    expect(() => route53.aws.route53.dns.publish('a.example.net', 'A', ['one'])).toThrow(/not a valid IPv4 address/);
    expect(() => route53.aws.route53.dns.publish('a.example.net', 'NAPTR', ['one'])).toThrow(/does not implement/);
  });
});

test('a resolver of the engine is one of node:dns', async () => {
  const resolver = route53.aws.route53.dns.resolver();
  expect(resolver).toBeInstanceOf(Resolver);
  expect(await resolver.resolveNs('example.com')).toHaveLength(4);
});
