import type { GeneratedKeySource } from '../../src/contract/dkim-key';
import type { DomainIdentityRequest, DomainIdentitySettings, MailFrom } from '../../src/contract/domain-identity';
import type { ZonePlace } from '../../src/contract/place';
import type { Me } from '../identity/me';
import type {
  DnsAnswer, LiveIdentity, NewIdentity, RecordChanges, SecretView, SigningChange, StackState, StoredRecord,
} from '../ports';

// --- the memory in the zone

/**
 * `new`: published, and SES never had the key. `live`: SES may sign with it, or somebody wants it. `retired`: nothing signs with it any
 * more. `failed`: the same, because SES did not verify it. `revoked`: the record says that the key is not to be trusted.
 */
export const ENTRY_STATES = ['new', 'live', 'retired', 'failed', 'revoked'] as const;
export type EntryState = typeof ENTRY_STATES[number];

/** Who wants a record: an identity of a resource in a Region. */
export interface Claim {
  readonly holder: string;
  /** How often the identity was taken over since the record was published, and the claim with it: 0 for a record of the holder's own. */
  readonly inherited: number;
  /** The holder does not want the record any more, and its mail in transit needs it until then, in milliseconds. */
  readonly until?: number;
}

/** A record that the library published, or found as it should be. */
export interface Entry {
  /** The name without the domain. */
  readonly label: string;
  readonly type: string;
  /** The beginning of the hash of its values. */
  readonly hash: string;
  readonly state: EntryState;
  /** Since when, in milliseconds. */
  readonly since: number;
  /** A record that was found is never changed or removed. */
  readonly origin: 'made' | 'found';
  readonly claims: readonly Claim[];
}

export interface Holder {
  /** Nonce and Region. */
  readonly id: string;
  /** Whether the identity existed before. */
  readonly adopted: boolean;
  /** The holder that had the identity before. */
  readonly from?: string;
  /** Whether it also has records in a zone that it left. */
  readonly hasMoved?: boolean;
  /** Whether its last deployment was rolled back while another holder had the identity: the tags still have the settings of that deployment. */
  readonly wasUndone?: boolean;
}

export interface Memory {
  readonly zoneId: string;
  readonly holders: readonly Holder[];
  readonly entries: readonly Entry[];
}

// --- what is wanted of records

export type Purpose = 'DKIM' | 'MAIL_FROM' | 'DMARC';

export interface WantedRecord {
  readonly purpose: Purpose;
  readonly label: string;
  readonly type: 'TXT' | 'CNAME' | 'MX';
  readonly value: string;
}

// --- what is observed

export interface ZoneView {
  readonly place: ZonePlace;
  /** What the names of the records end with. */
  readonly domain: string;
  readonly isGone: boolean;
  /** Why it cannot be reached, on the way back: then it counts as gone. */
  readonly problem?: string;
  readonly memory: Memory;
  readonly memoryRecord?: StoredRecord;
  readonly records: readonly StoredRecord[];
}

/** SES in another Region that signs with the same keys. */
export interface Elsewhere {
  readonly region: string;
  readonly identity?: LiveIdentity;
  /** Why it could not be seen. */
  readonly problem?: string;
}

export interface KeyViews {
  readonly signing?: SecretView;
  readonly alsoPublish: readonly SecretView[];
}

/** Facts of this run that no later look can tell. */
export interface Session {
  /** Made by this run, or by an earlier delivery of the same request. */
  readonly created: boolean;
  /** SES answered that the identity exists, or never answered whether it has made it. */
  readonly exists: boolean;
  /** When it did. SES may not show the identity for a moment. */
  readonly existsSince?: number;
  /** What SES was given in this run, and when. */
  readonly given?: SigningChange;
  readonly givenAt?: number;
  /** When this run changed records last. */
  readonly publishedAt?: number;
  /** The versions whose rotation this run ended. */
  readonly ended: ReadonlySet<string>;
  /** SES does not take another key length today, and says this. */
  readonly keyLengthRefusal?: string;
  readonly isDeleted: boolean;
  /** The version of the secret that this run made the current one. */
  readonly promoted?: string;
  /** Waits that are over without success, by what was waited for. */
  readonly expired: ReadonlySet<string>;
  /** What was said already. */
  readonly said: ReadonlySet<string>;
  readonly startedAt: number;
}

