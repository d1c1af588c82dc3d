import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dkimVerify } from 'mailauth/lib/dkim/verify';
import type { Dns, Mailbox, Signature } from './ports';

/** A folder with a file for each mail, as a Maildir or a saved mail is. */
export function mailboxAt(folder: string, dns: Dns): Mailbox {
  return {
    signature: async (messageId, domainName) => {
      const mail = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile())
        .map(({ name }) => readFileSync(join(folder, name))).find((content) => content.includes(messageId));
      return mail && signatureOf(mail, domainName, dns);
    },
  };
}

/** The signature of a domain, judged by mailauth: nothing of the library decides. `none` if there is none. */
async function signatureOf(mail: Buffer, domainName: string, dns: Dns): Promise<Signature> {
  const { results } = await dkimVerify(mail, {
    resolver: async (name, type) => {
      const texts = type === 'TXT' ? await textsOf(name, dns) : [];
      if (texts.length === 0) {
        throw Object.assign(new Error(`no ${type} ${name}`), { code: 'ENOTFOUND' });
      }
      return texts.map((text) => [text]);
    },
  });
  const own = results.find(({ signingDomain }) => signingDomain === domainName);
  return { selector: own?.selector, result: own?.status.result ?? 'none' };
}

/** A name server of the zone does not follow a CNAME out of it. */
async function textsOf(name: string, dns: Dns): Promise<string[]> {
  const texts = await dns.ask(name, 'TXT');
  const [alias] = texts.length > 0 ? [] : await dns.ask(name, 'CNAME');
  return alias === undefined ? texts : dns.ask(alias.replace(/\.$/, ''), 'TXT');
}
