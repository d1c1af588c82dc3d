import type { KeySource } from '../src/contract/dkim-key';
import type { MailFrom } from '../src/contract/domain-identity';
import type { ZonePlace } from '../src/contract/place';
import type { StatusEvent } from '../src/contract/status-events';

/*
 * What the reconciler needs of the world: a few calls, each with one meaning. `lambda/aws` and `lambda/dns` implement them
 * with the SDK, and the property tests in memory. An implementation tries again as long as that can help (throttling, a
 * grant that IAM does not know yet), has a timeout for every call, and explains its own errors.
 */

/** A write of which nobody knows whether it had its effect: the answer was lost, or never came. The reconciler looks again. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
}

/** The time for this event is nearly over, and a service was busy or did not answer until then. Another delivery goes on. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime';
}

/** The service refuses, and asking again does not help. The message has what AWS said and what to do next. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(message: string, readonly reason: RefusalReason, options?: ErrorOptions) {
    super(message, options);
  }
}

export type RefusalReason =
  /** IAM, or a policy of the other side. */
  | 'denied'
  /** SES does not take another key length today. */
  | 'key length'
  /** Something is there that must not be, or is missing. */
  | 'conflict'
  | 'invalid'
  | 'other';

// --- SES

/** How SES signs a domain's mail, as far as it tells. It never tells the private key. */
export interface LiveDkim {
  /** `NOT_STARTED`, `PENDING`, `SUCCESS`, `TEMPORARY_FAILURE` or `FAILED`. */
  readonly status: string;
  /** `EXTERNAL` for BYODKIM, `AWS_SES` for Easy DKIM, `AWS_SES_<REGION>` for a replica. */
  readonly origin: string;
  /** Easy DKIM: the names of the CNAME records. BYODKIM: the selector, or nothing. */
  readonly tokens: readonly string[];
  readonly signingHostedZone?: string;
  readonly nextKeyLength?: string;
  /** When SES made the key of Easy DKIM, in milliseconds. */
  readonly keyMadeAt?: number;
  readonly signingEnabled: boolean;
}

export interface LiveMailFrom extends MailFrom {
  readonly status: string;
}

export interface LiveIdentity {
  readonly dkim: LiveDkim;
  readonly configurationSetName?: string;
  readonly feedbackForwarding: boolean;
  /** Absent if mail leaves with SES's own domain. */
  readonly mailFrom?: LiveMailFrom;
  readonly tags: Readonly<Record<string, string>>;
  /** Why SES's last look did not find the records. */
  readonly verification?: {
    readonly errorType?: string;
    readonly lastChecked?: number;
    readonly primaryNameServer?: string;
    readonly serialNumber?: number;
    /** When SES found the records last. */
    readonly lastSucceeded?: number;
  };
}

/** What SES tells of up to a hundred identities in one answer. */
export interface IdentityStatus {
  /** As in `LiveDkim`. */
  readonly dkim: string;
  /** As in `LiveDkim`. Whether SES tells the selector of BYODKIM here too is assumed, and nothing depends on it. */
  readonly tokens: readonly string[];
  /** Absent if mail leaves with SES's own domain. */
  readonly mailFrom?: { readonly domainName: string; readonly status: string };
}

export interface NewIdentity {
  readonly tags: Readonly<Record<string, string>>;
  readonly configurationSetName?: string;
  readonly keyLength?: string;
  /** Deterministic Easy DKIM: where the keys come from. */
  readonly origin?: string;
}

/** What SES signs with from now on. */
export type SigningChange =
  | { readonly origin: 'AWS_SES'; readonly keyLength?: string }
  | { readonly origin: 'EXTERNAL'; readonly key: KeyFacts }
  | { readonly origin: `AWS_SES_${string}` };

export type DkimAnswer = Pick<LiveDkim, 'status' | 'tokens' | 'signingHostedZone'>;

/** The identities of SES in one account and Region. */
export interface IdentityPort {
  get(domainName: string): Promise<LiveIdentity | undefined>;
  /** 'exists' if there is one already. */
  create(domainName: string, identity: NewIdentity): Promise<LiveDkim | 'exists'>;
  /** One that is gone is a success. Refused with 'conflict' if SES does not delete it, with 'denied' if it is not this stack's. */
  delete(domainName: string): Promise<void>;
  putSigning(domainName: string, change: SigningChange): Promise<DkimAnswer>;
  putSigningEnabled(domainName: string, enabled: boolean): Promise<void>;
  putConfigurationSet(domainName: string, name: string | undefined): Promise<void>;
  putFeedbackForwarding(domainName: string, enabled: boolean): Promise<void>;
  putMailFrom(domainName: string, mailFrom: MailFrom | undefined): Promise<void>;
  tag(domainName: string, tags: Readonly<Record<string, string>>): Promise<void>;
  untag(domainName: string, keys: readonly string[]): Promise<void>;
}

// --- Route 53

/** A record set of a zone. */
export interface StoredRecord {
  /** In lower case, without a trailing dot, escapes decoded. */
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  /** Decoded: a TXT value in one piece, a host name in lower case without a trailing dot, an MX as `10 host`. */
  readonly values: readonly string[];
  /** Whether it is an alias, or one of several sets of a name (weighted, by Region, …): never ours. */
  readonly isPlain: boolean;
  /** As Route 53 stores it: a removal has to equal it. Opaque to the reconciler. */
  readonly exact?: unknown;
}

