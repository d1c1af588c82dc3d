import { easyDkimRecord, type PublicDns, SIGNING_HOSTED_ZONE } from './public-dns';
import type { Random } from './random';
import { DAY, HOUR, MINUTE, type Scheduler, SECOND } from './scheduler';
import { type KeyFacts, type LiveDkim, type LiveIdentity, Refused, type SigningChange } from '../../../../lambda/ports';
import type { MailFrom } from '../../../../src/contract/domain-identity';

/** What nobody outside AWS knows for certain of SES. A world has one answer of several. */
export interface SesAssumptions {
  /** Whether BYODKIM tells its selector as a token, or nothing. */
  readonly tellsSelector: boolean;
  /** Whether giving the same key again makes SES look again. */
  readonly samePutResets: boolean;
  /** Whether Easy DKIM has its former tokens again when it comes back. */
  readonly keepsTokens: boolean;
}

/** A record that a signature is verified with. */
export interface SignedWith {
  readonly name: string;
  readonly value: string;
}

/** What an identity was like when a stack took it over. */
export interface Found {
  readonly by: string;
  /** Unknown if the stack before has let it go, or if a chain of take-overs had no room for it. */
  live?: LiveIdentity;
}

/** What a replica in another Region sees of its parent. */
export type Parent = 'absent' | 'not Easy DKIM' | readonly string[];

const LOOKS_FOR = 72 * HOUR; // [DOC verifying identities]
const LENGTH_CHANGES_AFTER = DAY; // [DOC Easy DKIM]
const RECHECK = 12 * HOUR; // assumed
const STARTS_AFTER = 20 * SECOND; // assumed: `NOT_STARTED` is what Create and Put answer

/** A domain's identity in one Region. */
export class SesIdentity {
  readonly tags = new Map<string, string>();
  configurationSetName?: string;
  feedbackForwarding = true;
  signingEnabled = true;
  mailFrom?: MailFrom & { status: string };

  status = 'NOT_STARTED';
  /** Since when it is verified, without interruption. */
  verifiedSince?: number;
  key?: KeyFacts;
  parentRegion?: string;
  keyLength = 'RSA_2048_BIT';
  isDeleted = false;
  /** The stack that decided how it signs. */
  givenBy?: string;
  /** The stack that created it; none if that was a person. */
  madeBy?: string;
  /** Stacks that have had it, and until when. */
  readonly owners = new Map<string, number>();
  /** How it was when stacks took it over, the last one at the end. */
  readonly found: Found[] = [];

  private tokens: readonly string[];
  private keyMadeAt: number;
  private lengthChangedAt = -Infinity;
  private lookingSince = 0;
  private looks = 0;

  constructor(
    readonly domainName: string, private readonly scheduler: Scheduler, private readonly random: Random, private readonly dns: PublicDns,
    private readonly assumptions: SesAssumptions, private readonly parentIn: (region: string) => Parent, private readonly changed: () => void,
  ) {
    this.tokens = this.newTokens();
    this.keyMadeAt = scheduler.now;
    this.start();
  }

  get origin(): string {
    return this.key ? 'EXTERNAL' : this.parentRegion === undefined ? 'AWS_SES' : originOf(this.parentRegion);
  }

  get isVerified(): boolean {
    return this.status === 'SUCCESS' || this.status === 'TEMPORARY_FAILURE';
  }

  /** What replicas may use. */
  get asParent(): Parent {
    return this.origin === 'AWS_SES' ? this.tokens : 'not Easy DKIM';
  }

  /** The records that mail is signed for at this moment. [DOC: none while SES looks for a new key's record] */
  get signsWith(): readonly SignedWith[] {
    return this.isVerified && this.signingEnabled && !this.isDeleted ? this.records : [];
  }

  /** The records that SES looks for. */
  get records(): readonly SignedWith[] {
    if (this.key) {
      return [{ name: `${this.key.selector}._domainkey.${this.domainName}`, value: this.key.value }];
    }
    return this.liveTokens.map((token) => ({ name: `${token}._domainkey.${this.domainName}`, value: easyDkimRecord(token) }));
  }

  get dkim(): LiveDkim {
    return {
      status: this.status,
      origin: this.origin,
      tokens: this.key ? (this.assumptions.tellsSelector ? [this.key.selector] : []) : [...this.liveTokens],
      signingHostedZone: this.key ? undefined : SIGNING_HOSTED_ZONE,
      nextKeyLength: this.key ? undefined : this.keyLength,
      keyMadeAt: this.key ? undefined : this.keyMadeAt,
      signingEnabled: this.signingEnabled,
    };
  }

  get live(): LiveIdentity {
    return {
      dkim: this.dkim,
      configurationSetName: this.configurationSetName,
      feedbackForwarding: this.feedbackForwarding,
      mailFrom: this.mailFrom && { ...this.mailFrom },
      tags: Object.fromEntries(this.tags),
    };
  }

