import * as fc from 'fast-check';
import { dkimSign } from 'mailauth/lib/dkim/sign';
import { dkimVerify } from 'mailauth/lib/dkim/verify';
import { pem, pkcs8Pem, rsaKey } from './key-material';
import { dkimRecordValue, readDkimKey, route53TxtValue, txtStrings } from '../../../lambda/keys';

/** What a DNS server makes of Route 53's form: the strings of one record. */
function stringsOf(route53Value: string): string[] {
  return [...route53Value.matchAll(/"([^"\\]*)"/g)].map(([, string]) => string);
}

test('strings of at most 255 octets, nothing lost, nothing added', () => {
  const value = fc.string({ unit: 'grapheme-ascii', maxLength: 1200 });
  fc.assert(fc.property(value, text => {
    const strings = txtStrings(text);
    expect(strings.join('')).toBe(text);
    expect(strings).toHaveLength(Math.ceil(text.length / 255));
    for (const string of strings) expect(Buffer.byteLength(string)).toBeLessThanOrEqual(255);
  }));
});

test('the form that Route 53 takes: quoted strings with a blank between', () => {
  const value = dkimRecordValue('A'.repeat(392));
  expect(route53TxtValue(value)).toBe(`"v=DKIM1; k=rsa; p=${'A'.repeat(237)}" "${'A'.repeat(155)}"`);
  expect(stringsOf(route53TxtValue(value)).join('')).toBe(value);
});

describe.each([1024, 2048])('mailauth, for a key of %i bits', bits => {
  const { privateKey, publicKey } = readDkimKey(pkcs8Pem(rsaKey(bits)));
  const message = [
    'From: a@example.com', 'To: b@example.net', 'Subject: signed', 'Date: Thu, 01 Jan 2026 00:00:00 +0000', 'Message-ID: <1@example.com>',
    '', 'hello', '',
  ].join('\r\n');

  async function verdict(signedWith: string, published: string) {
    const signer = {
      signingDomain: 'example.com',
      selector: 'mail2026',
      privateKey: pem('RSA PRIVATE KEY', Buffer.from(signedWith, 'base64')),
      signTime: new Date(), // else mailauth takes the time twice, and signs another second than it says now and then
    };
    // mailauth signs with `signatureData` alone, its types ask for the rest
    const { signatures, errors } = await dkimSign(message, { ...signer, signatureData: [signer] });
    expect(errors).toEqual([]);

    const asked: string[] = [];
    const { results } = await dkimVerify(signatures + message, {
      resolver: async (name: string) => {
        asked.push(name);
        return [stringsOf(route53TxtValue(dkimRecordValue(published)))];
      },
    });
    expect(asked).toEqual(['mail2026._domainkey.example.com']);
    return results.map(({ status }) => status.result);
  }

  test('passes what was signed with the key', async () => {
    expect(await verdict(privateKey, publicKey)).toEqual(['pass']);
  });

  test('fails what was signed with another', async () => {
    const other = readDkimKey(pkcs8Pem(rsaKey(bits)));
    expect(await verdict(other.privateKey, publicKey)).toEqual(['fail']);
  });
});
