import { FollowedKey } from './followed-key';
import { GeneratedKey } from './generated-key';
import type { KeyChooser } from './key-choice';
import { StoredKey } from './stored-key';
import type { KeySource } from '../../../../src/contract/dkim-key';

export type { KeyChoice, KeyChooser } from './key-choice';

type Choosers = { readonly [Kind in KeySource['kind']]: (source: KeySource & { readonly kind: Kind }) => KeyChooser };

const CHOOSERS: Choosers = {
  STORED: (source) => new StoredKey(source),
  FOLLOWED: (source) => new FollowedKey(source),
  GENERATED: (source) => new GeneratedKey(source),
};

/** The one place that knows which kinds of keys there are. */
export function chooserOf(source: KeySource): KeyChooser {
  return (CHOOSERS[source.kind] as (source: KeySource) => KeyChooser)(source);
}
