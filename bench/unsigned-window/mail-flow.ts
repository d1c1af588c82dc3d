import { INTERVAL_MS } from './circumstances';
import type { Stage } from './stage';
import type { OutgoingMail } from '../../local-aws/ses';

export interface Message {
  readonly mail: OutgoingMail;
  readonly sentAt: number;
  /** As a receiver judges it that gets it at once. */
  readonly verifies: boolean;
  /** Whether the flow's first message, signed with the old key, would verify if it came now. */
  readonly firstVerifies: boolean;
}

/** A message in every interval of the engine's clock, in the middle of it. */
export class MailFlow {
  readonly messages: Message[] = [];
  private flowing = true;

  constructor(private readonly stage: Stage) {
    this.schedule(INTERVAL_MS / 2);
  }

  stop(): void {
    this.flowing = false;
  }

  private schedule(ms: number): void {
    this.stage.aws.clock.after(ms, 'a message leaves', () => this.flowing ? this.send() : undefined);
  }

  private async send(): Promise<void> {
    this.schedule(INTERVAL_MS);
    const mail = await this.stage.send();
    const verifies = await this.stage.verifies(mail);
    const [first] = this.messages;
    const firstVerifies = first ? await this.stage.verifies(first.mail) : verifies;
    this.messages.push({ mail, sentAt: mail.sentAt.getTime(), verifies, firstVerifies });
  }
}
