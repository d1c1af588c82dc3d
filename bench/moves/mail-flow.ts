import { INTERVAL_MS } from './circumstances';
import type { Stage } from './stage';
import type { Timer } from '../../local-aws/kernel/clock';
import type { OutgoingMail } from '../../local-aws/ses';

export interface Message {
  readonly mail: OutgoingMail;
  readonly sentAt: number;
  /** As a receiver judges it that gets it at once. */
  readonly verifies: boolean;
  /** Whether the flow's first message, signed in the first way, would verify if it came now. */
  readonly firstVerifies: boolean;
}

/** How soon the switch is noticed. */
export const LOOK_MS = 1_000;

/** A message in every interval of the engine's clock, in the middle of it. The switch begins a new interval. */
export class MailFlow {
  readonly messages: Message[] = [];
  /** When SES was first told to sign otherwise, since the flow began. */
  switchedAt?: number;
  private readonly before: number;
  private next?: Timer;
  private flowing = true;

  constructor(private readonly stage: Stage) {
    this.before = stage.switches().length;
    this.schedule(INTERVAL_MS / 2);
    this.watch();
  }

  stop(): void {
    this.flowing = false;
  }

  /** The switch is noticed before the first message of its first interval is due. */
  private watch(): void {
    const { clock } = this.stage.aws;
    clock.after(LOOK_MS, 'is there a switch', () => {
      const switches = this.stage.switches();
      if (switches.length > this.before) {
        // Events of one moment are a millisecond apart.
        const [first] = switches.sort((one, other) => one - other).slice(this.before);
        this.switchedAt = Math.floor(first / 10) * 10;
        this.schedule(this.switchedAt + INTERVAL_MS / 2 - clock.now().getTime());
      } else if (this.flowing) {
        this.watch();
      }
    });
  }

  private schedule(ms: number): void {
    this.next?.cancel();
    this.next = this.stage.aws.clock.after(ms, 'a message leaves', () => this.flowing ? this.send() : undefined);
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