export type Goal =
  | {
    readonly kind: 'deploy';
    readonly request: DomainIdentityRequest;
    readonly previous?: DomainIdentityRequest;
    readonly isCreate: boolean;
    /** When CloudFormation asked first. */
    readonly startedAt: number;
  }
  | {
    readonly kind: 'remove';
    readonly isInvented: boolean;
    /** Whether it may have taken over an identity that existed before. */
    readonly adopts: boolean;
    readonly tags: Readonly<Record<string, string>>;
  }
  /** Look after a live domain. */
  | { readonly kind: 'tend' }
  | { readonly kind: 'rotate'; readonly step: RotationStep; readonly versionId: string };

export type RotationStep = 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret';

/** Everything that the plan may know. */
export interface State {
  readonly goal: Goal;
  readonly me: Me;
  readonly now: number;
  readonly settings: DomainIdentitySettings;
  readonly stack: StackState;
  /** Undefined if there is none. */
  readonly identity?: LiveIdentity;
  /** False before a Create: the creation itself tells whether there is one. */
  readonly isIdentityKnown: boolean;
  readonly keys: KeyViews;
  readonly zone?: ZoneView;
  /** Zones that the records were in before. */
  readonly former: readonly ZoneView[];
  /** What the delegated name servers answer, by `<name> <type>`. */
  readonly dns: Readonly<Record<string, DnsAnswer | undefined>>;
  readonly elsewhere: readonly Elsewhere[];
  /** A DMARC policy that the domain has from a domain above it, or why that is unknown. */
  readonly inheritedDmarc?: { readonly name: string; readonly record: string } | { readonly problem: string };
  /** What else is in the stack as a native resource that CloudFormation would delete. */
  readonly nativeIdentity: boolean;
  /** Names of records, and whether the stack has them as native resources. */
  readonly nativeRecords: ReadonlyMap<string, boolean>;
  readonly session: Session;
}

// --- what to do

export type Step =
  | { readonly do: 'refuse'; readonly message: string }
  /** Logged once in a run. If it is an error, a trigger beside CloudFormation fails at its end. */
  | { readonly do: 'say'; readonly level: 'WARN' | 'ERROR'; readonly message: string }
  | { readonly do: 'create identity'; readonly identity: NewIdentity }
  | { readonly do: 'delete identity' }
  | { readonly do: 'tag'; readonly tags: Readonly<Record<string, string>> }
  | { readonly do: 'untag'; readonly keys: readonly string[] }
  | { readonly do: 'put configuration set'; readonly name?: string }
  | { readonly do: 'put feedback forwarding'; readonly enabled: boolean }
  | { readonly do: 'put mail from'; readonly mailFrom?: MailFrom }
  | { readonly do: 'put signing enabled'; readonly enabled: boolean }
  | { readonly do: 'sign'; readonly change: SigningChange; readonly region?: string }
  | {
    readonly do: 'make key';
    readonly source: GeneratedKeySource;
    readonly versionId: string;
    readonly selector?: string;
    readonly label: 'AWSCURRENT' | 'AWSPENDING';
  }
  | { readonly do: 'promote key'; readonly secretId: string; readonly versionId: string; readonly insteadOf: string }
  | { readonly do: 'end rotation'; readonly secretId: string; readonly versionId: string }
  | { readonly do: 'edit zone'; readonly place: ZonePlace; readonly changes: RecordChanges; readonly memory: Memory; readonly why: string }
  /** Looks again every few seconds. When the time is over, `what` is in the session's `expired`. */
  | { readonly do: 'wait'; readonly what: string; readonly until: number };

/** One rule of the plan: the next step for one reason, or none. */
export interface Rule {
  readonly name: string;
  readonly propose: (state: State) => Step | undefined;
}

export type { Me };
