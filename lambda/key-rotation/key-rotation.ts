import { checkServed } from './served-record';
import type { Signer, Signers } from './signers';
import type { KeyRotationSettings } from '../../src/contract/key-rotation';
import type { Secrets } from '../aws/secrets';
import { log } from '../custom-resources/log';
import type { KeptKey } from '../dkim-key/generated-keys';
import type { PublicDns } from '../dns/public-dns';
import { generateKey } from '../keys';
import type { LedgerKey } from '../published-keys/key-ledger';
import { NoFreeSelector, type PublishedKeys } from '../published-keys/published-keys';

/**
 * The four steps of Secrets Manager's rotation, and what is due between rotations. Any of them may be killed and called
 * again, and finds from the secret's labels and from SES what is left to do.
 *
 * [DOC Secrets Manager, rotate-secrets_lambda-functions]
 */
export class KeyRotation {
  constructor(
    private readonly settings: KeyRotationSettings,
    private readonly secrets: Secrets,
    private readonly published: PublishedKeys,
    private readonly signers: Signers,
    private readonly dns: PublicDns,
  ) {}

  async perform(step: string, versionId: string, milliseconds: number): Promise<void> {
    await this.checkGoesOn(versionId);
    switch (step) {
      case 'createSecret':
        return this.orAbandon(versionId, () => this.createSecret(versionId));
      case 'setSecret':
        return this.orAbandon(versionId, () => this.setSecret(versionId));
      case 'testSecret':
        return this.testSecret(versionId);
      case 'finishSecret':
        return this.finish(versionId, milliseconds);
      default:
        throw new Error(`unknown step '${step}' of a rotation`);
    }
  }

  /**
   * A deployment or an operator may have abandoned the rotation between two of its attempts. AWS's own functions look too.
   * [aws-samples/aws-secrets-manager-rotation-lambdas]
   */
  private async checkGoesOn(versionId: string): Promise<void> {
    const labels = (await this.secrets.labels(this.settings.secretArn))?.[versionId] ?? [];
    if (!labels.includes('AWSPENDING') && !labels.includes('AWSCURRENT')) {
      throw new Error(`version ${versionId} of the secret ${this.settings.secretArn} is not pending any more: its rotation was abandoned`);
    }
  }

  /** A key that is left of an attempt that was killed stays: a version never changes. */
  private async createSecret(versionId: string): Promise<void> {
    const { secretArn, domainName, keyLength, delegation } = this.settings;
    const selector = delegation && !await this.has(versionId) ? await this.freeSelector() : undefined;
    const added = await this.secrets.add(secretArn, versionId, generateKey(domainName, keyLength, selector), 'AWSPENDING');
    log.info(added ? 'made a key' : 'an earlier attempt has made the key', { domainName, versionId });
  }

  private async freeSelector(): Promise<string> {
    return this.published.freeSelector((await this.signers.observe()).flatMap(({ selector }) => selector ?? []));
  }

  private async setSecret(versionId: string): Promise<void> {
    await this.published.publish(await this.published.open(versionId));
  }

