import type { KeyChoice, KeyChooser } from './key-choice';
import type { StoredKeySource } from '../../../../src/contract/dkim-key';
import type { SecretView } from '../../../ports';
import type { State } from '../../model';
import { dkimLabel, entryOfKey, isKey } from '../../questions';
import { obstacles, ZoneEdit } from '../../zone-edit';

/** A key that somebody stored. Only a deployment reads it: later triggers know its record from the zone. */
export class StoredKey implements KeyChooser {
  constructor(private readonly source: StoredKeySource) {}

  choose(state: State, view: SecretView): KeyChoice {
    return state.goal.kind === 'deploy' ? this.stored(state, view) : { unread: this.source.selector, ...this.remembered(state) };
  }

  private stored({ settings }: State, { state, current }: SecretView): KeyChoice {
    const { secretId, selector } = this.source;
    if (isKey(current)) {
      return { key: current };
    }
    const why = state === 'gone' ? 'there is no such secret; make it in this Region, or correct its name' : current?.refusal ?? 'the secret is empty';
    return { refusal: `the secret ${secretId} has no DKIM key for selector '${selector}' of ${settings.domainName}: ${why}` };
  }

  private remembered(state: State): KeyChoice {
    const { zone, settings: { domainName } } = state;
    if (!zone || zone.isGone) {
      return {};
    }
    const { selector } = this.source;
    const entry = entryOfKey(state, { selector });
    const record = entry && (new ZoneEdit(zone).recordOf(entry) ?? (entry.origin === 'found' ? obstacles(zone, dkimLabel(selector), 'TXT')[0] : undefined));
    return record
      ? { published: { selector, value: record.values[0] } }
      : {
        keeps: `the record ${dkimLabel(selector)}.${domainName} is not as it was published: somebody removed or changed it, and only a deployment reads the key; `
        + 'publish it again by hand, or deploy the identity with any change',
      };
  }
}
