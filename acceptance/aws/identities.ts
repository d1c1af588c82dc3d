import { GetEmailIdentityCommand, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { type Clients, unlessAbsent } from './clients';
import type { Identities, IdentityState } from '../ports';

export class AwsIdentities implements Identities {
  constructor(private readonly clients: Clients) {}

  async find(region: string, EmailIdentity: string): Promise<IdentityState | undefined> {
    const found = await unlessAbsent(this.clients.ses(region).send(new GetEmailIdentityCommand({ EmailIdentity })), 'NotFoundException');
    const { Status = 'NOT_STARTED', SigningAttributesOrigin: origin = 'AWS_SES', SigningEnabled = false, Tokens: tokens = [], SigningHostedZone } = found?.DkimAttributes ?? {};
    return found && {
      status: Status,
      origin,
      signs: SigningEnabled,
      maySend: found.VerifiedForSendingStatus ?? false,
      tokens,
      signingHostedZone: SigningHostedZone,
      problem: found.VerificationInfo?.ErrorType,
    };
  }

  async send(region: string, from: string, to: string, subject: string): Promise<string> {
    const { MessageId } = await this.clients.ses(region).send(new SendEmailCommand({
      FromEmailAddress: from,
      Destination: { ToAddresses: [to] },
      Content: { Simple: { Subject: { Data: subject }, Body: { Text: { Data: `${subject}\n\nThis mail should carry a DKIM signature of the sender's domain.\n` } } } },
    }));
    return MessageId!;
  }
}
