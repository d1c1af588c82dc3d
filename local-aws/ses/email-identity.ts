import type { DkimAttributes, DkimSigningKeyLength, DkimStatus, SOARecord, VerificationInfo } from '@aws-sdk/client-sesv2';
import type { SigningKey } from './dkim-keys';
import { ByoDkim, type DkimSigning, EasyDkim, type Parent, ReplicaDkim } from './dkim-signing';
import { type CheckResult, startOfAuthority } from './dns-lookup';
import { DnsVerification } from './dns-verification';
import { KeyLength } from './key-length';
import { MailFrom, type MailFromPorts } from './mail-from';

/** What an identity needs of the world around it. */
export interface IdentityPorts extends MailFromPorts {
  readonly signingHostedZone: string;
  /** SES publishes its own keys where Easy DKIM's CNAMEs point. */
  readonly publish: (name: string, type: string, values: string[]) => void;
}

/** A domain, or an address, that mail may come from. */
export class EmailIdentity {
  readonly tags = new Map<string, string>();
  configurationSetName?: string;
  feedbackForwarding = true;
  signingEnabled = true;
  readonly mailFrom: MailFrom;

  private signing: DkimSigning;
  /** The last BYODKIM key that was verified, while another one is not yet. */
  private previousKey?: SigningKey;
  private easyDkim!: EasyDkim;
  private lastKeyGeneration?: Date;
  private soa?: SOARecord;
  private readonly keyLength: KeyLength;
  private readonly dkim: DnsVerification;

  constructor(readonly name: string, private readonly ports: IdentityPorts, private readonly parentIn: (region: string) => Parent) {
    this.keyLength = new KeyLength(this.isDomain ? 'RSA_2048_BIT' : 'RSA_1024_BIT', ports.assumptions); // [LIVE terraform-provider-aws email_identity_test.go]
    this.mailFrom = new MailFrom(ports);
    this.dkim = new DnsVerification({
      what: `the DKIM records of ${name}`, graceMs: ports.assumptions.graceMs, look: () => this.look(),
    }, ports);
    this.signing = this.newEasyDkim();
    this.start();
  }

  get isDomain(): boolean {
    return !this.name.includes('@');
  }

  get verifiedForSending(): boolean {
    return this.dkim.isVerified;
  }

  // --- signing attributes

  putEasyDkim(length?: DkimSigningKeyLength, isCreation = false): void {
    const isEasy = this.signing instanceof EasyDkim;
    const lengthChanges = length !== undefined && length !== this.keyLength.value;
    if (length && isEasy && !isCreation) {
      this.keyLength.change(length, this.ports.clock.now());
    } else if (length) {
      this.keyLength.set(length);
    }
    this.previousKey = undefined;
    if (!isEasy || lengthChanges) {
      this.signing = this.formerEasyDkim() ?? this.newEasyDkim(); // new tokens with a new length [LIVE floci]
      this.start();
    } else if (this.dkimStatus === 'FAILED') {
      this.start();
    }
  }

  putByoDkim(selector: string, base64: string): void {
    const previous = this.signing;
    this.previousKey = previous instanceof ByoDkim ? this.verifiedKey ?? this.previousKey : undefined;
    const signing = this.signing = new ByoDkim(this.name, selector, base64, this.ports.assumptions);
    if (!signing.isSameAs(previous) || this.ports.assumptions.samePutResets || this.dkimStatus === 'FAILED') {
      this.start();
    }
  }

  putReplica(parentRegion: string): void {
    const isSame = this.replicaOf === parentRegion;
    this.previousKey = undefined;
    this.signing = new ReplicaDkim(parentRegion, this.parentIn);
    if (!isSame || this.dkimStatus === 'FAILED') {
      this.start();
    }
  }

  /** The Region that this identity takes its keys from. */
  get replicaOf(): string | undefined {
    return this.signing instanceof ReplicaDkim ? this.signing.parentRegion : undefined;
  }

