import { randomBytes } from 'node:crypto';
import { domainOf, secretOf, stackOf } from './names';
import type { Journal, Progress, Subject } from '../journal';
import { type Expected, look } from '../look';
import type { KeyForm, Ports, PublicKey } from '../ports';
import { settled } from '../stacks';
import { until } from '../until';
import type { StackRef, Variant } from '../variants';

/**
 * What the steps of a scenario do. Each can be done again after an interruption, and whatever it makes is in the journal first.
 */
export class Scene {
  readonly progress: Progress;

  constructor(readonly scenario: string, readonly journal: Journal, readonly ports: Ports) {
    this.progress = journal.of(scenario);
  }

  get subject(): Subject {
    return this.journal.subject;
  }

  /** A subdomain of the scenario's own. */
  get domainName(): string {
    return domainOf(this.subject, this.scenario);
  }

  stack(region = this.subject.region): StackRef {
    return stackOf(this.subject, this.scenario, region);
  }

  secretName(label: string): string {
    return secretOf(this.subject, this.scenario, label);
  }

  /** Deploys, and expects it to succeed, or to fail. What to report. */
  async deploy(variant: Omit<Variant, 'domainName'>, region?: string): Promise<string> {
    const { ports, scenario } = this;
    const stack = this.stack(region);
    const whole: Variant = { ...variant, domainName: this.domainName };
    this.journal.note(scenario, 'stacks', stack);
    this.journal.note(scenario, 'identities', { region: stack.region, name: whole.domainName });
    await settled(ports, stack);
    const { succeeded, output } = await ports.cli.deploy(stack, whole);
    const state = await settled(ports, stack);
    const wanted = whole.fails ? ['UPDATE_ROLLBACK_COMPLETE'] : ['CREATE_COMPLETE', 'UPDATE_COMPLETE'];
    if (succeeded === (whole.fails ?? false) || !state || !wanted.includes(state.status)) {
      const reasons = state ? await ports.stacks.failures(stack) : [];
      throw new Error(`cdk deploy ${succeeded ? 'succeeded' : 'failed'}, and the stack ${stack.name} is ${state?.status ?? 'not there'}, not ${wanted.join(' or ')}: `
        + (reasons.join('; ') || lastLines(output)));
    }
    return `${stack.name} in ${stack.region}: ${state.status}`;
  }

  async destroy(variant: Omit<Variant, 'domainName'>, region?: string): Promise<string> {
    const { ports } = this;
    const stack = this.stack(region);
    if (await settled(ports, stack)) {
      const { succeeded, output } = await ports.cli.destroy(stack, { ...variant, domainName: this.domainName });
      const state = await settled(ports, stack);
      if (!succeeded || state) {
        const reasons = state ? await ports.stacks.failures(stack) : [];
        throw new Error(`cdk destroy ${succeeded ? 'succeeded' : 'failed'}, and the stack ${stack.name} is ${state?.status ?? 'gone'}: ${reasons.join('; ') || lastLines(output)}`);
      }
    }
    return `${stack.name} in ${stack.region}: gone`;
  }

  async look(expected: Expected, region = this.subject.region): Promise<string> {
    const subject = `cdk-ses-dkim acceptance ${this.subject.run}: ${this.scenario}, after ${this.progress.done.at(-1)?.name ?? 'nothing'}`;
    return (await look(this.ports, region, this.domainName, this.subject.to, subject, expected)).text;
  }

  /**
   * Puts a new key into a secret, and remembers its public half. Its selector is new too: when this is done again after an
   * interruption, the library may have seen the previous one.
   */
  async putKey(label: string, form: KeyForm): Promise<string> {
    const { region } = this.subject;
    const name = this.secretName(label);
    this.journal.note(this.scenario, 'secrets', { region, name });
    const key = this.ports.makeKey(`k${randomBytes(4).toString('hex')}`, form);
    this.remember(`selector of ${label}`, key.selector);
    this.remember(`public key of ${label}`, key.publicKey);
    await this.ports.secrets.putKey(region, name, key);
    return `${name}: a new key with the selector ${key.selector}`;
  }

  /** A stack makes a secret, whose name is chosen. */
  expectSecret(label: string, region: string): void {
    this.journal.note(this.scenario, 'secrets', { region, name: this.secretName(label) });
  }

  /** The last key that this program put into a secret. */
  madeKey(label: string): PublicKey {
    return { selector: this.recall(`selector of ${label}`)!, publicKey: this.recall(`public key of ${label}`)! };
  }

  /** The secret that the stack generated, and its current key. */
  async generated(): Promise<{ readonly secretId: string; readonly key: PublicKey }> {
    const stack = this.stack();
    const secrets = (await this.ports.stacks.everything(stack)).filter(({ type, status }) => type === 'AWS::SecretsManager::Secret' && !status.startsWith('DELETE'));
    if (secrets.length !== 1) {
      throw new Error(`the stack ${stack.name} should have one secret, and has ${secrets.length}`);
    }
    const secretId = secrets[0].physicalId;
    return { secretId, key: await this.ports.secrets.current(stack.region, secretId) };
  }

  /** Has Secrets Manager rotate the generated key, and waits for another than the first. */
  async rotate(first: string): Promise<string> {
    const { region } = this.subject;
    const { secretId, key } = await this.generated();
    if (key.selector === first) {
      await this.ports.secrets.rotate(region, secretId);
    }
    const next = await until(this.ports, async () => {
      const { selector } = await this.ports.secrets.current(region, secretId);
      return selector === first ? undefined : selector;
    }, () => `Secrets Manager should have rotated ${secretId}, and its key is still ${first}`);
    return `rotated from ${first} to ${next}`;
  }

  recall(name: string): string | undefined {
    return this.progress.memory[name];
  }

  remember(name: string, value: string): void {
    this.progress.memory[name] = value;
    this.journal.save();
  }
}

function lastLines(output: string): string {
  return output.trim().split('\n').slice(-5).join(' / ');
}
