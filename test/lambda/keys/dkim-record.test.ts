import { dkimSign } from 'mailauth/lib/dkim/sign';
import { dkimVerify } from 'mailauth/lib/dkim/verify';
import { pem, pkcs8Pem, rsaKey } from './key-material';
import { dkimRecordValue, readDkimKey } from '../../../lambda/keys';

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
        return [[dkimRecordValue(published)]];
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
