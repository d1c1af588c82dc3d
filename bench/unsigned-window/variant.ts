import type { Stage } from './stage';

/** A way of changing a domain's key from `OLD` to `NEW`. */
export interface Variant {
  /** The construct. */
  readonly name: string;
  /** How it is used, in Markdown. */
  readonly use: string;
  /** In what order the new record is published, SES is given the key, and the old record goes. */
  readonly order: string;
  /** Brings the domain to the old key. */
  deploy(stage: Stage): Promise<void>;
  /** Brings it to the new one; resolves when nothing more of it is to come. */
  change(stage: Stage): Promise<void>;
}

/** The two selectors; their keys are in the secrets `dkim/<selector>`. */
export const OLD = 'mail2026';
export const NEW = 'mail2027';
