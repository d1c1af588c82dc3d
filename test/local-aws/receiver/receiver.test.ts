import { Receiver, type ReceivedMail } from '../../../local-aws/receiver';

/*
 * A mailbox provider and what it finds in DNS; no SES is in it.
 */

const DOMAIN = 'example.com';

/** A resolver that knows some TXT records, and remembers what it was asked. */
class Records {
  readonly asked: string[] = [];

  constructor(private readonly records: Readonly<Record<string, string>>) {}

  readonly resolve = async (name: string, type: string): Promise<string[][]> => {
    this.asked.push(`${type} ${name}`);
    const record = type === 'TXT' ? this.records[name] : undefined;
    if (record === undefined) {
      throw Object.assign(new Error(`query ${name}`), { code: 'ENOTFOUND' });
    }
    return [[record]];
  };
}

const mail = (changes: Partial<ReceivedMail> = {}): ReceivedMail => ({
  raw: Buffer.from(`From: shop@${DOMAIN}\r\nTo: someone@receiver.example\r\nSubject: Your order\r\n\r\nIt is on its way.\r\n`),
  mailFrom: `x@bounce.${DOMAIN}`,
  ip: '192.0.2.1',
  helo: 'mail.example.net',
  ...changes,
});
const judge = (records: Readonly<Record<string, string>>, received = mail()) => new Receiver(new Records(records).resolve).judge(received, DOMAIN);

test.each([
  ['pass', 'v=spf1 ip4:192.0.2.1 -all'],
  ['fail', 'v=spf1 ip4:192.0.2.2 -all'],
  ['softfail', 'v=spf1 ~all'],
  ['neutral', 'v=spf1 ?all'],
  ['none', 'something else'],
])('the address that a mail comes from has the SPF result %s with %j', async (spf, record) => {
  expect(await judge({ [`bounce.${DOMAIN}`]: record })).toEqual({ selector: undefined, dkim: 'none', spf, dmarc: 'none' });
});

test('an unsigned mail passes DMARC by an envelope of the sender\'s domain, and not by one of another domain', async () => {
  const records = {
    [`_dmarc.${DOMAIN}`]: 'v=DMARC1; p=reject', [`bounce.${DOMAIN}`]: 'v=spf1 ip4:192.0.2.1 -all', 'example.net': 'v=spf1 ip4:192.0.2.1 -all',
  };
  expect(await judge(records)).toEqual({ selector: undefined, dkim: 'none', spf: 'pass', dmarc: 'pass' });
  expect(await judge(records, mail({ mailFrom: 'x@example.net' }))).toEqual({ selector: undefined, dkim: 'none', spf: undefined, dmarc: 'fail' });
});

test('an envelope of a domain that only ends alike is not of the sender\'s domain', async () => {
  expect(await judge({}, mail({ mailFrom: `x@not${DOMAIN}` }))).toMatchObject({ spf: undefined });
});

test('a mail of another server does not pass SPF', async () => {
  const records = { [`bounce.${DOMAIN}`]: 'v=spf1 ip4:192.0.2.1 -all' };
  expect(await judge(records, mail({ ip: '198.51.100.1' }))).toMatchObject({ spf: 'fail' });
});

test('every question goes to the resolver that it was given', async () => {
  const records = new Records({ [`bounce.${DOMAIN}`]: 'v=spf1 include:example.net -all', 'example.net': 'v=spf1 ip4:192.0.2.1 -all' });
  await new Receiver(records.resolve).judge(mail(), DOMAIN);
  expect(records.asked).toEqual(expect.arrayContaining([`TXT bounce.${DOMAIN}`, 'TXT example.net', `TXT _dmarc.${DOMAIN}`]));
});
