import type { DkimAttributes, DkimSigningAttributes, DkimSigningKeyLength, DkimStatus, VerificationInfo } from '@aws-sdk/client-sesv2';
import type { SesAssumptions } from './assumptions';
import { checkCnames, checkPublicKey, type CheckResult, type Lookup } from './dkim-check';
import { easyKey, GivenKey, newToken, type SigningKey } from './dkim-keys';
import { badRequest } from './errors';
import { startOfAuthority } from './start-of-authority';
import type { Clock, Timer } from '../kernel/clock';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What an identity needs of the world around it. */
export interface IdentityPorts {
  readonly clock: Clock;
  readonly lookup: Lookup;
  readonly assumptions: SesAssumptions;
  readonly signingHostedZone: string;
  /** SES publishes its own keys where Easy DKIM's CNAMEs point. */
  readonly publish: (name: string, type: string, values: string[]) => void;
}

interface EasySigning {
  readonly kind: 'easy';
  readonly tokens: readonly string[];
  readonly key: SigningKey;
}

interface ByoSigning {
  readonly kind: 'byo';
  readonly selector: string;
  readonly given: GivenKey;
  /** What was given, to tell whether it is given again; never answered. */
  readonly base64: string;
}

interface ReplicaSigning {
  readonly kind: 'replica';
  readonly parentRegion: string;
}

type Signing = EasySigning | ByoSigning | ReplicaSigning;

/** What a replica borrows of its parent. */
export interface ParentSigning {
  readonly tokens: readonly string[];
  readonly key: SigningKey;
  readonly keyLength: DkimSigningKeyLength;
  readonly zone: string;
}

/** What a replica sees of its parent; the reason where it may not. */
export type Parent = { readonly signing: ParentSigning }
| { readonly error: NonNullable<VerificationInfo['ErrorType']> };

/** A domain, or an address, that mail may come from: with SES's state machine of DKIM. */
export class EmailIdentity {
  readonly tags = new Map<string, string>();
  configurationSetName?: string;
  feedbackForwarding = true;
  signingEnabled = true;
  /** Stays when the key changes: only lost records take it away. [LIVE floci] */
  verifiedForSending = false;
  mailFromDomain?: string;
  behaviorOnMxFailure: 'USE_DEFAULT_VALUE' | 'REJECT_MESSAGE' = 'USE_DEFAULT_VALUE';

  private signing!: Signing;
  private status: DkimStatus = 'NOT_STARTED';
  private nextKeyLength: DkimSigningKeyLength;
  private lastKeyGeneration?: Date;
  private lastLengthChange?: Date;
  private lastChecked?: Date;
  private lastSuccess?: Date;
  private failingSince?: Date;
  private error?: VerificationInfo['ErrorType'];
  private soa?: VerificationInfo['SOARecord'];
  private startedAt!: Date;
  private timer?: Timer;

  constructor(readonly name: string, private readonly ports: IdentityPorts, private readonly parentIn: (region: string) => Parent) {
    this.nextKeyLength = this.isDomain ? 'RSA_2048_BIT' : 'RSA_1024_BIT'; // [LIVE terraform-provider-aws email_identity_test.go]
    this.makeEasyKeys();
    this.start();
  }

  get isDomain(): boolean {
    return !this.name.includes('@');
  }

  // --- signing attributes

  putEasyDkim(keyLength?: DkimSigningKeyLength, isCreation = false): void {
    const now = this.ports.clock.now();
    const isEasy = this.signing.kind === 'easy';
    if (keyLength && isEasy && !isCreation) {
      if (keyLength === this.nextKeyLength) {
        // [DOC Easy DKIM: the same length is an error; the text is assumed]
        throw badRequest(`The input you provided is invalid. The signing key length is already ${keyLength}.`);
      }
      const isFirstDowngrade = keyLength === 'RSA_1024_BIT' && this.lastLengthChange === undefined;
      if (!isFirstDowngrade && this.lastLengthChange && now.getTime() - this.lastLengthChange.getTime() < DAY_MS) {
        throw badRequest('The input you provided is invalid. The signing key length can be changed once in 24 hours.');
      }
      this.lastLengthChange = now;
    }
    const lengthChanges = keyLength !== undefined && keyLength !== this.nextKeyLength;
    this.nextKeyLength = keyLength ?? this.nextKeyLength;
    if (!isEasy || lengthChanges) {
      this.makeEasyKeys(); // new tokens with a new length [LIVE floci]
      this.start();
    } else if (this.status === 'FAILED') {
      this.start();
    }
  }

