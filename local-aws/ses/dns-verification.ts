import type { DkimStatus, VerificationError } from '@aws-sdk/client-sesv2';
import type { SesAssumptions } from './assumptions';
import type { CheckResult } from './dns-lookup';
import type { Clock, Timer } from '../kernel/clock';

const HOUR_MS = 3_600_000;

export interface VerificationPorts {
  readonly clock: Clock;
  readonly assumptions: SesAssumptions;
}

/** What SES looks for. */
export interface Wanted {
  /** For whoever watches the clock. */
  readonly what: string;
  /** How long it may be gone before it is lost. */
  readonly graceMs: number;
  look(): Promise<CheckResult>;
}

/** Records that SES looks for again and again: its state machine. */
export class DnsVerification {
  private state: DkimStatus = 'NOT_STARTED';
  private verified = false;
  private round = 0;
  private startedAt!: Date;
  private failingSince?: Date;
  private checkedAt?: Date;
  private succeededAt?: Date;
  private reason?: VerificationError;
  private timer?: Timer;

  constructor(private readonly wanted: Wanted, private readonly ports: VerificationPorts) {}

  get status(): DkimStatus {
    return this.state;
  }

  /** Stays when other records are wanted: only lost records take it away. [LIVE floci] */
  get isVerified(): boolean {
    return this.verified;
  }

  get lastChecked(): Date | undefined {
    return this.checkedAt;
  }

  get lastSuccess(): Date | undefined {
    return this.succeededAt;
  }

  get error(): VerificationError | undefined {
    return this.reason;
  }

  start(delayMs = this.ports.assumptions.checkDelayMs): void {
    this.round++;
    this.state = 'NOT_STARTED';
    this.startedAt = this.ports.clock.now();
    this.failingSince = undefined;
    this.schedule(delayMs);
  }

  stop(): void {
    this.round++;
    this.timer?.cancel();
  }

  /** The first look after a change finds it PENDING. [LIVE hogsend, floci] */
  observe(): DkimStatus {
    if (this.state === 'NOT_STARTED') {
      this.state = 'PENDING';
    }
    return this.state;
  }

  private schedule(ms: number): void {
    this.timer?.cancel();
    this.timer = this.ports.clock.after(ms, `SES looks at ${this.wanted.what}`, () => this.check());
  }

  private async check(): Promise<void> {
    const { clock, assumptions } = this.ports;
    const { round } = this;
    const result = await this.wanted.look();
    if (round !== this.round) {
      return; // a Put came in between, and started its own
    }
    const now = this.checkedAt = clock.now();
    const sinceStart = now.getTime() - this.startedAt.getTime();
    this.reason = result.passed ? undefined : result.error;
    if (result.passed) {
      this.state = 'SUCCESS';
      this.verified = true;
      this.succeededAt = now;
      this.failingSince = undefined;
      this.schedule(assumptions.recheckIntervalMs);
    } else if (this.state === 'SUCCESS' || this.state === 'TEMPORARY_FAILURE') {
      this.missing(now);
    } else if (result.error.startsWith('REPLICATION_')) {
      this.state = 'FAILED'; // waiting cures no parent; the reasons exist, that they fail at the first look is assumed [SDK VerificationError]
    } else if (sinceStart >= assumptions.giveUpMs) {
      this.state = 'FAILED';
      if (!assumptions.failedIsFinal) {
        this.schedule(HOUR_MS);
      }
    } else {
      this.state = 'PENDING';
      this.schedule(sinceStart < HOUR_MS ? assumptions.checkIntervalMs : HOUR_MS);
    }
  }

  /** Records that were there and are gone: SES goes on with them for a while, then verification is lost. [DOC troubleshoot DKIM] */
  private missing(now: Date): void {
    this.failingSince ??= now;
    if (now.getTime() - this.failingSince.getTime() >= this.wanted.graceMs) {
      this.state = 'FAILED';
      this.verified = false;
    } else {
      this.state = 'TEMPORARY_FAILURE';
      this.schedule(this.ports.assumptions.recheckIntervalMs);
    }
  }
}
