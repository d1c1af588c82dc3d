/** What a staging label says of the key in a version of a secret. */
export interface KeyLabel {
  readonly selector: string;
  /** The beginning of the key's fingerprint: enough to know its record by. */
  readonly fingerprint: string;
  /** Since when nothing signs with it. */
  readonly retiredAt?: Date;
}

const FINGERPRINT_LENGTH = 16;
const PATTERN = new RegExp(`^dkim:([^:]+):([0-9a-f]{${FINGERPRINT_LENGTH}})(?::retired:(.+))?$`);

/** `dkim:<selector>:<fingerprint>`, then perhaps `:retired:<time>`. */
export function formatKeyLabel({ selector, fingerprint, retiredAt }: KeyLabel): string {
  const label = `dkim:${selector}:${fingerprint.slice(0, FINGERPRINT_LENGTH)}`;
  return retiredAt ? `${label}:retired:${retiredAt.toISOString()}` : label;
}

/** Undefined for a label of somebody else. */
export function parseKeyLabel(label: string): KeyLabel | undefined {
  const [, selector, fingerprint, retired] = PATTERN.exec(label) ?? [];
  return selector === undefined ? undefined : { selector, fingerprint, retiredAt: retired === undefined ? undefined : new Date(retired) };
}
