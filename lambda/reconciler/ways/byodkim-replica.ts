import { signsWith, txt } from './byodkim';
import type { Way } from './way';
import { GENERATED_SELECTOR } from '../../../src/contract/dkim-key';
import type { ByoDkimReplicaSigning } from '../../../src/contract/signing';
import type { KeyFacts, SigningChange } from '../../ports';
import type { State, WantedRecord } from '../model';
import { isKey, isServed, publicName, selectorInUse } from '../questions';

/**
 * The generated key of another Region. Its rotation gives new keys to this Region too, and may be ahead of the secret's replica: an identity
 * that followed the same secret before keeps the key that it has.
 */
export class ByoDkimReplicaWay implements Way {
  constructor(private readonly signing: ByoDkimReplicaSigning) {}

  refusal(state: State): string | undefined {
    const { keys, settings } = state;
    const view = keys.signing;
    if (!view) {
      return undefined;
    }
    if (isKey(view.current)) {
      return this.isOutOfDate(state)
        ? `DNS does not serve the key in the replica ${this.signing.secretId} (selector '${view.current.selector}'): the replica is out of date, or the record is `
          + 'not published yet; check the replication of the secret, and deploy again'
        : undefined;
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

  /** Whether SES would get a key that it cannot verify. A name server that does not answer proves nothing. */
  private isOutOfDate(state: State): boolean {
    return state.goal.kind === 'deploy' && this.change(state) !== undefined && this.records(state).some((record) => {
      const answer = state.dns[`${publicName(state, record.label)} ${record.type}`];
      return answer !== undefined && answer.kind !== 'unknown' && !isServed(state, record);
    });
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
