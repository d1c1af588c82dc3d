import { checkInherited } from '../../../lambda/dns-record/inherited-dmarc';
import { isAsWritten, publishes, recordSetOf } from '../../../lambda/dns-record/published-value';
import type { DnsRecordRequest } from '../../../src/contract/dns-record';

const request = (change: Partial<DnsRecordRequest>): DnsRecordRequest => ({
  purpose: 'MAIL_FROM',
  existingRecords: 'ACCEPT',
  domainName: 'example.com',
  hostedZoneId: 'Z1',
  roleArn: 'arn:role',
  name: 'bounce.example.com',
  recordType: 'TXT',
  value: 'v=spf1 include:amazonses.com ~all',
  ttlSeconds: '1800',
  identityIsRetained: false,
  ...change,
});
const spf = request({});
const mx = request({ recordType: 'MX', value: '10 feedback-smtp.eu-west-1.amazonses.com' });
const dmarc = (value: string) => request({ purpose: 'DMARC', name: '_dmarc.example.com', value });
const set = (wanted: DnsRecordRequest, ...values: string[]) => ({ ...recordSetOf(wanted), ResourceRecords: values.map((Value) => ({ Value })) });

test.each([
  ['v=spf1 include:amazonses.com ~all', true],
  ['V=SPF1  ip4:192.0.2.1 +include:amazonses.com -all', true],
  ['v=spf1 include:amazonses.com -all redirect=_spf.example.net', true],
  ['v=spf1 include:amazonses.com', false], // neutral to everybody else
  ['v=spf1 include:amazonses.com ?all', false],
  ['v=spf1 include:amazonses.com +all', false],
  ['v=spf1 -all include:amazonses.com', false],
  ['v=spf1 ~include:amazonses.com -all', false],
  ['v=spf1 include:amazonses.com.example.net ~all', false],
  ['v=spf10 include:amazonses.com ~all', false],
  ['site-verification=1', false],
])('SPF: that %j lets SES send and is strict to others is %s', (text, expected) => {
  expect(publishes(set(spf, `"${text}"`), spf)).toBe(expected);
});

test('SPF: one record only, and texts that are none do not matter', () => {
  expect(publishes(set(spf, '"site-verification=1"', `"${spf.value}"`), spf)).toBe(true);
  expect(publishes(set(spf, '"v=spf1 -all"', `"${spf.value}"`), spf)).toBe(false);
});

test('MX: one only, of this Region, and with the preference that SES documents', () => {
  expect(publishes(set(mx, '10  Feedback-smtp.eu-west-1.amazonses.com.'), mx)).toBe(true);
  expect(publishes(set(mx, '10 feedback-smtp.us-east-1.amazonses.com'), mx)).toBe(false);
  expect(publishes(set(mx, '20 feedback-smtp.eu-west-1.amazonses.com'), mx)).toBe(false);
  expect(publishes(set(mx, mx.value, '10 feedback-smtp.us-east-1.amazonses.com'), mx)).toBe(false);
});

test.each([
  ['v=DMARC1; p=none', 'v=DMARC1; p=none', true],
  ['v=DMARC1;p=Reject;', 'v=DMARC1; p=quarantine', true],
  ['v=DMARC1; p=quarantine', 'v=DMARC1; p=reject', false],
  ['v=DMARC1; p=reject; sp=none', 'v=DMARC1; p=reject', false],
  ['v=DMARC1; p=reject; sp=none', 'v=DMARC1; p=reject; sp=none', true],
  ['v=DMARC1; p=reject; pct=50', 'v=DMARC1; p=reject', false],
  ['v=DMARC1; p=reject; pct=50', 'v=DMARC1; p=quarantine', true],
  ['v=DMARC1; p=quarantine; t=y', 'v=DMARC1; p=quarantine', false],
  ['v=DMARC1; p=none; rua=mailto:A@example.com!10m, mailto:b@example.com', 'v=DMARC1; p=none; rua=mailto:a@example.com', true],
  ['v=DMARC1; p=none; rua=mailto:b@example.com', 'v=DMARC1; p=none; rua=mailto:a@example.com', false],
  ['v=DMARC1; p=none', 'v=DMARC1; p=none; ruf=mailto:a@example.com', false],
  ['v=DMARC1; p=maybe', 'v=DMARC1; p=none', false],
  ['p=reject; v=DMARC1', 'v=DMARC1; p=none', false],
])('DMARC: that %j asks for as much as %j is %s', (found, wanted, expected) => {
  expect(publishes(set(dmarc(wanted), `"${found}"`), dmarc(wanted))).toBe(expected);
});