  /** What replicas in other Regions may use. */
  get asParent(): Parent {
    return this.signing.asParent;
  }

  // --- what SES tells

  get tokens(): string[] {
    return this.isDomain ? [...this.signing.tokens] : []; // [LIVE terraform-provider-aws email_identity_test.go]
  }

  /** The selector of the key that it has, whether SES tells it or not. */
  get selector(): string | undefined {
    return this.signing.key?.selector;
  }

  get dkimStatus(): DkimStatus {
    return this.dkim.status;
  }

  get signingHostedZone(): string | undefined {
    // A replica's records are its parent's, in its parent's zone. [DOC DEED]
    return this.ports.assumptions.tellsSigningHostedZone ? this.parent?.zone ?? this.ports.signingHostedZone : undefined;
  }

  /** As `CreateEmailIdentity` answers. */
  get dkimAttributes(): DkimAttributes {
    const length = this.parent?.keyLength ?? this.keyLength.value;
    return {
      SigningEnabled: this.signingEnabled,
      Status: this.dkimStatus,
      Tokens: this.tokens,
      SigningHostedZone: this.signingHostedZone,
      SigningAttributesOrigin: this.signing.origin,
      ...this.signing instanceof ByoDkim ? {} : {
        NextSigningKeyLength: length, CurrentSigningKeyLength: length, LastKeyGenerationTimestamp: this.lastKeyGeneration,
      },
    };
  }

  /** As `GetEmailIdentity` answers. */
  observe(): { readonly dkim: DkimAttributes; readonly verification: VerificationInfo } {
    if (this.isDomain) {
      this.dkim.observe();
    }
    const { lastChecked: LastCheckedTimestamp, lastSuccess: LastSuccessTimestamp, error: ErrorType } = this.dkim;
    return { dkim: this.dkimAttributes, verification: { LastCheckedTimestamp, LastSuccessTimestamp, ErrorType, SOARecord: this.soa } };
  }

  /** The key that signs at this moment: none while SES looks for a new key's record. [DOC Easy DKIM and BYODKIM, considerations] */
  get signsWith(): SigningKey | undefined {
    const isPending = this.dkimStatus === 'NOT_STARTED' || this.dkimStatus === 'PENDING';
    const meanwhile = this.ports.assumptions.oldKeySignsMeanwhile && isPending ? this.previousKey : undefined;
    return this.signingEnabled ? this.verifiedKey ?? meanwhile : undefined;
  }

  forget(): void {
    this.dkim.stop();
    this.mailFrom.disable();
  }

  private get verifiedKey(): SigningKey | undefined {
    return this.dkimStatus === 'SUCCESS' || this.dkimStatus === 'TEMPORARY_FAILURE' ? this.signing.key : undefined;
  }

  private get parent(): EasyDkim | undefined {
    return this.signing instanceof ReplicaDkim ? this.signing.parent : undefined;
  }

  /** What it had before it was given another way to sign. */
  private formerEasyDkim(): EasyDkim | undefined {
    return this.ports.assumptions.keepsTokens && this.easyDkim.keyLength === this.keyLength.value ? this.easyDkim : undefined;
  }

  private newEasyDkim(): EasyDkim {
    const { assumptions: { tokenCount }, signingHostedZone: zone, publish } = this.ports;
    this.lastKeyGeneration = this.ports.clock.now();
    return this.easyDkim = new EasyDkim({ domainName: this.name, keyLength: this.keyLength.value, tokenCount, zone, publish });
  }

  private start(): void {
    if (this.isDomain) {
      this.dkim.start(this.replicaOf ? this.ports.assumptions.replicationDelayMs : undefined);
    }
  }

  private async look(): Promise<CheckResult> {
    const { lookup } = this.ports;
    const [result, soa] = await Promise.all([this.signing.look(lookup), startOfAuthority(lookup, `_domainkey.${this.name}`)]);
    this.soa = soa;
    return result;
  }
}
