import { createSocket } from 'node:dgram';
import { decode, encode, RECURSION_DESIRED } from 'dns-packet';
import { create, PROPAGATION_MS, remove, Route53UnderTest, upsert } from './route53-under-test';

/*
 * The records as DNS has them: every question here goes over a socket, asked by c-ares.
 */

let route53: Route53UnderTest;
let zone: string;

beforeEach(async () => {
  route53 = await Route53UnderTest.start();
  zone = (await route53.createZone('example.com')).id;
});
afterEach(() => route53.aws.stop());

describe('a change', () => {
  test('is PENDING, then INSYNC, and in DNS from that moment on', async () => {
    const change = await route53.change(zone, create('a.example.com', 'TXT', ['"one"']));
    await route53.aws.clock.advance(PROPAGATION_MS - 1);
    expect(await route53.statusOf(change)).toBe('PENDING');
    await expect(route53.lookup('a.example.com', 'TXT')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await route53.aws.clock.advance(1);
    expect(await route53.statusOf(change)).toBe('INSYNC');
    expect(await route53.lookup('a.example.com', 'TXT')).toEqual([['one']]);
  });

  test('shows the old values, and then the new ones', async () => {
    await route53.changeAndWait(zone, create('a.example.com', 'TXT', ['"one"']));
    await route53.change(zone, upsert('a.example.com', 'TXT', ['"two"']));
    expect(await route53.lookup('a.example.com', 'TXT')).toEqual([['one']]);
    await route53.aws.clock.advance(PROPAGATION_MS);
    expect(await route53.lookup('a.example.com', 'TXT')).toEqual([['two']]);
    await route53.change(zone, remove('a.example.com', 'TXT', ['"two"']));
    expect(await route53.lookup('a.example.com', 'TXT')).toEqual([['two']]);
    await route53.aws.clock.advance(PROPAGATION_MS);
    await expect(route53.lookup('a.example.com', 'TXT')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  test('that nobody made is not known', async () => {
    await expect(route53.statusOf('C0')).rejects.toMatchObject({ name: 'NoSuchChange', $metadata: expect.objectContaining({ httpStatusCode: 404 }) });
  });

  test('can be looked up in the past', async () => {
    const { clock } = route53.aws;
    await route53.changeAndWait(zone, create('a.example.com', 'TXT', ['"one"']));
    const before = clock.now();
    await route53.changeAndWait(zone, upsert('a.example.com', 'TXT', ['"two"']));
    expect(route53.aws.route53.servedAt('a.example.com', 'TXT', before)).toEqual(['"one"']);
    expect(route53.aws.route53.servedAt('a.example.com', 'TXT', clock.now())).toEqual(['"two"']);
  });
});

describe('an answer', () => {
  test('has the strings of a TXT record apart, and their escapes undone', async () => {
    await route53.changeAndWait(zone, create('a.example.com', 'TXT', ['"v=DKIM1; " "p=a\\"b\\\\c\\101"', '"other"']));
    expect(await route53.lookup('a.example.com', 'TXT')).toEqual([['v=DKIM1; ', 'p=a"b\\cA'], ['other']]);
  });

  test('has the values of each type', async () => {
    await route53.changeAndWait(
      zone, create('a.example.com', 'MX', ['10 feedback-smtp.eu-west-1.amazonses.com']), create('a.example.com', 'A', ['192.0.2.1']),
      create('a.example.com', 'AAAA', ['2001:db8::1']),
    );
    expect(await route53.lookup('a.example.com', 'MX')).toEqual([{ priority: 10, exchange: 'feedback-smtp.eu-west-1.amazonses.com' }]);
    expect(await route53.lookup('a.example.com', 'A')).toEqual(['192.0.2.1']);
    expect(await route53.lookup('a.example.com', 'AAAA')).toEqual(['2001:db8::1']);
    expect(await route53.lookup('example.com', 'SOA')).toMatchObject({ hostmaster: 'awsdns-hostmaster.amazon.com', minttl: 86_400 });
  });

  test('does not depend on the case of the name', async () => {
    await route53.changeAndWait(zone, create('a.example.com', 'TXT', ['"one"']));
    expect(await route53.lookup('A.Example.COM', 'TXT')).toEqual([['one']]);
  });

  test('tells a name that does not exist from one without records of the type', async () => {
    await route53.changeAndWait(zone, create('mail._domainkey.example.com', 'TXT', ['"one"']));
    await expect(route53.lookup('other._domainkey.example.com', 'TXT')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await expect(route53.lookup('mail._domainkey.example.com', 'CNAME')).rejects.toMatchObject({ code: 'ENODATA' });
    await expect(route53.lookup('_domainkey.example.com', 'TXT')).rejects.toMatchObject({ code: 'ENODATA' });
  });

  test('too large for UDP is cut there, and whole by TCP', async () => {
    const values = Array.from({ length: 12 }, (_, index) => `"${String(index).padStart(250, 'x')}"`);
    await route53.changeAndWait(zone, create('a.example.com', 'TXT', values));
    const { truncated, answers } = await askByUdp(route53.aws.route53.dns.port, 'a.example.com');
    expect({ truncated, answers: answers.length }).toEqual({ truncated: true, answers: 0 });
    expect(await route53.lookup('a.example.com', 'TXT')).toEqual(values.map((value) => [value.slice(1, -1)]));
  });

  test('small enough for UDP is whole there', async () => {
    await route53.changeAndWait(zone, create('a.example.com', 'TXT', ['"one"']));
    expect(await askByUdp(route53.aws.route53.dns.port, 'a.example.com')).toMatchObject({ truncated: false, answers: [{ type: 'TXT', ttl: 300 }] });
  });
});

describe('a CNAME', () => {
  test('is followed, within the zone and beyond', async () => {
    route53.aws.route53.dns.publish('far.example.net', 'TXT', ['there']);
    await route53.changeAndWait(
      zone, create('a.example.com', 'CNAME', ['b.example.com']), create('b.example.com', 'CNAME', ['far.example.net']),
    );
    expect(await route53.lookup('a.example.com', 'TXT')).toEqual([['there']]);
    expect(await route53.lookup('a.example.com', 'CNAME')).toEqual(['b.example.com']);
  });

  test('to nowhere leads nowhere', async () => {
    await route53.changeAndWait(zone, create('a.example.com', 'CNAME', ['absent.example.com']));
    await expect(route53.lookup('a.example.com', 'TXT')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  test('to itself is a failure of the server', async () => {
    await route53.changeAndWait(zone, create('a.example.com', 'CNAME', ['a.example.com']));
    await expect(route53.lookup('a.example.com', 'TXT')).rejects.toMatchObject({ code: 'ESERVFAIL' });
  });

  test('from another provider leads into a zone', async () => {
    route53.aws.route53.dns.publish('near.example.net', 'CNAME', ['a.example.com']);
    await route53.changeAndWait(zone, create('a.example.com', 'TXT', ['"here"']));
    expect(await route53.lookup('near.example.net', 'TXT')).toEqual([['here']]);
  });
});

describe('SES, whose resolver is in the engine\'s process,', () => {
  const outcome = (answers: Promise<unknown>) => answers.catch(({ code }: NodeJS.ErrnoException) => code);

  test.each([
    ['a.example.com', 'TXT'], ['A.Example.com.', 'TXT'], ['alias.example.com', 'TXT'], ['alias.example.com', 'CNAME'], ['example.com', 'SOA'], ['example.com', 'NS'],
    ['a.example.com', 'MX'], ['a.example.com', 'A'], ['absent.example.com', 'TXT'], ['loop.example.com', 'TXT'], ['a.example.com', 'AAAA'],
  ])('is told of %s %s what node:dns tells', async (name, type) => {
    const { dns } = route53.aws.route53;
    await route53.changeAndWait(
      zone, create('a.example.com', 'TXT', ['"one" "two \\"quoted\\""']), create('a.example.com', 'MX', ['10 mail.example.com']),
      create('a.example.com', 'A', ['192.0.2.1']), create('alias.example.com', 'CNAME', ['a.example.com']), create('loop.example.com', 'CNAME', ['loop.example.com']),
    );
    expect(await outcome(dns.ask(name, type))).toEqual(await outcome(dns.lookup(name, type)));
    expect(dns.queries.map(({ transport }) => transport)).toEqual([undefined, 'UDP']);
  });
});

/** Without EDNS, so that the limit is 512 octets. */
async function askByUdp(port: number, name: string) {
  const socket = createSocket('udp4');
  try {
    const reply = await new Promise<Buffer>((resolve, reject) => {
      socket.once('message', resolve).once('error', reject);
      socket.send(encode({ type: 'query', id: 1, flags: RECURSION_DESIRED, questions: [{ type: 'TXT', name }] }), port, '127.0.0.1');
    });
    const { flag_tc: truncated, answers } = decode(reply);
    return { truncated, answers: answers! };
  } finally {
    socket.close();
  }
}
