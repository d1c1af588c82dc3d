import { checkServed } from './served-record';
import type { Signer, Signers } from './signers';
import type { SecretFollowingSettings } from '../../src/contract/key-rotation';
import { log } from '../custom-resources/log';
import type { KeptKey } from '../dkim-key/generated-keys';
import type { PublicDns } from '../dns/public-dns';
import type { FollowedSecret } from '../published-keys/followed-secret';

/**
 * Takes SES to the key that the secret has now. It does not matter which event asks for it, nor how often: each run looks
 * for itself, so what was missed, was killed or came at the same time is made up for by the next.
 */
export class SecretFollowing {
  constructor(
    private readonly settings: SecretFollowingSettings,
    private readonly secret: FollowedSecret,
    private readonly signers: Signers,
    private readonly dns: PublicDns,
  ) {}

  /** Until the key that SES has is still the secret's: another run may have given SES an older one meanwhile. */
  async attend(milliseconds: number): Promise<void> {
    const deadline = Date.now() + milliseconds;
    while (await this.apply(() => deadline - Date.now()));
    await this.secret.published.retireUnused((await this.signers.observe()).flatMap(({ selector }) => selector ?? []), this.settings.overlapSeconds);
  }

  /**
   * Publishes the current key, and gives it to those that have another.
   *
   * @returns whether there was anything to do
   */
  private async apply(timeLeft: () => number): Promise<boolean> {
    const { domainName } = this.settings;
    const key = await this.secret.current();
    const signers = await this.signers.observe();
    await this.checkSwitchable(signers);
    const isNew = !await this.secret.isPublished(key);
    if (isNew) {
      await this.secret.publish(key);
    }
    // Where SES does not tell its selector, a key is given once.
    const behind = signers.filter(({ selector }) => selector === undefined ? isNew : selector !== key.selector);
    if (behind.length > 0) {
      await checkServed(this.dns, this.settings, key);
      if ((await this.secret.current()).versionId !== key.versionId) {
        return true; // a newer one has come while this one was published
      }
      await this.signers.switchTo(key, behind);
    }
    const gaveUp = await this.signers.verified(key.selector, timeLeft());
    if (gaveUp.length > 0) {
      await this.goBack(gaveUp, key, behind);
    }
    log.info(behind.length > 0 ? 'signs with the key of the secret' : 'has the key of the secret', { domainName, selector: key.selector });
    return behind.length > 0;
  }

  /** A deployment may be taking the identity to another way of signing. */
  private async checkSwitchable(signers: readonly Signer[]): Promise<void> {
    const known = (await this.secret.published.keys()).map(({ selector }) => selector);
    const strangers = signers.filter(({ selector }) => selector !== undefined && !known.includes(selector));
    if (signers.length === 0 || strangers.length > 0) {
      throw new Error(`the SES identity ${this.settings.domainName} does not sign with a key of the secret ${this.settings.secretArn}`
        + `${strangers.map(({ region, selector }) => `, in ${region} but with the selector '${selector}'`).join('')}; deploy the stack again`);
    }
  }

  /** To the key before, as long as it is published. */
  private async goBack(gaveUp: readonly string[], { selector }: KeptKey, behind: readonly Signer[]): Promise<never> {
    const problem = `SES gave up on the record of ${selector}._domainkey.${this.settings.domainName} in ${gaveUp.join(', ')}`;
    const keys = await this.secret.published.keys();
    const before = keys.find((key) => !key.retiredAt && behind.some((signer) => signer.selector === key.selector));
    if (!before) {
      throw new Error(`${problem}; store a key under a new selector`);
    }
    const failed = (await this.signers.observe()).filter((signer) => signer.selector === selector);
    await this.signers.switchTo(await this.secret.published.open(before.versionId), failed);
    throw new Error(`${problem}, and has the key before again, with the selector '${before.selector}'`);
  }
}
