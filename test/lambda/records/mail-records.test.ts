import type { StoredRecord } from '../../../lambda/ports';
import { type SaidRecord, saysTheSame } from '../../../lambda/records/values';

const spf: SaidRecord = { purpose: 'MAIL_FROM', type: 'TXT', value: 'v=spf1 include:amazonses.com ~all' };
const mx: SaidRecord = { purpose: 'MAIL_FROM', type: 'MX', value: '10 feedback-smtp.eu-west-1.amazonses.com' };
const dmarc = (value: string): SaidRecord => ({ purpose: 'DMARC', type: 'TXT', value });
const set = ({ type }: SaidRecord, ...values: string[]): StoredRecord => ({ name: 'example.com', type, ttl: 300, values, isPlain: true });

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
  expect(saysTheSame(set(spf, text), spf)).toBe(expected);
});

test('SPF: one record only, and texts that are none do not matter', () => {
  expect(saysTheSame(set(spf, 'site-verification=1', spf.value), spf)).toBe(true);
  expect(saysTheSame(set(spf, 'v=spf1 -all', spf.value), spf)).toBe(false);
});

test('MX: one only, of this Region, and with the preference that SES documents', () => {
  expect(saysTheSame(set(mx, '10  Feedback-smtp.eu-west-1.amazonses.com.'), mx)).toBe(true);
  expect(saysTheSame(set(mx, '10 feedback-smtp.us-east-1.amazonses.com'), mx)).toBe(false);
  expect(saysTheSame(set(mx, '20 feedback-smtp.eu-west-1.amazonses.com'), mx)).toBe(false);
  expect(saysTheSame(set(mx, mx.value, '10 feedback-smtp.us-east-1.amazonses.com'), mx)).toBe(false);
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
  expect(saysTheSame(set(dmarc(wanted), found), dmarc(wanted))).toBe(expected);
});

test('DMARC: two records are none', () => {
  const wanted = dmarc('v=DMARC1; p=none');
  expect(saysTheSame(set(wanted, 'v=DMARC1; p=none', 'v=DMARC1; p=reject'), wanted)).toBe(false);
});