  putByoDkim(selector: string, base64: string): void {
    const { samePutResets, pkcs8Verifies } = this.ports.assumptions;
    const same = this.signing.kind === 'byo' && this.signing.selector === selector && this.signing.base64 === base64;
    this.signing = { kind: 'byo', selector, base64, given: new GivenKey(base64, pkcs8Verifies) };
    if (!same || samePutResets || this.status === 'FAILED') {
      this.start();
    }
  }

  putReplica(parentRegion: string): void {
    const same = this.signing.kind === 'replica' && this.signing.parentRegion === parentRegion;
    this.signing = { kind: 'replica', parentRegion };
    if (!same || this.status === 'FAILED') {
      this.start();
    }
  }

  /** The Region that this identity takes its keys from. */
  get replicaOf(): string | undefined {
    return this.signing.kind === 'replica' ? this.signing.parentRegion : undefined;
  }

  // --- what SES tells

  get tokens(): string[] {
    if (!this.isDomain) {
      return []; // [LIVE terraform-provider-aws email_identity_test.go]
    }
    switch (this.signing.kind) {
      case 'easy':
        return [...this.signing.tokens];
      case 'byo':
        return this.ports.assumptions.byoTokens === 'selector' ? [this.signing.selector] : [];
      case 'replica':
        return [...this.parent?.tokens ?? []];
    }
  }

  get dkimStatus(): DkimStatus {
    return this.status;
  }

  get signingHostedZone(): string | undefined {
    if (!this.ports.assumptions.tellsSigningHostedZone) {
      return undefined;
    }
    // A replica's records are its parent's, in its parent's zone. [DOC DEED]
    return this.parent?.zone ?? this.ports.signingHostedZone;
  }

  /** As `CreateEmailIdentity` answers. */
  get dkimAttributes(): DkimAttributes {
    const { signing } = this;
    return {
      SigningEnabled: this.signingEnabled,
      Status: this.status,
      Tokens: this.tokens,
      SigningHostedZone: this.signingHostedZone,
      SigningAttributesOrigin: signing.kind === 'byo' ? 'EXTERNAL' : signing.kind === 'easy' ? 'AWS_SES' : originOf(signing.parentRegion),
      ...signing.kind === 'byo' ? {} : {
        NextSigningKeyLength: this.parent?.keyLength ?? this.nextKeyLength,
        CurrentSigningKeyLength: this.parent?.keyLength ?? this.nextKeyLength,
        LastKeyGenerationTimestamp: this.lastKeyGeneration,
      },
    };
  }

  /** As `GetEmailIdentity` answers: the first look after a change finds it PENDING. [LIVE hogsend, floci] */
  observe(): { readonly dkim: DkimAttributes; readonly verification: VerificationInfo } {
    if (this.status === 'NOT_STARTED' && this.isDomain) {
      this.status = 'PENDING';
    }
    return {
      dkim: this.dkimAttributes,
      verification: { LastCheckedTimestamp: this.lastChecked, LastSuccessTimestamp: this.lastSuccess, ErrorType: this.error, SOARecord: this.soa },
    };
  }

  /** The key that signs at this moment: none while SES looks for a new key's record. [DOC Easy DKIM and BYODKIM, considerations] */
  get signsWith(): SigningKey | undefined {
    if (!this.signingEnabled || (this.status !== 'SUCCESS' && this.status !== 'TEMPORARY_FAILURE')) {
      return undefined;
    }
    switch (this.signing.kind) {
      case 'easy':
        return this.signing.key;
      case 'byo':
        return this.signing.given.signingKey(this.signing.selector);
      case 'replica':
        return this.parent?.key;
    }
  }

  /** What replicas in other Regions may use. */
  asParent(): Parent {
    switch (this.signing.kind) {
      case 'easy':
        return { signing: { tokens: this.signing.tokens, key: this.signing.key, keyLength: this.nextKeyLength, zone: this.ports.signingHostedZone } };
      case 'byo':
        return { error: 'REPLICATION_PRIMARY_BYO_DKIM_NOT_SUPPORTED' };
      case 'replica':
        return { error: 'REPLICATION_REPLICA_AS_PRIMARY_NOT_SUPPORTED' };
    }
  }

  forget(): void {
    this.timer?.cancel();
  }

