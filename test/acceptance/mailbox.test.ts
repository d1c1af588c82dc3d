import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { mailboxAt } from '../../acceptance/mailbox';
import type { Dns } from '../../acceptance/ports';

/*
 * Mail in a folder, judged as a receiver does.
 */

const DOMAIN = 'mail.example.com';
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const record = `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`;
const folder = mkdtempSync(join(tmpdir(), 'mailbox-'));

async function arrives(messageId: string, signers: readonly string[]): Promise<void> {
  const keys = signers.map((domainName) => ({ domainName, keySelector: 'sel', privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString() }));
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows', dkim: { keys } as never });
  const { message } = await transport.sendMail({ from: `a@${DOMAIN}`, to: 'b@example.org', subject: 'Hello', text: 'Hello', messageId: `<${messageId}@eu-west-1.amazonses.com>` });
  writeFileSync(join(folder, `${messageId}.eml`), message as Buffer);
}

const records = (texts: Readonly<Record<string, string>>): Dns => ({ ask: async (name, type) => [texts[`${type} ${name}`]].filter((text) => text !== undefined) });
const own = records({ [`TXT sel._domainkey.${DOMAIN}`]: record });

test('the signature of the domain, among others', async () => {
  await arrives('one', ['amazonses.com', DOMAIN]);
  expect(await mailboxAt(folder, own).signature('one', DOMAIN)).toEqual({ selector: 'sel', result: 'pass' });
});

test('a key behind a CNAME, as with Easy DKIM', async () => {
  await arrives('two', [DOMAIN]);
  const dns = records({ [`CNAME sel._domainkey.${DOMAIN}`]: 'sel.dkim.amazonses.com.', 'TXT sel.dkim.amazonses.com': record });
  expect(await mailboxAt(folder, dns).signature('two', DOMAIN)).toEqual({ selector: 'sel', result: 'pass' });
});

test('another key in DNS, or none', async () => {
  await arrives('three', [DOMAIN]);
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const dns = records({ [`TXT sel._domainkey.${DOMAIN}`]: `v=DKIM1; p=${other}` });
  expect(await mailboxAt(folder, dns).signature('three', DOMAIN)).toEqual({ selector: 'sel', result: 'fail' });
  expect(await mailboxAt(folder, records({})).signature('three', DOMAIN)).toEqual({ selector: 'sel', result: 'neutral' });
});

test('no signature of the domain', async () => {
  await arrives('four', ['amazonses.com']);
  expect(await mailboxAt(folder, own).signature('four', DOMAIN)).toEqual({ selector: undefined, result: 'none' });
});

test('a mail that has not arrived', async () => {
  expect(await mailboxAt(folder, own).signature('five', DOMAIN)).toBeUndefined();
});
