import type { KeyChoice, KeyChooser } from './key-choice';
import type { StoredKeySource } from '../../../../src/contract/dkim-key';
import type { SecretView } from '../../../ports';
import type { State } from '../../model';
import { isKey } from '../../questions';

/** A key that somebody stored. */
export class StoredKey implements KeyChooser {
  constructor(private readonly source: StoredKeySource) {}

  choose({ settings }: State, { state, current }: SecretView): KeyChoice {
    const { secretId, selector } = this.source;
    if (isKey(current)) {
      return { key: current };
    }
    const why = state === 'gone' ? 'there is no such secret' : current?.refusal ?? 'the secret is empty';
    return { refusal: `the secret ${secretId} has no DKIM key for selector '${selector}' of ${settings.domainName}: ${why}` };
  }
}
