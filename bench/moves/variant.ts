import type { Stage } from './stage';

/** A move from one way of signing to another, by one construct. */
export interface Variant {
  /** The construct. */
  readonly name: string;
  /** The move, and how it is made, in Markdown. */
  readonly use: string;
  /** Whether SES tells the records only in the answer to the switch. */
  readonly isToldLate: boolean;
  /** Brings the domain to the first way. */
  deploy(stage: Stage): Promise<void>;
  /** Begins the move; resolves when nothing more of it is to come. */
  change(stage: Stage): Promise<void>;
}

/** The two selectors; their keys are in the secrets `dkim/<selector>`. */
export const OLD = 'mail2026';
export const NEW = 'mail2027';
/** Another key for the old selector is in this secret. */
export const OTHER = 'other';
/** A secret that is followed. */
export const FOLLOWED = 'followed';
/** The domain has Easy DKIM there, with its records. */
export const PARENT_REGIONS = ['us-east-1', 'us-west-2'] as const;