  sign(change: SigningChange): void {
    if (change.origin === 'EXTERNAL') {
      const isSame = this.key?.fingerprint === change.key.fingerprint && this.key.selector === change.key.selector;
      this.key = change.key;
      this.parentRegion = undefined;
      if (!isSame || this.assumptions.samePutResets || this.status === 'FAILED') {
        this.start();
      }
    } else if (change.origin === 'AWS_SES') {
      this.signEasily((change as { keyLength?: string }).keyLength);
    } else {
      const parentRegion = regionOf(change.origin);
      const isSame = this.parentRegion === parentRegion;
      this.key = undefined;
      this.parentRegion = parentRegion;
      if (!isSame || this.status === 'FAILED') {
        this.start();
      }
    }
  }

  putMailFrom(mailFrom: MailFrom | undefined): void {
    this.mailFrom = mailFrom && { ...mailFrom, status: 'PENDING' };
    if (mailFrom) {
      const { mailFrom: mine } = this;
      const since = this.scheduler.now;
      this.scheduler.after(MINUTE, () => this.lookForMailFrom(mine!, since));
    }
  }

  end(): void {
    this.isDeleted = true;
    this.looks++;
  }

  private get liveTokens(): readonly string[] {
    if (this.parentRegion === undefined) {
      return this.tokens;
    }
    const parent = this.parentIn(this.parentRegion);
    return typeof parent === 'string' ? [] : parent;
  }

  private signEasily(keyLength: string | undefined): void {
    const isEasy = this.origin === 'AWS_SES';
    const isOther = keyLength !== undefined && keyLength !== this.keyLength;
    if (isEasy && keyLength !== undefined) {
      if (!isOther) {
        throw new Refused(`the signing key length is already ${keyLength}`, 'invalid'); // [DOC Easy DKIM]
      }
      if (this.scheduler.now - this.lengthChangedAt < LENGTH_CHANGES_AFTER) {
        throw new Refused('the signing key length can be changed once in 24 hours', 'key length'); // [DOC Easy DKIM]
      }
    }
    if (isOther) {
      this.lengthChangedAt = isEasy ? this.scheduler.now : this.lengthChangedAt;
      this.keyLength = keyLength;
    }
    if (isOther || (!isEasy && !this.assumptions.keepsTokens)) {
      this.tokens = this.newTokens();
      this.keyMadeAt = this.scheduler.now;
    }
    this.key = undefined;
    this.parentRegion = undefined;
    if (!isEasy || isOther || this.status === 'FAILED') {
      this.start();
    }
  }

  private newTokens(): string[] {
    return [1, 2, 3].map(() => this.random.hex(32));
  }

  // --- verification

  private start(): void {
    this.status = 'NOT_STARTED';
    this.verifiedSince = undefined;
    this.lookingSince = this.scheduler.now;
    const run = ++this.looks;
    this.changed();
    this.later(run, STARTS_AFTER, () => this.become('PENDING'));
    this.later(run, this.random.between(1, 5) * MINUTE, () => this.look(run));
  }

  private later(run: number, milliseconds: number, look: () => void): void {
    this.scheduler.after(milliseconds, () => {
      if (run === this.looks) {
        look();
      }
    });
  }

  private look(run: number): void {
    const age = this.scheduler.now - this.lookingSince;
    const isServed = this.isServed();
    if (isServed) {
      this.become('SUCCESS');
      this.lookingSince = this.scheduler.now;
      this.later(run, RECHECK, () => this.look(run));
    } else if (age >= LOOKS_FOR) {
      this.become('FAILED'); // final: only a new Put makes SES look again [DOC]
    } else {
      if (this.isVerified) {
        this.become('TEMPORARY_FAILURE');
      }
      const next = this.isVerified ? HOUR / 2 : age < HOUR ? 5 * MINUTE : HOUR;
      this.later(run, Math.max(MINUTE, Math.min(next, LOOKS_FOR - age)), () => this.look(run));
    }
  }

  private isServed(): boolean {
    const { records } = this;
    return records.length > 0 && records.every(({ name, value }) => this.dns.resolve(name, 'TXT')?.includes(value));
  }

  private become(status: string): void {
    if (status !== this.status) {
      this.changed();
      this.status = status;
      this.verifiedSince = status === 'SUCCESS' ? this.scheduler.now : this.isVerified ? this.verifiedSince : undefined;
      this.changed();
    }
  }

  /** [DOC custom MAIL FROM, setup states] */
  private lookForMailFrom(mailFrom: MailFrom & { status: string }, since: number): void {
    if (this.mailFrom !== mailFrom || this.isDeleted) {
      return;
    }
    const age = this.scheduler.now - since;
    const isServed = this.dns.resolve(mailFrom.domainName, 'MX') !== undefined;
    mailFrom.status = isServed ? 'SUCCESS' : age >= LOOKS_FOR ? 'FAILED' : 'PENDING';
    this.changed();
    if (mailFrom.status === 'PENDING') {
      this.scheduler.after(age < HOUR ? 5 * MINUTE : HOUR, () => this.lookForMailFrom(mailFrom, since));
    }
  }
}

export function originOf(region: string): `AWS_SES_${string}` {
  return `AWS_SES_${region.toUpperCase().replace(/-/g, '_')}`;
}

function regionOf(origin: string): string {
  return origin.slice('AWS_SES_'.length).toLowerCase().replace(/_/g, '-');
}
