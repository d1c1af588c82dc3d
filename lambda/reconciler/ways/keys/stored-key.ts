import type { KeyChoice, KeyChooser } from './key-choice';
import type { StoredKeySource } from '../../../../src/contract/dkim-key';
import { hasKeyTag } from '../../../identity/ownership';
import type { KeyFacts, SecretView } from '../../../ports';
import { hashOf } from '../../../records/values';
import type { State } from '../../model';
import { dkimLabel, entryOfKey, isKey } from '../../questions';
import { obstacles, ZoneEdit } from '../../zone-edit';

/**
 * A key that somebody stored. A deployment gives it to SES. Later triggers know its record from the zone, and read the key only to publish or
 * to tell SES again what was deployed: another key in the secret waits for a deployment.
 */
export class StoredKey implements KeyChooser {
  constructor(private readonly source: StoredKeySource) {}

  choose(state: State, view: SecretView): KeyChoice {
    if (state.goal.kind === 'deploy') {
      return this.stored(state, view);
    }
    return isKey(view.current) && isDeployed(state, view.current)
      ? { key: view.current }
      : { unread: this.source.selector, ...this.remembered(state, view) };
  }

  private stored({ settings }: State, { state, current }: SecretView): KeyChoice {
    const { secretId, selector } = this.source;
    if (isKey(current)) {
      return { key: current };
    }
    const why = state === 'gone' ? 'there is no such secret; make it in this Region, or correct its name' : current?.refusal ?? 'the secret is empty';
    return { refusal: `the secret ${secretId} has no DKIM key for selector '${selector}' of ${settings.domainName}: ${why}` };
  }

  private remembered(state: State, { current }: SecretView): KeyChoice {
    const { zone, settings: { domainName } } = state;
    if (!zone || zone.isGone) {
      return {};
    }
    const { selector } = this.source;
    const entry = entryOfKey(state, { selector });
    const record = entry && (new ZoneEdit(zone).recordOf(entry) ?? (entry.origin === 'found' ? obstacles(zone, dkimLabel(selector), 'TXT')[0] : undefined));
    if (record) {
      return { published: { selector, value: record.values[0] } };
    }
    const why = current === undefined ? '' : isKey(current) ? `, and the secret ${this.source.secretId} has another key now` : `, and ${current.refusal}`;
    return {
      keeps: `the record ${dkimLabel(selector)}.${domainName} is not as it was published: somebody removed or changed it${why}; `
        + 'publish it again by hand, or deploy the identity with any change',
    };
  }
}

/** Whether it is the key that SES was given, or whose record was published. */
function isDeployed(state: State, key: KeyFacts): boolean {
  return (state.identity !== undefined && hasKeyTag(state.identity, key)) || entryOfKey(state, key)?.hash === hashOf('TXT', [key.value]);
}
