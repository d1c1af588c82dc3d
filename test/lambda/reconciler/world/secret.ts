import { factsOf, type Key, newKey, ownSelectorOf } from './keys';
import type { Random } from './random';
import { type Scheduler, SECOND } from './scheduler';
import { type KeyFacts, type KeyPort, type RefusedVersion, Refused, type SecretView } from '../../../../lambda/ports';

export type Label = 'AWSCURRENT' | 'AWSPREVIOUS' | 'AWSPENDING';
type Content = Key | { readonly refusal: string };

interface Versions {
  readonly contents: ReadonlyMap<string, Content>;
  readonly labels: ReadonlyMap<Label, string>;
}

/** A secret of Secrets Manager with versions of a key, and its replica in the other Region a little later. */
export class Secret {
  isGone = false;
  rotationEnabled = false;

  private readonly contents = new Map<string, Content>();
  private readonly labels = new Map<Label, string>();
  private replica: Versions = { contents: new Map(), labels: new Map() };
  private held?: { readonly versions: Versions; readonly until: number };

  constructor(
    readonly id: string, private readonly scheduler: Scheduler, private readonly random: Random,
    /** Told before a version loses or gains a label. */
    private readonly changed: (secret: Secret) => void = () => {},
  ) {}

  /** A new version by its owner. It becomes the current one. */
  put(versionId: string, content: Content): void {
    this.contents.set(versionId, content);
    this.promote(versionId);
  }

  add(versionId: string, content: Content, label: Label): void {
    this.contents.set(versionId, content);
    this.label(label, versionId);
  }

  labelled(label: Label): string | undefined {
    return this.labels.get(label);
  }

  key(versionId: string): Key | undefined {
    const content = this.contents.get(versionId);
    return content && 'fingerprint' in content ? content : undefined;
  }

  label(label: Label, versionId: string | undefined): void {
    this.changed(this);
    if (versionId === undefined) {
      this.labels.delete(label);
    } else {
      this.labels.set(label, versionId);
    }
    this.replicateLater();
  }

  promote(versionId: string): void {
    const previous = this.labels.get('AWSCURRENT');
    if (previous !== undefined && previous !== versionId) {
      this.label('AWSPREVIOUS', previous);
    }
    this.label('AWSCURRENT', versionId);
  }

  /** @param selector of a key that does not name its own */
  view({ selector, jsonField, versionId, isReplica = false, only }: {
    readonly selector?: string;
    readonly jsonField?: string;
    readonly versionId?: string;
    readonly isReplica?: boolean;
    readonly only?: readonly Label[];
  }): SecretView {
    if (this.isGone) {
      return { state: 'gone', rotationEnabled: false };
    }
    const { contents, labels }: Versions = isReplica ? this.replica : this.versions;
    const read = (id: string | undefined): KeyFacts | RefusedVersion | undefined => {
      const content = id === undefined ? undefined : contents.get(id);
      if (id === undefined) {
        return undefined;
      }
      if (!content || 'refusal' in content) {
        return { versionId: id, refusal: content?.refusal ?? 'it is empty' };
      }
      return factsOf(content, selector ?? content.selector ?? ownSelectorOf(content), { secretId: this.id, versionId: id, jsonField });
    };
    const labelled = (label: Label) => (!only || only.includes(label) ? read(labels.get(label)) : undefined);
    const current = versionId === undefined ? labelled('AWSCURRENT') : read(versionId);
    return {
      state: current === undefined ? 'empty' : 'there',
      current,
      previous: labelled('AWSPREVIOUS'),
      pending: labelled('AWSPENDING'),
      rotationEnabled: this.rotationEnabled,
    };
  }

  /** For so long readings answer what is true at this moment. */
  holdReadings(milliseconds: number): void {
    this.held = { versions: this.copy(), until: this.scheduler.now + milliseconds };
  }

  private get versions(): Versions {
    return this.held && this.scheduler.now < this.held.until ? this.held.versions : { contents: this.contents, labels: this.labels };
  }

  private copy(): Versions {
    return { contents: new Map(this.contents), labels: new Map(this.labels) };
  }

  // --- what the handler writes

  make({ versionId, keyLength, selector, label }: Parameters<KeyPort['make']>[0]): void {
    this.checkIsThere();
    const existing = this.contents.get(versionId);
    if (existing && 'fingerprint' in existing) {
      return;
    }
    const key = newKey(this.random, keyLength, selector);
    this.contents.set(versionId, { ...key, selector: selector ?? ownSelectorOf(key) });
    if (label === 'AWSCURRENT') {
      this.promote(versionId);
    } else {
      this.label(label, versionId);
    }
  }

  promoteInsteadOf(versionId: string, insteadOf: string): void {
    this.checkIsThere();
    if (this.labels.get('AWSCURRENT') === versionId) {
      return;
    }
    if (this.labels.get('AWSCURRENT') !== insteadOf) {
      throw new Refused(`AWSCURRENT is not on ${insteadOf}`, 'conflict');
    }
    this.promote(versionId);
  }

  removePending(versionId: string): void {
    this.checkIsThere();
    if (this.labels.get('AWSPENDING') === versionId) {
      this.label('AWSPENDING', undefined);
    }
  }

  private checkIsThere(): void {
    if (this.isGone) {
      throw new Refused(`there is no secret ${this.id}`, 'other');
    }
  }

  private replicateLater(): void {
    this.scheduler.after(this.random.between(1, 30) * SECOND, () => {
      this.replica = this.copy();
    });
  }
}
