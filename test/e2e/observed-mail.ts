import { DOMAIN, type World } from './world';
import type { Timer } from '../../local-aws/kernel/clock';
import type { OutgoingMail } from '../../local-aws/ses';

const DAY = 86_400_000;

/**
 * Mail that leaves again and again while the engine's clock moves, and a receiver that judges each at that moment, and for
 * as many days afterwards as it has been promised, whenever its record has changed.
 */
export class ObservedMail {
  signed = 0;
  unsigned = 0;
  rejudged = 0;
  /** What must never be. */
  readonly violations: string[] = [];
  /** Set while somebody has taken a record away: nobody can verify then what is signed. */
  tampered = false;
  private readonly kept = new Map<string, OutgoingMail>();
  /** The records by which mail was judged last: with the same ones the verdict is the same. */
  private readonly judgedBy = new WeakMap<OutgoingMail, string>();
  private readonly checks = [{ from: -Infinity, longestMs: 5 * 60_000 }];
  private timer?: Timer;
  private round = 0;

  constructor(private readonly world: World, private readonly promisedDays: number) {}

  /** How long SES may look for a record, when it is given a key from now on: mail leaves without the domain's signature. */
  checksFor(longestMs: number): void {
    this.checks.push({ from: this.world.aws.clock.now().getTime(), longestMs });
  }

  /** One mail now, and then one after each interval. */
  async every(intervalMs: number): Promise<void> {
    this.stop();
    await this.repeat(intervalMs, this.round);
  }

  /** Also if one is on its way at this moment. */
  stop(): void {
    this.round++;
    this.timer?.cancel();
  }

  /** Judges what was sent in the promised days, if DNS serves its key otherwise than when it was judged last. */
  async judgeAgain(): Promise<void> {
    const now = this.world.aws.clock.now();
    for (const [name, mail] of this.kept) {
      if (now.getTime() - mail.sentAt.getTime() > this.promisedDays * DAY) {
        this.kept.delete(name);
      } else if (!this.tampered && this.served(mail) !== this.judgedBy.get(mail)) {
        this.rejudged++;
        await this.judge(mail, 'judged again');
      }
    }
  }

  private async repeat(intervalMs: number, round: number): Promise<void> {
    await this.one();
    if (round === this.round) {
      this.timer = this.world.aws.clock.after(intervalMs, 'a mail', () => this.repeat(intervalMs, round));
    }
  }

  private async one(): Promise<void> {
    const mail = await this.world.send();
    if (mail.signedBy === undefined) {
      this.unsigned++;
      this.checkMayTakeThatLong(mail.sentAt);
      return;
    }
    this.signed++;
    if (!this.tampered) {
      await this.judge(mail, 'judged at once');
    }
    this.kept.set(`${mail.signedBy} ${mail.sentAt.toISOString().slice(0, 10)}`, mail); // the last one of each key and day
  }

  private async judge(mail: OutgoingMail, when: string): Promise<void> {
    this.judgedBy.set(mail, this.served(mail));
    const { dkim, selector } = await this.world.judge(mail);
    if (dkim !== 'pass' || selector !== mail.signedBy) {
      this.violations.push(`${this.now}: ${when}: signed by ${mail.signedBy} at ${mail.sentAt.toISOString()}, ${dkim} by ${selector}; records: `
        + (await this.world.records()).join(', '));
    }
  }

  private served({ signedBy }: OutgoingMail): string {
    const { clock, route53 } = this.world.aws;
    return route53.servedAt(`${signedBy}._domainkey.${DOMAIN}`, 'TXT', clock.now()).join();
  }

  private checkMayTakeThatLong(sentAt: Date): void {
    const puts = this.world.aws.requests.all({ operation: 'PutEmailIdentityDkimSigningAttributes' });
    const put = puts.at(-1)?.time.getTime() ?? 0;
    const since = sentAt.getTime() - put;
    if (since > this.checks.filter(({ from }) => from <= put).at(-1)!.longestMs && !this.tampered) {
      this.violations.push(`${this.now}: unsigned ${since / 1000} s after SES was given a key for ${DOMAIN}`);
    }
  }

  private get now(): string {
    return this.world.aws.clock.now().toISOString();
  }
}