  /** A rotation without a selector for its key is over: it would keep the next one, which may find one, from beginning. */
  private async orAbandon(versionId: string, step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (error instanceof NoFreeSelector) {
        await this.secrets.abandonRotation(this.settings.secretArn, { versionId });
      }
      throw error;
    }
  }

  private async testSecret(versionId: string): Promise<void> {
    const { domainName } = this.settings;
    if (!await this.has(versionId)) {
      await this.signers.observe();
      log.info('rotation is possible', { domainName }); // a test without a key, when a schedule is made [DOC RotateSecret, RotateImmediately]
      return;
    }
    await checkServed(this.dns, this.settings, await this.published.open(versionId));
  }

  /** Switches SES, waits until it signs, and makes the key the current one. */
  private async finish(versionId: string, milliseconds: number): Promise<void> {
    const { domainName, secretArn } = this.settings;
    const { signers, unseen } = await this.signers.seen();
    const switchable = this.switchable(signers, await this.published.keys(), unseen);
    const { versionId: formerVersionId } = await this.secrets.read({ secretArn });
    if (formerVersionId !== versionId) {
      const key = await this.published.open(versionId);
      await this.signers.switchTo(key, switchable, unseen);
      await this.goBackIfFailed(await this.signers.verified(key.selector, milliseconds), key, formerVersionId);
      await this.secrets.makeCurrent(secretArn, versionId, formerVersionId);
      log.info('rotated', { domainName, selector: key.selector });
    }
    await this.retireUnused();
  }

  /** What is due: a switch that was left half done, a record that is missing, former keys that are to be revoked or removed. */
  async attend(): Promise<void> {
    const { signers, unseen } = await this.signers.seen();
    const known = await this.published.keys();
    const pending = known.find(({ isPending }) => isPending);
    if (pending && signers.some(({ selector }) => selector === pending.selector)) {
      await this.serve(pending);
      return this.finish(pending.versionId, 0); // a day is enough to wait: what is not verified now is a failure
    }
    await this.abandonCancelled();
    const current = known.find(({ isCurrent }) => isCurrent);
    if (current) {
      const key = await this.serve(current);
      // A Region that was left on a former key. One that signs with none of these keys is not ours to switch.
      const behind = signers.filter(({ selector }) => known.some((other) => other.selector === selector));
      await this.signers.switchTo(key, pending ? [] : behind, unseen);
    }
    await this.retireUnused(signers);
  }

  /** Publishes a key's record if somebody has removed it. */
  private async serve({ versionId }: LedgerKey): Promise<KeptKey> {
    const key = await this.published.open(versionId);
    if (!await this.published.isServed(key)) {
      await this.published.publish(key);
    }
    return key;
  }

  /** Its key is retired, and the way is free for the next. */
  private async abandonCancelled(): Promise<void> {
    const { secretArn, domainName } = this.settings;
    const unfinished = await this.secrets.unfinishedRotation(secretArn);
    if (unfinished?.isCancelled) {
      await this.secrets.abandonRotation(secretArn, unfinished);
      log.info('abandoned a rotation that was cancelled', { domainName, versionId: unfinished.versionId });
    }
  }

  /**
   * Those that sign with a key of the secret. In another Region an identity may sign otherwise, as before its stack is deployed
   * and after; at home that means that a deployment takes it to another way of signing at this moment.
   */
  private switchable(signers: readonly Signer[], known: readonly LedgerKey[], unseen: readonly Error[]): Signer[] {
    const isStranger = ({ selector }: Signer) => selector !== undefined && !known.some((key) => key.selector === selector);
    const switchable = signers.filter((signer) => !isStranger(signer));
    const [home] = this.settings.regions;
    const strangers = signers.filter(isStranger);
    if (strangers.some(({ region }) => region === home) || (switchable.length === 0 && unseen.length === 0)) {
      throw new Error(`the SES identity ${this.settings.domainName} signs with a key that is not this secret's`
        + `${strangers.map(({ region, selector }) => `, in ${region} with the selector '${selector}'`).join('')}; deploy the stack again, `
        + 'or take `rotation` out of it');
    }
    return switchable;
  }

  /** The key before is still published; SES has to see its record once more. */
  private async goBackIfFailed(regions: readonly string[], { selector }: KeptKey, formerVersionId: string): Promise<void> {
    if (regions.length === 0) {
      return;
    }
    const before = await this.published.open(formerVersionId);
    await this.signers.switchTo(before, (await this.signers.observe()).filter((signer) => (signer.selector ?? selector) === selector));
    throw new Error(`SES gave up on the record of ${selector}._domainkey.${this.settings.domainName} in ${regions.join(', ')}, `
      + `and has the key before again, with the selector '${before.selector}'`);
  }

  /** @param before who signed with what until a moment ago: the overlap begins after that */
  private async retireUnused(before: readonly Signer[] = []): Promise<void> {
    const signers = [...before, ...await this.signers.observe()];
    await this.published.retireUnused(signers.flatMap(({ selector }) => selector ?? []), this.settings.overlapSeconds);
  }

  private async has(versionId: string): Promise<boolean> {
    return (await this.published.keys()).some((key) => key.versionId === versionId);
  }
}
