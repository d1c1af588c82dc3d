import { createHash } from 'node:crypto';
import type { KeyChoice, KeyChooser } from './key-choice';
import { GENERATED_SELECTOR, type GeneratedKeySource } from '../../../../src/contract/dkim-key';
import type { KeyFacts, SecretView } from '../../../ports';
import { entryOf } from '../../memory';
import type { RotationStep, State } from '../../model';
import { dkimLabel, entryOfKey, isKey, maySettle, selectorInUse, signed } from '../../questions';
import { obstacles } from '../../zone-edit';

/** Keys that are made here: the secret's current one, unless a rotation is about to bring the next one. */
export class GeneratedKey implements KeyChooser {
  constructor(private readonly source: GeneratedKeySource) {}

  choose(state: State, read: SecretView): KeyChoice {
    const view = withoutEnded(state, withPromoted(state, read));
    const { current, pending } = view;
    if (pending === undefined || versionOf(pending) !== versionOf(current)) {
      return this.chooseFrom(state, view);
    }
    // The rotation is over but for its label.
    const choice = this.chooseFrom(state, { ...view, pending: undefined });
    const endRotation = { secretId: this.source.secretId, versionId: versionOf(current) };
    if (!choice.promote) {
      return { ...choice, endRotation };
    }
    // Without AWSCURRENT its version would be one that a rotation is about to bring.
    return maySettle(state) ? { endRotation } : choice;
  }

  private chooseFrom(state: State, view: SecretView): KeyChoice {
    if (view.state === 'gone') {
      return {
        refusal: `the secret ${this.source.secretId} with the generated key of ${state.settings.domainName} is gone; `
        + 'restore it if it is scheduled for deletion, or change `dkim`',
      };
    }
    switch (state.goal.kind) {
      case 'rotate':
        return this.rotate(state, view, state.goal.step, state.goal.versionId);
      case 'deploy':
        return this.halfRotated(state, view) ?? this.deploy(state, view, state.goal.isCreate);
      default:
        return this.halfRotated(state, view) ?? this.keep(state, view);
    }
  }

  /** A rotation that was stopped after SES had the next key: SES is right, and the secret follows. */
  private halfRotated({ identity }: State, { pending, current }: SecretView): KeyChoice | undefined {
    if (!isKey(pending) || selectorInUse(identity) !== pending.selector.toLowerCase()) {
      return undefined;
    }
    const { secretId } = this.source;
    const { versionId } = pending.version;
    return { key: pending, promote: { secretId, versionId, insteadOf: versionOf(current) }, endRotation: { secretId, versionId } };
  }

  private keep(state: State, { current, previous, pending, rotationEnabled }: SecretView): KeyChoice {
    if (!isKey(current)) {
      return { refusal: this.notGenerated(state, current?.refusal) };
    }
    // SES did not verify the current key: the previous one comes back, as long as its record is there.
    const wayBack = isKey(previous) ? entryOfKey(state, previous)?.state : undefined;
    if (entryOfKey(state, current)?.state === 'failed' && isKey(previous) && (wayBack === 'retired' || wayBack === 'live')) {
      return { key: previous, promote: { secretId: this.source.secretId, versionId: previous.version.versionId, insteadOf: versionOf(current) } };
    }
    // The rotation was canceled by hand. It does not go on, and Secrets Manager begins no other one until it has ended.
    const isAbandoned = pending && !rotationEnabled && this.source.rotationDays !== undefined;
    return {
      key: current,
      further: isKey(pending) && !isAbandoned ? [pending] : [],
      endRotation: isAbandoned ? { secretId: this.source.secretId, versionId: versionOf(pending) } : undefined,
    };
  }

  private deploy(state: State, view: SecretView, isCreate: boolean): KeyChoice {
    const { current, previous, pending } = view;
    const { secretId } = this.source;
    const further = isKey(pending) ? [pending] : [];
    if (current && !isKey(current) && !current.isReplaceable) {
      return { refusal: this.notGenerated(state, current.refusal) };
    }
    const blocked = this.unfinishedRotation(state, view);
    if (blocked) {
      return blocked;
    }
    if (isKey(current) && this.fits(state, current)) {
      return { key: current, further, mayHaveBegun: !pending && state.stack === 'rolling back' && this.isRotationChanged(state) };
    }
    const isUsable = isKey(previous) && this.fits(state, previous) && !['revoked', 'failed'].includes(entryOfKey(state, previous)?.state ?? '');
    if (isUsable && !isCreate) {
      return { key: previous, further, promote: { secretId, versionId: previous.version.versionId, insteadOf: versionOf(current) } };
    }
    const selector = this.selectorForNewKey(state);
    // The version's id comes from the request: an event that is delivered twice makes one key.
    const versionId = createHash('sha256').update(state.me.requestId).digest('hex');
    return 'refusal' in selector ? selector : { further, make: { source: this.source, versionId, ...selector, label: 'AWSCURRENT' } };
  }

