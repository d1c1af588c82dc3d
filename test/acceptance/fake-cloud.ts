import { Killer } from './killer';
import type { IdentityState, NewKey, PublicKey, SecretState, StackResource } from '../../acceptance/ports';
import type { StackRef, Variant } from '../../acceptance/variants';

interface FakeStack {
  readonly ref: StackRef;
  readonly id: string;
  status: string;
  variant?: Variant;
  secretId?: string;
  /** What CloudFormation still does: how many looks it takes, and what then is true. */
  busy?: { looks: number; readonly end: () => void };
}

const LOOKS = 3;

/** An account in memory, as far as the program asks it. */
export class FakeCloud {
  readonly identities = new Map<string, IdentityState>();
  readonly secrets = new Map<string, SecretState & { readonly keys: readonly PublicKey[] }>();
  readonly records = new Map<string, string>();
  readonly resources = new Map<string, StackResource & { readonly stack: string; there: boolean }>();
  readonly mails: string[] = [];
  readonly stacks: FakeStack[] = [];
  readonly killer = new Killer();
  private made = 0;
  /** What a deletion of a stack leaves behind. */
  keeps: (what: string) => boolean = () => false;

  /** Everything that is there, by name. */
  get everything(): string[] {
    return [
      ...this.stacks.filter(({ status }) => status !== 'DELETE_COMPLETE').map(({ ref }) => `stack ${ref.name}`),
      ...[...this.identities.keys()].map((key) => `identity ${key}`), ...[...this.secrets.keys()].map((key) => `secret ${key}`),
      ...[...this.records.keys()].map((key) => `record ${key}`),
      ...[...this.resources.values()].filter(({ there }) => there).map(({ physicalId }) => `resource ${physicalId}`),
    ];
  }

  find({ name, region }: StackRef): FakeStack | undefined {
    return this.stacks.find(({ ref, status }) => ref.name === name && ref.region === region && status !== 'DELETE_COMPLETE');
  }

  /** CloudFormation goes on from look to look. */
  lookAt(ref: StackRef): { readonly id: string; readonly status: string } | undefined {
    const found = this.find(ref);
    if (found?.busy && --found.busy.looks === 0) {
      this.finish(ref);
    }
    return this.find(ref);
  }

  deploy(ref: StackRef, variant: Variant) {
    const known = this.find(ref);
    if (known && /IN_PROGRESS$/.test(known.status) && known.status !== 'REVIEW_IN_PROGRESS') {
      return { succeeded: false, output: `the stack ${ref.name} is ${known.status}` };
    }
    const stack = known ?? { ref, id: `id${this.stacks.length}`, status: 'REVIEW_IN_PROGRESS' };
    if (!known) {
      this.stacks.push(stack);
    }
    if (this.killer.moment === 'in review') {
      return { succeeded: false, output: '' };
    }
    const isNew = stack.status === 'REVIEW_IN_PROGRESS';
    const previous = stack.variant;
    stack.status = `${isNew ? 'CREATE' : 'UPDATE'}_IN_PROGRESS`;
    this.sign(stack, variant);
    stack.busy = {
      looks: LOOKS,
      end: () => {
        stack.status = variant.fails ? 'UPDATE_ROLLBACK_COMPLETE' : isNew ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE';
        if (variant.fails) {
          this.sign(stack, previous!);
        }
      },
    };
    this.finish(ref);
    return { succeeded: !variant.fails, output: '' };
  }

  /** What the library does for a variant: the identity, and the records that are not there yet. */
  private sign(stack: FakeStack, variant: Variant): void {
    const { region } = stack.ref;
    const { domainName, signing } = variant;
    stack.variant = variant;
    this.add(stack, 'AWS::IAM::Role', `role-${stack.id}`);
    let tokens = ['t1', 't2', 't3'];
    if (signing.kind === 'generated' || signing.kind === 'rotated' || signing.kind === 'shared') {
      stack.secretId ??= signing.kind === 'shared' ? signing.secretName : `generated-${stack.id}`;
      this.add(stack, 'AWS::SecretsManager::Secret', stack.secretId);
      if (!this.secrets.has(`${region} ${stack.secretId}`)) {
        this.putKey(region, stack.secretId, this.newKey());
      }
      this.replicate(stack);
    }
    if (signing.kind === 'easy') {
      tokens.forEach((token) => this.records.set(`CNAME ${token}._domainkey.${domainName}`, `${token}.dkim.amazonses.com`));
    } else if (signing.kind !== 'replica') {
      const key = this.secrets.get(`${region} ${stack.secretId ?? (signing as { secretName: string }).secretName}`)!.keys.at(-1)!;
      tokens = [key.selector];
      this.publish(domainName, key);
    }
    const origin = signing.kind === 'easy' ? 'AWS_SES' : signing.kind === 'replica' ? `AWS_SES_${signing.parentRegion.toUpperCase().replace(/-/g, '_')}` : 'EXTERNAL';
    this.identities.set(`${region} ${domainName}`, { status: 'SUCCESS', origin, signs: true, maySend: true, tokens });
  }

