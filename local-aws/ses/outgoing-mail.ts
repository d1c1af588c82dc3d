import { randomUUID } from 'node:crypto';
import type { SendEmailRequest } from '@aws-sdk/client-sesv2';
import { createTransport } from 'nodemailer';
import type { SigningKey } from './dkim-keys';
import { badRequest } from './errors';
import { heloOf, SENDING_ADDRESS } from './mail-servers';

/** A mail as it left SES. */
export interface OutgoingMail {
  readonly messageId: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: Buffer;
  /** The envelope's sender. */
  readonly mailFrom: string;
  /** Of the server that it left, with how that greets. */
  readonly ip: string;
  readonly helo: string;
  readonly region: string;
  readonly sentAt: Date;
  /** The selector of the domain's own signature; absent if it left without. */
  readonly signedBy?: string;
}

export interface Signer {
  readonly domainName: string;
  readonly key: SigningKey;
}

/** Builds the message, signs it for each signer, and gives back what would go over the wire. */
export async function compose(
  request: SendEmailRequest, from: string, region: string, sentAt: Date, signers: readonly Signer[], own: Signer | undefined, mailFromDomain: string,
): Promise<OutgoingMail> {
  const messageId = randomUUID();
  const keys = await Promise.all(signers.map(async ({ domainName, key }) => (
    { domainName, keySelector: key.selector, privateKey: await key.pem() }
  )));
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows', dkim: { keys } as never });
  const to = [...request.Destination?.ToAddresses ?? [], ...request.Destination?.CcAddresses ?? [], ...request.Destination?.BccAddresses ?? []];
  const mailFrom = `${messageId}@${mailFromDomain}`;
  const { Simple, Raw } = request.Content ?? {};
  if (!Simple && !Raw) {
    throw badRequest('local-aws sends Simple and Raw content only');
  }
  const content = Raw ? { raw: Buffer.from(Raw.Data!) } : {
    from,
    to: request.Destination?.ToAddresses,
    cc: request.Destination?.CcAddresses,
    replyTo: request.ReplyToAddresses,
    subject: Simple!.Subject?.Data,
    text: Simple!.Body?.Text?.Data,
    html: Simple!.Body?.Html?.Data,
    date: sentAt,
    messageId: `<${messageId}@${region}.amazonses.com>`,
  };
  const { message } = await transport.sendMail({ ...content, envelope: { from: mailFrom, to } });
  const raw = message as Buffer;
  return { messageId, from, to, raw, mailFrom, ip: SENDING_ADDRESS, helo: heloOf(region), region, sentAt, signedBy: own?.key.selector };
}