  private get parent(): ParentSigning | undefined {
    const parent = this.signing.kind === 'replica' ? this.parentIn(this.signing.parentRegion) : undefined;
    return parent && 'signing' in parent ? parent.signing : undefined;
  }

  // --- looking at DNS

  private makeEasyKeys(): void {
    const tokens = Array.from({ length: this.ports.assumptions.tokenCount }, newToken);
    const bits = this.nextKeyLength === 'RSA_1024_BIT' ? 1024 : 2048;
    const publish = (token: string, record: string) => this.ports.publish(`${token}.${this.ports.signingHostedZone}`, 'TXT', [record]);
    this.signing = { kind: 'easy', tokens, key: easyKey(tokens[0], bits, publish) };
    this.lastKeyGeneration = this.ports.clock.now();
  }

  private start(): void {
    if (!this.isDomain) {
      return;
    }
    this.status = 'NOT_STARTED';
    this.startedAt = this.ports.clock.now();
    this.failingSince = undefined;
    this.schedule(this.signing.kind === 'replica' ? this.ports.assumptions.replicationDelayMs : this.ports.assumptions.checkDelayMs);
  }

  private schedule(ms: number): void {
    this.timer?.cancel();
    this.timer = this.ports.clock.after(ms, `SES looks at the DKIM records of ${this.name}`, () => this.check());
  }

  private async check(): Promise<void> {
    const { clock, assumptions } = this.ports;
    const asked = this.signing;
    const [result, soa] = await Promise.all([this.look(asked), startOfAuthority(this.ports.lookup, this.name)]);
    if (asked !== this.signing) {
      return; // a Put came in between, and started its own
    }
    this.lastChecked = clock.now();
    this.soa = soa;
    this.error = result.passed ? undefined : result.error;
    if (result.passed) {
      this.status = 'SUCCESS';
      this.verifiedForSending = true;
      this.lastSuccess = clock.now();
      this.failingSince = undefined;
      this.schedule(assumptions.recheckIntervalMs);
    } else if (this.status === 'SUCCESS' || this.status === 'TEMPORARY_FAILURE') {
      this.missing(clock.now());
    } else if (clock.now().getTime() - this.startedAt.getTime() >= assumptions.giveUpMs) {
      this.status = 'FAILED'; // for good: SES does not look again by itself [DOC troubleshoot DKIM]
    } else {
      this.status = 'PENDING';
      const inFirstHour = clock.now().getTime() - this.startedAt.getTime() < HOUR_MS;
      this.schedule(inFirstHour ? assumptions.checkIntervalMs : HOUR_MS);
    }
  }

  /** Records that were there and are gone: SES signs on for a while, then verification is lost. [DOC troubleshoot DKIM] */
  private missing(now: Date): void {
    this.failingSince ??= now;
    if (now.getTime() - this.failingSince.getTime() >= this.ports.assumptions.graceMs) {
      this.status = 'FAILED';
      this.verifiedForSending = false;
    } else {
      this.status = 'TEMPORARY_FAILURE';
      this.schedule(this.ports.assumptions.recheckIntervalMs);
    }
  }

  private look(signing: Signing): Promise<CheckResult> {
    const { lookup, signingHostedZone } = this.ports;
    const cnames = (tokens: readonly string[], zone: string) => tokens.map((token) => (
      { name: `${token}._domainkey.${this.name}`, target: `${token}.${zone}` }
    ));
    switch (signing.kind) {
      case 'easy':
        return checkCnames(lookup, cnames(signing.tokens, signingHostedZone));
      case 'byo':
        return checkPublicKey(lookup, `${signing.selector}._domainkey.${this.name}`, signing.given.publicKey);
      case 'replica': {
        const parent = this.parentIn(signing.parentRegion);
        return 'error' in parent
          ? Promise.resolve({ passed: false, error: parent.error })
          : checkCnames(lookup, cnames(parent.signing.tokens, parent.signing.zone));
      }
    }
  }
}

/** `eu-west-1` → `AWS_SES_EU_WEST_1` [DOC API_DkimSigningAttributes] */
export function originOf(region: string): NonNullable<DkimSigningAttributes['DomainSigningAttributesOrigin']> {
  return `AWS_SES_${region.toUpperCase().replace(/-/g, '_')}` as NonNullable<DkimSigningAttributes['DomainSigningAttributesOrigin']>;
}

export function regionOf(origin: string): string {
  return origin.replace(/^AWS_SES_/, '').toLowerCase().replace(/_/g, '-');
}