/** A record to write: values as in `StoredRecord`. */
export type NewRecord = Pick<StoredRecord, 'name' | 'type' | 'ttl' | 'values'>;

export interface RecordChanges {
  readonly remove: readonly StoredRecord[];
  readonly create: readonly NewRecord[];
}

/** One hosted zone. Each method rejects with `ZoneGone` if there is no such zone. */
export interface ZonePort {
  /** The record sets at a name. */
  at(name: string): Promise<StoredRecord[]>;
  /** The record sets of all names below a name. */
  below(name: string): Promise<StoredRecord[]>;
  /** All changes or none. 'conflict' if the zone is not as the changes presume. */
  change(changes: RecordChanges): Promise<'done' | 'conflict'>;
}

export class ZoneGone extends Error {
  override readonly name = 'ZoneGone';
}

// --- public DNS

export type DnsAnswer =
  | { readonly kind: 'values'; readonly values: readonly string[] }
  /** There is no such record, and every name server that was asked says so. */
  | { readonly kind: 'absent' }
  /** Nobody answered, or the name servers disagree. */
  | { readonly kind: 'unknown'; readonly problem: string };

/** DNS as SES sees it: the name servers that the parent zone delegates to, asked one by one. CNAMEs are followed. */
export interface DnsPort {
  ask(name: string, type: 'TXT' | 'CNAME' | 'MX' | 'NS'): Promise<DnsAnswer>;
  /** The zone that a name is in, and its name servers. */
  delegation(name: string): Promise<{ readonly zoneName: string; readonly nameServers: readonly string[] } | undefined>;
}

// --- keys in Secrets Manager

/** A version of a secret, and where the private key is in it. Never the key. */
export interface KeyVersion {
  readonly secretId: string;
  readonly versionId: string;
  readonly jsonField?: string;
}

/** What may be known of a key. */
export interface KeyFacts {
  readonly selector: string;
  /** SHA-256 of the public key's SubjectPublicKeyInfo, in hex. */
  readonly fingerprint: string;
  /** The value of its TXT record, in one piece. */
  readonly value: string;
  readonly bits: number;
  readonly version: KeyVersion;
  /** The domain that a generated key was made for. */
  readonly domainName?: string;
}

/** A version that has no key to sign with, and why. */
export interface RefusedVersion {
  readonly versionId: string;
  readonly refusal: string;
  /** A key that was generated for another domain: nothing is lost if a new one takes its place. */
  readonly isReplaceable?: boolean;
}

/** The keys of a secret at one moment. */
export interface SecretView {
  readonly state: 'there' | 'empty' | 'gone';
  readonly current?: KeyFacts | RefusedVersion;
  readonly previous?: KeyFacts | RefusedVersion;
  /** The version of a rotation that has begun and not ended. It may be empty (`refusal`), or the current one already. [DOC RotateSecret] */
  readonly pending?: KeyFacts | RefusedVersion;
  /** Whether Secrets Manager rotates the secret. */
  readonly rotationEnabled: boolean;
}

/** A secret may be shown without its last change for this long (assumed). */
export const SECRET_STALE_MS = 30_000;

export interface KeyPort {
  /** @param alternating the selectors that generated keys take alternately, behind CNAMEs */
  view(
    source: KeySource | { readonly kind: 'REPLICA'; readonly secretId: string },
    domainName: string,
    alternating: readonly string[],
  ): Promise<SecretView>;
  /** Makes a key in a version with this id. Another delivery may have made it: then that one counts. */
  make(wanted: {
    readonly secretId: string;
    readonly domainName: string;
    readonly keyLength: 1024 | 2048;
    readonly selector?: string;
    readonly versionId: string;
    readonly label: 'AWSCURRENT' | 'AWSPENDING';
  }): Promise<void>;
  /** Makes a version the current one. */
  promote(secretId: string, versionId: string, insteadOf: string): Promise<void>;
  /** Ends a rotation, or gives it up. Until then Secrets Manager begins no other one. */
  removePending(secretId: string, versionId: string): Promise<void>;
}

// --- CloudFormation

export type StackState = 'in progress' | 'rolling back' | 'deleting' | 'settled' | 'failed' | 'gone';

export interface StackPort {
  state(): Promise<StackState>;
  /** Whether the stack has such a resource itself. */
  has(type: string, physicalId: string): Promise<boolean>;
}

// --- other systems

/** The event bus of the account. */
export interface EventPort {
  /** Never rejects: a domain does not depend on it. Answers whether the bus has the event. */
  send(event: StatusEvent): Promise<boolean>;
}

/** Everything together, for one domain. */
export interface Ports {
  readonly identities: IdentityPort;
  readonly dns: DnsPort;
  readonly keys: KeyPort;
  readonly stack: StackPort;
  /** Undefined if the stack sends no events. */
  readonly events?: EventPort;
  /** SES in another Region. */
  identitiesIn(region: string): IdentityPort;
  zone(place: Pick<ZonePlace, 'hostedZoneId' | 'roleArn'>, domainName: string): ZonePort;
  now(): number;
  /** Waits. The property tests let their own time pass. */
  pause(milliseconds: number): Promise<void>;
  log(level: 'INFO' | 'WARN' | 'ERROR', message: string, fields: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>): void;
}
