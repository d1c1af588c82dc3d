import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { Laboratory } from './laboratory';

const LOOK_MS = 5_000;
const LONGEST_MS = 600_000;

/** Somebody who gets mail, and where it arrives: a file for each. */
export interface MailboxOptions {
  readonly address: string;
  readonly folder: string;
}

/** Sends mail, and reads it as it arrived. */
export class Mailbox {
  constructor(private readonly laboratory: Laboratory, private readonly options: MailboxOptions) {}

  /** The selector of the domain's own signature; undefined if the mail has none. Throws if it does not arrive in ten minutes. */
  async selectorOf(domain: string): Promise<string | undefined> {
    const { MessageId } = await this.laboratory.clients.ses().send(new SendEmailCommand({
      FromEmailAddress: `probe@${domain}`,
      Destination: { ToAddresses: [this.options.address] },
      Content: { Simple: { Subject: { Data: 'Probe' }, Body: { Text: { Data: 'Which key signs this?' } } } },
    }));
    let mail: string | undefined;
    await this.laboratory.delayUntil(async () => {
      mail = this.find(MessageId!);
      return mail !== undefined;
    }, LOOK_MS, LONGEST_MS);
    if (mail === undefined) {
      throw new Error(`the mail ${MessageId} did not arrive in ${this.options.folder}`);
    }
    return selectorIn(mail, domain);
  }

  private find(messageId: string): string | undefined {
    return readdirSync(this.options.folder).map((name) => readFileSync(join(this.options.folder, name), 'utf8')).find((mail) => mail.includes(messageId));
  }
}

/** [RFC 6376 section 3.5: the tags d and s] */
export function selectorIn(mail: string, domain: string): string | undefined {
  const [head] = mail.replace(/\r\n/g, '\n').split('\n\n');
  const signatures = head.replace(/\n[ \t]+/g, ' ').split('\n').filter((line) => /^DKIM-Signature:/i.test(line));
  const tags = signatures.map((line) => Object.fromEntries(line.replace(/^[^:]*:/, '').split(';').map((tag) => tag.trim().split('=', 2)) as Array<[string, string]>));
  return tags.find(({ d }) => d === domain)?.s;
}
