import * as fc from 'fast-check';
import { decodeName, decodeValue, encodeValue } from '../../../lambda/aws/record-text';
import { txtStrings as stringsOfTheEngine } from '../../../local-aws/route53/txt';

test('any text comes back as it was, in strings of at most 255 octets', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 700 }), (text) => {
    const encoded = encodeValue('TXT', text);
    expect(decodeValue('TXT', encoded)).toBe(text);
    expect(encoded).toMatch(/^"[ -~]*"$/);
  }));
});

test('Route 53 reads what we write', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
    expect(Buffer.from(stringsOfTheEngine(encodeValue('TXT', text)).join(''), 'latin1').toString()).toBe(text);
  }));
});

test('a key of 2048 bits is in two quoted strings with a blank between', () => {
  const value = `v=DKIM1; k=rsa; p=${'A'.repeat(392)}`;
  expect(encodeValue('TXT', value)).toBe(`"v=DKIM1; k=rsa; p=${'A'.repeat(237)}" "${'A'.repeat(155)}"`);
});

test.each([
  ['octal escapes', '"v=DMARC1\\073 p=none"', 'v=DMARC1; p=none'],
  ['octets of a letter', '"\\303\\274"', 'ü'],
  ['quotes and backslashes', '"say \\"no\\" \\\\"', 'say "no" \\'],
  ['strings that somebody cut elsewhere', '"v=DKIM1; p=AA" "BB"  "CC"', 'v=DKIM1; p=AABBCC'],
])('TXT with %s', (_, stored, text) => {
  expect(decodeValue('TXT', stored)).toBe(text);
});

test.each([
  ['CNAME', 'Token.DKIM.amazonses.com.', 'token.dkim.amazonses.com'],
  ['MX', '10 Feedback-SMTP.eu-west-1.amazonses.com.', '10 feedback-smtp.eu-west-1.amazonses.com'],
  ['MX', '010  mail.example.com', '10 mail.example.com'],
  ['CAA', '0 issue "Ca.example"', '0 issue "Ca.example"'],
])('%s %s', (type, stored, decoded) => {
  expect(decodeValue(type, stored)).toBe(decoded);
});

test('names are in lower case, without escapes and the last dot', () => {
  expect([decodeName('\\052.Example.com.'), decodeName('a\\137b.example.com')]).toEqual(['*.example.com', 'a_b.example.com']);
});
