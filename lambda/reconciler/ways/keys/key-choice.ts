import type { GeneratedKeySource } from '../../../../src/contract/dkim-key';
import type { KeyFacts, SecretView } from '../../../ports';
import type { State } from '../../model';

/** Which key of a secret is meant, and what has to happen in the secret first. */
export interface KeyChoice {
  /** The key whose record is published, and that is signed with. */
  readonly key?: KeyFacts;
  /** The record of a stored key that was not read, as it was published. */
  readonly published?: Pick<KeyFacts, 'selector' | 'value'>;
  /** The selector of a stored key that was not read, or that is not the deployed one. */
  readonly unread?: string;
  /** Keys whose records are published as well, because a rotation is about to use them. */
  readonly further?: readonly KeyFacts[];
  /** A key has to be made. */
  readonly make?: {
    readonly source: GeneratedKeySource; readonly versionId: string; readonly selector?: string; readonly label: 'AWSCURRENT' | 'AWSPENDING';
  };
  /** Another version becomes the current one. */
  readonly promote?: { readonly secretId: string; readonly versionId: string; readonly insteadOf: string };
  /** The rotation of this version is over. */
  readonly endRotation?: { readonly secretId: string; readonly versionId: string };
  /** A rotation may have begun a moment ago, and be in the way: the secret may not show it yet. */
  readonly mayHaveBegun?: boolean;
  /** Why there is no key. */
  readonly refusal?: string;
  /** Why SES keeps the key that it has, though the secret has another one. */
  readonly keeps?: string;
}

/** One kind of key. */
export interface KeyChooser {
  choose(state: State, view: SecretView): KeyChoice;
}
