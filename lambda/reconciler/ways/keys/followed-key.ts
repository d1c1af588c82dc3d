import type { KeyChoice, KeyChooser } from './key-choice';
import type { FollowedKeySource } from '../../../../src/contract/dkim-key';
import type { KeyFacts, SecretView } from '../../../ports';
import { hashOf } from '../../../records/values';
import type { State } from '../../model';
import { entryOfKey, isKey, selectorsInUse } from '../../questions';

/** The key that the secret's owner put there last. What is refused leaves SES with the key that it has. */
export class FollowedKey implements KeyChooser {
  constructor(private readonly source: FollowedKeySource) {}

  choose(state: State, view: SecretView): KeyChoice {
    const why = this.objection(state, view);
    if (why === undefined) {
      return { key: view.current as KeyFacts };
    }
    const previous = this.previous(state, view);
    if (previous) {
      return { key: previous, keeps: why };
    }
    const refusal = `the secret ${this.source.secretId} has no new DKIM key for ${state.settings.domainName}: ${why}`;
    const inUse = selectorsInUse(state.identity).find((selector) => entryOfKey(state, { selector }) !== undefined);
    return inUse !== undefined ? { keeps: `${refusal}; the domain keeps signing with the selector '${inUse}'` } : { refusal };
  }

  /** SES did not verify the current key: its previous one comes back, as long as its record is there. */
  private previous(state: State, { current, previous }: SecretView): KeyFacts | undefined {
    const hasFailed = isKey(current) && entryOfKey(state, current)?.state === 'failed';
    const entry = isKey(previous) ? entryOfKey(state, previous) : undefined;
    return hasFailed && isKey(previous) && (entry?.state === 'retired' || entry?.state === 'live') ? previous : undefined;
  }

  private objection(state: State, { state: secret, current }: SecretView): string | undefined {
    if (!isKey(current)) {
      return secret === 'gone' ? 'there is no such secret; make it in this Region, or correct its name' : current?.refusal ?? 'the secret is empty';
    }
    const entry = entryOfKey(state, current);
    if (entry && entry.state !== 'revoked' && entry.hash !== hashOf('TXT', [current.value]) && entry.origin === 'made') {
      return `the selector '${current.selector}' belongs to another key of this secret, whose record mail in transit needs; store the new key under a new selector`;
    }
    // Only a deployment takes a retired key back into use. It is retired because SES did not verify it, or because a newer one took its place.
    if (state.goal.kind !== 'deploy' && entry && (entry.state === 'failed' || entry.state === 'revoked')) {
      return `SES did not verify the record of the selector '${current.selector}', and has its previous key again; store a key under a new selector`;
    }
    return undefined;
  }
}
