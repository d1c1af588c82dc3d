import type { Signing } from '../../src/contract/signing';

/** What a look at a live domain told, before anything was repaired. What it did not tell is undefined. Times are in milliseconds. */
export interface DomainHealth {
  readonly domainName: string;
  /** Of its resource. */
  readonly logicalId?: string;
  readonly mode?: Signing['mode'];
  /** What SES says of DKIM: `PENDING`, `SUCCESS`, `TEMPORARY_FAILURE`, `FAILED` or `NOT_STARTED`. */
  readonly status?: string;
  /** Also undefined while SES looks for the first time: that is normal. */
  readonly isVerified?: boolean;
  /** What SES signs with: the selector of BYODKIM, or the tokens of Easy DKIM. */
  readonly selectors?: readonly string[];
  /** Whether the delegated name servers serve the records that SES signs with. */
  readonly recordServed?: boolean;
  /** Undefined without a MAIL FROM domain. */
  readonly mailFromVerified?: boolean;
  /** Undefined if no DMARC record is wanted. */
  readonly dmarcServed?: boolean;
  /** When SES made the key of Easy DKIM, or when the record of the key came into use. */
  readonly keySince?: number;
  /** When the next record is revoked or removed. */
  readonly nextRetirement?: number;
  /** What the reconciler has done about it. */
  readonly did?: readonly string[];
  /** What is wrong and was not repaired. */
  readonly error?: string;
}
