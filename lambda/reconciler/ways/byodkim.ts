import { chooserOf, type KeyChoice } from './keys';
import type { Way } from './way';
import type { ByoDkimSigning } from '../../../src/contract/signing';
import { hasKeyTag } from '../../identity/ownership';
import type { KeyFacts, SigningChange } from '../../ports';
import type { State, WantedRecord } from '../model';
import { dkimLabel, selectorInUse } from '../questions';

/** Keys of the user's own, in a secret. */
export class ByoDkimWay implements Way {
  constructor(private readonly signing: ByoDkimSigning) {}

  /** What each secret means: that of the key that is signed with comes first. */
  choices(state: State): KeyChoice[] {
    const { keys } = state;
    return [
      ...keys.signing ? [chooserOf(this.signing.key).choose(state, keys.signing)] : [],
      ...this.signing.alsoPublish.flatMap((source, index) => (
        keys.alsoPublish[index] ? [chooserOf(source).choose(state, keys.alsoPublish[index])] : []
      )),
    ];
  }

  refusal(state: State): string | undefined {
    return this.choices(state).find(({ refusal }) => refusal !== undefined)?.refusal;
  }

  records(state: State): readonly WantedRecord[] {
    const choices = this.choices(state);
    return [...choices.flatMap(({ key, published }) => key ?? published ?? []), ...choices.flatMap(({ further = [] }) => further)].map(txt);
  }

  change(state: State): SigningChange | undefined {
    const [{ key }] = this.choices(state);
    return key && !signsWith(state, key) ? { origin: 'EXTERNAL', key } : undefined;
  }
}

export function txt({ selector, value }: Pick<KeyFacts, 'selector' | 'value'>): WantedRecord {
  return { purpose: 'DKIM', label: dkimLabel(selector), type: 'TXT', value };
}

/**
 * SES tells the selector that it signs with, and never the key. The tag tells which key it was given under this selector: written by
 * the library, and missing on an identity that was just taken over.
 */
export function signsWith({ identity, session, goal }: State, key: KeyFacts): boolean {
  const dkim = identity?.dkim;
  if (dkim?.origin !== 'EXTERNAL' || dkim.status === 'FAILED') {
    return false;
  }
  const { given } = session;
  if (given && 'key' in given) {
    return given.key.fingerprint === key.fingerprint;
  }
  const selector = selectorInUse(identity);
  const isSame = selector === undefined || selector === key.selector.toLowerCase();
  return isSame && (hasKeyTag(identity!, key) || (goal.kind !== 'deploy' && selector !== undefined));
}
