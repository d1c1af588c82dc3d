import { signsWith, txt } from './byodkim';
import type { Way } from './way';
import { GENERATED_SELECTOR } from '../../../src/contract/dkim-key';
import type { ByoDkimReplicaSigning } from '../../../src/contract/signing';
import type { KeyFacts, SigningChange } from '../../ports';
import type { State, WantedRecord } from '../model';
import { isKey, selectorInUse } from '../questions';

/**
 * The generated key of another Region. Its rotation gives new keys to this Region too, and may be ahead of the secret's replica: an identity
 * that followed the same secret before keeps the key that it has.
 */
export class ByoDkimReplicaWay implements Way {
  constructor(private readonly signing: ByoDkimReplicaSigning) {}

  refusal({ keys, settings }: State): string | undefined {
    const view = keys.signing;
    if (!view || isKey(view.current)) {
      return undefined;
    }
    const why = view.state === 'gone' ? 'there is no such secret in this Region' : view.current?.refusal ?? 'it is empty';
    return `the secret ${this.signing.secretId} is no replica of a key of \`DkimKey.generate()\` for ${settings.domainName}: ${why}; `
      + 'deploy the stack of the Region where the key is made first';
  }

  records(state: State): readonly WantedRecord[] {
    const key = this.keyOf(state);
    return key && !this.keeps(state) ? [txt(key)] : [];
  }

  change(state: State): SigningChange | undefined {
    const key = this.keyOf(state);
    return !key || this.keeps(state) || signsWith(state, key) ? undefined : { origin: 'EXTERNAL', key };
  }

  private keyOf({ keys }: State): KeyFacts | undefined {
    return isKey(keys.signing?.current) ? keys.signing.current : undefined;
  }

  private keeps({ identity, goal }: State): boolean {
    const previous = goal.kind === 'deploy' ? goal.previous?.signing : this.signing;
    const isFollowed = previous?.mode === 'BYODKIM_REPLICA' && previous.secretId === this.signing.secretId;
    const selector = selectorInUse(identity);
    return isFollowed && identity?.dkim.status !== 'FAILED' && selector !== undefined && GENERATED_SELECTOR.test(selector);
  }
}
