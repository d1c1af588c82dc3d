import { authenticate, type DNSResolver } from 'mailauth';

/** How a receiver judges a mail. */
export interface Verdict {
  /** The selector of the signature of the sender's own domain; absent if there is none. */
  readonly selector?: string;
  /** The result for that signature: `pass`, `fail`, …; `none` if there is none. */
  readonly dkim: string;
  readonly dmarc: string;
}

export interface ReceivedMail {
  readonly raw: Buffer;
  /** The envelope's sender. */
  readonly mailFrom: string;
}

/** A mailbox provider. The judgement is mailauth's, with what it finds in DNS; nothing of the engine or the library decides. */
export class Receiver {
  constructor(private readonly resolve: DNSResolver) {}

  async judge({ raw, mailFrom }: ReceivedMail, senderDomain: string): Promise<Verdict> {
    const { dkim, dmarc } = await authenticate(raw, {
      ip: '127.0.0.1',
      helo: 'mail.amazonses.com',
      mta: 'mx.receiver.example',
      sender: mailFrom,
      resolver: this.resolve,
      disableArc: true,
      disableBimi: true,
    });
    const own = dkim.results.find(({ signingDomain }) => signingDomain === senderDomain);
    return { selector: own?.selector, dkim: own?.status.result ?? 'none', dmarc: dmarc ? dmarc.status.result : 'none' };
  }
}
