import { authenticate, type DNSResolver } from 'mailauth';

/** How a receiver judges a mail. */
export interface Verdict {
  /** The selector of the signature of the sender's own domain; absent if there is none. */
  readonly selector?: string;
  /** The result for that signature: `pass`, `fail`, …; `none` if there is none. */
  readonly dkim: string;
  /** The result for an envelope of the sender's own domain; absent if it is somebody else's. */
  readonly spf?: string;
  /** mailauth takes strict alignment for relaxed. */
  readonly dmarc: string;
}

export interface ReceivedMail {
  readonly raw: Buffer;
  /** The envelope's sender. */
  readonly mailFrom: string;
  /** Of the server that sent it, with how that greeted. */
  readonly ip: string;
  readonly helo: string;
}

/** A mailbox provider. The judgement is mailauth's, with what it finds in DNS; nothing of the engine or the library decides. */
export class Receiver {
  constructor(private readonly resolve: DNSResolver) {}

  async judge({ raw, mailFrom, ip, helo }: ReceivedMail, senderDomain: string): Promise<Verdict> {
    const { dkim, spf, dmarc } = await authenticate(raw, {
      ip,
      helo,
      mta: 'mx.receiver.example',
      sender: mailFrom,
      resolver: this.resolve,
      disableArc: true,
      disableBimi: true,
    });
    const own = dkim.results.find(({ signingDomain }) => signingDomain === senderDomain);
    const isOwnEnvelope = `.${mailFrom.split('@')[1]}`.endsWith(`.${senderDomain}`);
    return {
      selector: own?.selector,
      dkim: own?.status.result ?? 'none',
      spf: isOwnEnvelope && spf ? spf.status.result : undefined,
      dmarc: dmarc ? dmarc.status.result : 'none',
    };
  }
}