  /** Secrets Manager refuses to change a schedule while a rotation is unfinished, also on the way back. */
  private unfinishedRotation(state: State, { pending, rotationEnabled }: SecretView): KeyChoice | undefined {
    if (!pending || (rotationEnabled && !this.isRotationChanged(state))) {
      return undefined;
    }
    if (rotationEnabled && state.stack !== 'rolling back') {
      return {
        refusal: `a rotation of the key of ${state.settings.domainName} has begun and not ended, and its schedule or key length cannot be changed now; `
        + 'wait, or cancel it with `aws secretsmanager cancel-rotate-secret`, and deploy again',
      };
    }
    return { endRotation: { secretId: this.source.secretId, versionId: versionOf(pending) } };
  }

  /** Whether the deployment changes the schedule: its rules, or only that it begins with a rotation. */
  private isRotationChanged({ goal }: State): boolean {
    const before = goal.kind === 'deploy' ? goal.previous?.signing : undefined;
    const rotated = before?.mode === 'BYODKIM' && before.key.kind === 'GENERATED' ? before.key : undefined;
    const { source } = this;
    const isOther = (field: 'rotationDays' | 'rotatesOnUpdate' | 'keyLength') => rotated?.[field] !== source[field];
    return rotated?.rotationDays !== undefined && source.rotationDays !== undefined
      && (isOther('rotationDays') || isOther('rotatesOnUpdate') || isOther('keyLength'));
  }

  private rotate(state: State, { current, pending }: SecretView, step: RotationStep, versionId: string): KeyChoice {
    const { secretId } = this.source;
    if (!isKey(current)) {
      return { refusal: this.notGenerated(state, current?.refusal) };
    }
    if (current.version.versionId === versionId) {
      return { key: current };
    }
    if (!pending || versionOf(pending) !== versionId) {
      // This run ended it, and says why.
      const selector = state.session.ended.has(versionId) ? this.selectorForNewKey(state) : {};
      if ('refusal' in selector) {
        return selector;
      }
      // When a schedule is made, Secrets Manager tests the function without a key. [DOC RotateSecret: RotateImmediately]
      return step === 'testSecret' && !pending
        ? { key: current }
        : { refusal: `version ${versionId} of the secret ${secretId} is not pending any more: its rotation was abandoned` };
    }
    if (!isKey(pending)) {
      const selector = this.selectorForNewKey(state);
      return 'refusal' in selector
        // A rotation without a selector for its key is over: otherwise no other one could begin.
        ? { ...selector, endRotation: { secretId, versionId } }
        : { key: current, make: { source: this.source, versionId, ...selector, label: 'AWSPENDING' } };
    }
    return step === 'finishSecret'
      ? { key: pending, promote: { secretId, versionId, insteadOf: current.version.versionId }, endRotation: { secretId, versionId } }
      : { key: current, further: step === 'createSecret' ? [] : [pending] };
  }

  /** Behind CNAMEs one of their selectors that is free; elsewhere the key makes its own. */
  private selectorForNewKey(state: State): { readonly selector?: string } | { readonly refusal: string } {
    const { settings: { place, domainName }, zone } = state;
    if (place.kind !== 'CNAME_DELEGATED' || !zone) {
      return {};
    }
    const inUse = signed(state).labels;
    const isFree = (label: string) => !entryOf(zone.memory, label, 'TXT') && !inUse.has(label) && obstacles(zone, label, 'TXT').length === 0;
    const selector = place.selectors.find((candidate) => isFree(dkimLabel(candidate)));
    return selector === undefined
      ? {
        refusal: `the selectors ${place.selectors.join(' and ')} of ${domainName} are both in use: mail in transit needs the record of the previous key; `
        + `repeat this when it is removed, ${2 * state.settings.overlapDays} days after the previous change`,
      }
      : { selector };
  }

  private fits({ settings: { domainName, place } }: State, key: KeyFacts): boolean {
    const isSelector = place.kind === 'CNAME_DELEGATED' ? place.selectors.includes(key.selector) : GENERATED_SELECTOR.test(key.selector);
    return isSelector && key.bits === this.source.keyLength && (key.domainName ?? domainName) === domainName;
  }

  private notGenerated({ settings }: State, why = 'it is empty'): string {
    return `the secret ${this.source.secretId} does not have the key that was generated for ${settings.domainName}: ${why}`;
  }
}

/** With the version as the current one that this run made it: for some seconds the secret may be shown as it was before. */
function withPromoted({ session: { promoted } }: State, view: SecretView): SecretView {
  const isOld = promoted !== undefined && versionOf(view.pending) === promoted && versionOf(view.current) !== promoted;
  return isOld ? { ...view, current: view.pending, previous: view.current } : view;
}

/** Without the rotation that this run ended: for some seconds the secret may be shown as it was before. */
function withoutEnded({ session: { ended, promoted } }: State, view: SecretView): SecretView {
  const versionId = versionOf(view.pending);
  return ended.has(versionId) && promoted !== versionId ? { ...view, pending: undefined } : view;
}

function versionOf(version: { readonly version: { readonly versionId: string } } | { readonly versionId: string } | undefined): string {
  return version === undefined ? '' : 'version' in version ? version.version.versionId : version.versionId;
}
