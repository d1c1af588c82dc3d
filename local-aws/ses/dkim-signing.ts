import type { DkimSigningAttributesOrigin, DkimSigningKeyLength, VerificationError } from '@aws-sdk/client-sesv2';
import type { SesAssumptions } from './assumptions';
import { checkCnames, checkPublicKey } from './dkim-check';
import { easyKey, GivenKey, newToken, type SigningKey } from './dkim-keys';
import { type CheckResult, failed, type Lookup } from './dns-lookup';
import { originOf } from './signing-origin';

/** A way of signing a domain's mail. */
export interface DkimSigning {
  readonly origin: DkimSigningAttributesOrigin;
  readonly tokens: readonly string[];
  readonly key: SigningKey | undefined;
  /** What replicas in other Regions may use. */
  readonly asParent: Parent;
  /** Looks for the domain's records in DNS. */
  look(lookup: Lookup): Promise<CheckResult>;
}

/** What a replica sees of its parent; the reason where it may not. */
export type Parent = { readonly signing: EasyDkim } | { readonly error: VerificationError };

export interface EasyDkimOptions {
  readonly domainName: string;
  readonly keyLength: DkimSigningKeyLength;
  readonly tokenCount: number;
  /** Where the CNAMEs point. */
  readonly zone: string;
  /** SES publishes its own keys there. */
  readonly publish: (name: string, type: string, values: string[]) => void;
}

/** Keys of SES's own. */
export class EasyDkim implements DkimSigning {
  readonly origin = 'AWS_SES';
  readonly tokens: readonly string[];
  readonly key: SigningKey;

  constructor(private readonly options: EasyDkimOptions) {
    const { tokenCount, publish, zone } = options;
    this.tokens = Array.from({ length: tokenCount }, newToken);
    const bits = this.keyLength === 'RSA_1024_BIT' ? 1024 : 2048;
    this.key = easyKey(this.tokens[0], bits, (token, record) => publish(`${token}.${zone}`, 'TXT', [record]));
  }

  get keyLength(): DkimSigningKeyLength {
    return this.options.keyLength;
  }

  get zone(): string {
    return this.options.zone;
  }

  get asParent(): Parent {
    return { signing: this };
  }

  look(lookup: Lookup): Promise<CheckResult> {
    const { domainName, zone } = this.options;
    return checkCnames(lookup, this.tokens.map((token) => ({ name: `${token}._domainkey.${domainName}`, target: `${token}.${zone}` })));
  }
}

/** A key that SES was given. */
export class ByoDkim implements DkimSigning {
  readonly origin = 'EXTERNAL';
  readonly asParent: Parent = { error: 'REPLICATION_PRIMARY_BYO_DKIM_NOT_SUPPORTED' };
  readonly #given: GivenKey;
  /** What was given, to tell whether it is given again; never answered. */
  readonly #base64: string;

  constructor(
    private readonly domainName: string, private readonly selector: string, base64: string,
    private readonly assumptions: Pick<SesAssumptions, 'pkcs8Verifies' | 'byoTokens' | 'byoFollowsCname'>,
  ) {
    this.#base64 = base64;
    this.#given = new GivenKey(base64, assumptions.pkcs8Verifies);
  }

  get tokens(): readonly string[] {
    return this.assumptions.byoTokens === 'selector' ? [this.selector] : [];
  }

  get key(): SigningKey {
    return this.#given.signingKey(this.selector);
  }

  isSameAs(other: DkimSigning): boolean {
    return other instanceof ByoDkim && other.selector === this.selector && other.#base64 === this.#base64;
  }

  look(lookup: Lookup): Promise<CheckResult> {
    return checkPublicKey(lookup, `${this.selector}._domainkey.${this.domainName}`, this.#given.publicKey, this.assumptions.byoFollowsCname);
  }
}

/** The keys of the same domain's identity in another Region. */
export class ReplicaDkim implements DkimSigning {
  readonly asParent: Parent = { error: 'REPLICATION_REPLICA_AS_PRIMARY_NOT_SUPPORTED' };

  constructor(readonly parentRegion: string, private readonly parentIn: (region: string) => Parent) {}

  get origin(): DkimSigningAttributesOrigin {
    return originOf(this.parentRegion);
  }

  get parent(): EasyDkim | undefined {
    const parent = this.parentIn(this.parentRegion);
    return 'signing' in parent ? parent.signing : undefined;
  }

  get tokens(): readonly string[] {
    return this.parent?.tokens ?? [];
  }

  get key(): SigningKey | undefined {
    return this.parent?.key;
  }

  async look(lookup: Lookup): Promise<CheckResult> {
    const parent = this.parentIn(this.parentRegion);
    return 'error' in parent ? failed(parent.error) : parent.signing.look(lookup);
  }
}
