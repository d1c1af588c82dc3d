import type { StackRef, Variant } from './variants';

/** How a run of the CDK CLI ended. */
export interface CliOutcome {
  readonly succeeded: boolean;
  /** Standard output and error. */
  readonly output: string;
}

/** The CDK CLI. */
export interface Cli {
  deploy(stack: StackRef, variant: Variant): Promise<CliOutcome>;
  destroy(stack: StackRef, variant: Variant): Promise<CliOutcome>;
}

export interface StackState {
  readonly id: string;
  /** As CloudFormation calls it: `UPDATE_COMPLETE`. */
  readonly status: string;
  readonly reason?: string;
}

/** Something that a stack had at some time. */
export interface StackResource {
  readonly type: string;
  readonly physicalId: string;
  /** The last that CloudFormation said of it: `DELETE_COMPLETE`. */
  readonly status: string;
}

export interface Stacks {
  /** Undefined if there is none of this name that is not deleted. */
  find(stack: StackRef): Promise<StackState | undefined>;
  delete(stack: StackRef): Promise<void>;
  /** Why the latest operation failed: the resources with CloudFormation's words. */
  failures(stack: StackRef): Promise<string[]>;
  /** Everything that stacks of this name ever had. */
  everything(stack: StackRef): Promise<StackResource[]>;
}

/** A domain's identity in SES. */
export interface IdentityState {
  /** Of its DKIM keys: `SUCCESS`. */
  readonly status: string;
  /** `AWS_SES`, `EXTERNAL`, or `AWS_SES_` and the Region of the parent. */
  readonly origin: string;
  readonly signs: boolean;
  readonly maySend: boolean;
  /** Tokens of Easy DKIM, or the selector. */
  readonly tokens: readonly string[];
  readonly signingHostedZone?: string;
  /** What SES says is wrong, if it does. */
  readonly problem?: string;
}

export interface Identities {
  find(region: string, domainName: string): Promise<IdentityState | undefined>;
  /** The id of the message. */
  send(region: string, from: string, to: string, subject: string): Promise<string>;
}

export interface SecretState {
  /** When it will be gone, if it is scheduled to be deleted. */
  readonly deletion?: Date;
}

export interface PublicKey {
  readonly selector: string;
  /** As in a record's `p=`. */
  readonly publicKey: string;
}

export interface Secrets {
  find(region: string, name: string): Promise<SecretState | undefined>;
  /** Puts a new key into a secret, which is made if it is not there. */
  putKey(region: string, name: string, key: NewKey): Promise<void>;
  /** The current key of a secret that a stack generated. */
  current(region: string, secretId: string): Promise<PublicKey>;
  /** Asks for a rotation, unless one is in progress. */
  rotate(region: string, secretId: string): Promise<void>;
  /** At once, without time for recovery. */
  delete(region: string, name: string): Promise<void>;
}

/** PEM alone, or JSON with the selector beside it. */
export type KeyForm = 'pem' | 'json';

/** A private key, and how its secret holds it. */
export interface NewKey extends PublicKey {
  /** Of the secret. */
  readonly text: string;
}

export interface PublicRecord {
  readonly name: string;
  readonly type: string;
}

export interface Zone {
  /** The records of a domain and below it. */
  records(domainName: string): Promise<PublicRecord[]>;
}

/** Public DNS, as receivers of mail see it. */
export interface Dns {
  /** TXT strings are joined. None if there is no such record. */
  ask(name: string, type: 'TXT' | 'CNAME'): Promise<string[]>;
}

export interface Signature {
  /** Undefined if the mail has no signature of the domain. */
  readonly selector?: string;
  /** `pass`, or what is wrong with it. */
  readonly result: string;
}

/** Where the mail arrives. */
export interface Mailbox {
  /** Of the domain, in a mail with this id. Undefined if it has not arrived yet. */
  signature(messageId: string, domainName: string): Promise<Signature | undefined>;
}

/** Everything outside of this program. */
export interface Ports {
  readonly cli: Cli;
  readonly stacks: Stacks;
  readonly identities: Identities;
  readonly secrets: Secrets;
  readonly zone: Zone;
  readonly dns: Dns;
  /** If somebody can read the mail. */
  readonly mailbox?: Mailbox;
  /** How many looks at what takes time are enough. */
  readonly patience: number;
  makeKey(selector: string, form: KeyForm): NewKey;
  /** Whether something that a stack had is still there. Undefined if this program cannot look for its type. */
  isThere(region: string, resource: StackResource): Promise<boolean | undefined>;
  /** Between two looks. */
  pause(): Promise<void>;
  now(): number;
}