  remove(ref: StackRef): void {
    const stack = this.find(ref);
    if (!stack) {
      return;
    }
    if (/IN_PROGRESS$/.test(stack.status) && stack.status !== 'REVIEW_IN_PROGRESS') {
      throw new Error(`Stack ${ref.name} cannot be deleted while in status ${stack.status}`);
    }
    stack.status = 'DELETE_IN_PROGRESS';
    stack.busy = { looks: LOOKS, end: () => this.removeNow(stack) };
  }

  private removeNow(stack: FakeStack): void {
    const domainName = stack.variant?.domainName;
    const hasReplica = [...this.identities].some(([name, { origin }]) => name.endsWith(` ${domainName}`) && origin === `AWS_SES_${stack.ref.region.toUpperCase().replace(/-/g, '_')}`);
    if (hasReplica) {
      stack.status = 'DELETE_FAILED';
      return;
    }
    stack.status = 'DELETE_COMPLETE';
    if (domainName === undefined) {
      return;
    }
    const gone = (what: string) => !this.keeps(what);
    if (stack.variant!.signing.kind === 'shared') {
      this.secrets.delete(`${stack.variant!.signing.replicaRegion} ${stack.secretId}`);
    }
    if (gone('identity')) {
      this.identities.delete(`${stack.ref.region} ${domainName}`);
    }
    if (gone('record') && ![...this.identities.keys()].some((name) => name.endsWith(` ${domainName}`))) {
      [...this.records.keys()].filter((record) => record.endsWith(`.${domainName}`)).forEach((record) => this.records.delete(record));
    }
    for (const [id, resource] of this.resources) {
      if (resource.stack === stack.ref.name + stack.ref.region && gone(resource.type)) {
        this.resources.set(id, { ...resource, there: false, status: 'DELETE_COMPLETE' });
        this.secrets.delete(`${stack.ref.region} ${id}`);
      }
    }
  }

  /** CloudFormation is done, unless the program is killed while it works. */
  finish(ref: StackRef): void {
    const stack = this.find(ref);
    if (this.killer.moment !== 'during') {
      stack?.busy?.end();
      if (stack) {
        stack.busy = undefined;
      }
    }
  }

  private add({ ref }: FakeStack, type: string, physicalId: string): void {
    this.resources.set(physicalId, { type, physicalId, status: 'CREATE_COMPLETE', stack: ref.name + ref.region, there: true });
  }

  newKey(): PublicKey {
    return { selector: `s${++this.made}`, publicKey: `public${this.made}` };
  }

  /** A new key of a secret that the library looks after is signed with at once. */
  putKey(region: string, name: string, { selector, publicKey }: PublicKey | NewKey): void {
    this.secrets.set(`${region} ${name}`, { keys: [...this.secrets.get(`${region} ${name}`)?.keys ?? [], { selector, publicKey }] });
    for (const stack of this.stacks.filter(({ status }) => status.endsWith('_COMPLETE') && status !== 'DELETE_COMPLETE')) {
      const { signing, domainName } = stack.variant!;
      if (stack.secretId === name || (signing.kind === 'followed' && signing.secretName === name)) {
        const identity = this.identities.get(`${region} ${domainName}`)!;
        if (this.publish(domainName, { selector, publicKey })) {
          this.identities.set(`${region} ${domainName}`, { ...identity, tokens: [selector] });
        }
        this.replicate(stack);
      }
    }
  }

  /** Secrets Manager copies a secret, and the library gives the key to SES in the other Region. */
  private replicate({ variant, ref, secretId }: FakeStack): void {
    const { signing, domainName } = variant!;
    if (signing.kind === 'shared') {
      const secret = this.secrets.get(`${ref.region} ${secretId}`)!;
      this.secrets.set(`${signing.replicaRegion} ${secretId}`, secret);
      const identity = this.identities.get(`${signing.replicaRegion} ${domainName}`);
      if (identity) {
        this.identities.set(`${signing.replicaRegion} ${domainName}`, { ...identity, tokens: [secret.keys.at(-1)!.selector] });
      }
    }
  }

  /** The library refuses another key for the selector of one that is served. */
  private publish(domainName: string, { selector, publicKey }: PublicKey): boolean {
    const name = `TXT ${selector}._domainkey.${domainName}`;
    const record = `v=DKIM1; p=${publicKey}`;
    const isTaken = (this.records.get(name) ?? record) !== record;
    this.records.set(name, this.records.get(name) ?? record);
    return !isTaken;
  }
}