test('DMARC: two records are none', () => {
  const wanted = dmarc('v=DMARC1; p=none');
  expect(publishes(set(wanted, '"v=DMARC1; p=none"', '"v=DMARC1; p=reject"'), wanted)).toBe(false);
});

test('ours is only what we wrote, with nothing added', () => {
  expect(isAsWritten(recordSetOf(spf), spf)).toBe(true);
  expect(isAsWritten({ ...recordSetOf(mx), TTL: 60 }, mx)).toBe(true);
  expect(isAsWritten(set(spf, `"${spf.value}"`, '"site-verification=1"'), spf)).toBe(false);
  expect(isAsWritten(set(spf, '"v=spf1 include:amazonses.com -all"'), spf)).toBe(false);
});

describe('what a domain has from those above it', () => {
  const of = (records: Record<string, string>) => ({
    ask: async (name: string) => name in records ? { values: [records[name]] } : { problem: 'nothing', isAbsent: true },
  });
  const silent = { ask: async () => ({ problem: 'no answer (ETIMEOUT)', isAbsent: false }) };
  const of3 = (value: string) => request({ purpose: 'DMARC', domainName: 'a.news.example.com', name: '_dmarc.a.news.example.com', value });

  test.each([
    ['the organization\'s', { '_dmarc.example.com': 'v=DMARC1; p=reject' }, '_dmarc.example.com'],
    ['the organization\'s, for subdomains', { '_dmarc.example.com': 'v=DMARC1; p=none; sp=quarantine' }, '_dmarc.example.com'],
    ['that of one between', { '_dmarc.news.example.com': 'v=DMARC1; p=reject' }, '_dmarc.news.example.com'],
    ['a public suffix\'s', { '_dmarc.example.com': 'v=DMARC1; p=reject; psd=y' }, '_dmarc.example.com'],
  ])('%s is not weakened', async (_, records, from) => {
    await expect(checkInherited(of(records), of3('v=DMARC1; p=none'))).rejects.toThrow(`than the one that it has from ${from}: found "v=DMARC1; p=`);
    await expect(checkInherited(of(records), of3('v=DMARC1; p=reject'))).resolves.toBeUndefined();
  });

  test.each<[string, Record<string, string>]>([
    ['as strict', { '_dmarc.example.com': 'v=DMARC1; p=quarantine' }],
    ['stricter for itself only', { '_dmarc.example.com': 'v=DMARC1; p=reject; sp=none' }],
    ['below the organization\'s, which goes', { '_dmarc.example.com': 'v=DMARC1; p=none', '_dmarc.news.example.com': 'v=DMARC1; p=reject' }],
    ['of a public suffix, below which the organization\'s goes', {
      '_dmarc.example.com': 'v=DMARC1; p=reject; psd=y', '_dmarc.news.example.com': 'v=DMARC1; p=none',
    }],
    ['no policy', { '_dmarc.example.com': 'v=spf1 -all' }],
    ['not there', {}],
  ])('one that is %s does not matter', async (_, records) => {
    await expect(checkInherited(of(records), of3('v=DMARC1; p=quarantine'))).resolves.toBeUndefined();
  });

  test('is not known where DNS does not answer, which matters to a record that could ask for less', async () => {
    await expect(checkInherited(silent, of3('v=DMARC1; p=quarantine'))).rejects.toThrow(
      'cannot tell whether a.news.example.com has a DMARC policy already: DNS gives no answer (ETIMEOUT) at _dmarc.example.com; deploy again',
    );
    await expect(checkInherited(silent, of3('v=DMARC1; p=reject'))).resolves.toBeUndefined();
  });

  test('nor does any for a record of another kind', async () => {
    await expect(checkInherited(of({ '_dmarc.example.com': 'v=DMARC1; p=reject' }), spf)).resolves.toBeUndefined();
  });
});
