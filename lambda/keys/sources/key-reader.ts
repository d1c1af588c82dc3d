import type { DkimKeyPair } from '../dkim-key-pair';

/** A key of a secret's version, and the selector that its record is published under. */
export interface SelectedKey {
  readonly pair: DkimKeyPair;
  readonly selector: string;
}

/** How keys of one kind are in their secret. */
export interface KeyReader {
  readonly secretId: string;
  /**
   * `one`: only the version with this id, or without one the current version, and nothing may be asked but its value. `all`: the
   * keys of the secret change without a deployment.
   */
  readonly versions: { readonly which: 'one'; readonly versionId?: string } | { readonly which: 'all' };
  /** The field of the secret's JSON that holds the private key. Without it the whole secret is the key. */
  readonly jsonField?: string;
  /** What the secret has not, if its text is refused. */
  readonly wanted: string;
  /** @throws KeyRefused */
  read(text: string | undefined): SelectedKey;
}
