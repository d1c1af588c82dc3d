import { createWaiter, WaiterState } from '@smithy/core/client';
import type { LiveDkim, SesIdentities } from '../aws/ses-identities';
import { log } from '../custom-resources/log';
import type { KeptKey } from '../dkim-key/generated-keys';

/** What ends a wait for SES that did not come to its end: it goes on with the next attempt. */
export class NotYetVerified extends Error {}

/** An identity of the domain that signs with a key of its owner's. */
export interface Signer {
  readonly region: string;
  /** Undefined where SES does not tell it. [SDK says that it does; the sample in the developer guide has none] */
  readonly selector?: string;
  readonly dkim: LiveDkim;
}

/** The domain's identities, in each Region where they sign with the key. */
export class Signers {
  constructor(private readonly domainName: string, private readonly identities: ReadonlyMap<string, SesIdentities>) {}

  /** Those that there are, and that sign with a key of their owner's: the others are not to be switched. */
  async observe(): Promise<Signer[]> {
    const { signers, unseen } = await this.seen();
    throwAll(unseen);
    return signers;
  }

  /** The same of the Regions that can be seen; of the others, why not. */
  async seen(): Promise<{ readonly signers: Signer[]; readonly unseen: Error[] }> {
    const unseen: Error[] = [];
    const signers = await Promise.all([...this.identities].map(async ([region, identities]) => {
      const live = await identities.observe(this.domainName).catch((error: Error) => {
        unseen.push(this.failure(region, error));
        return undefined;
      });
      return live?.dkim.origin === 'EXTERNAL' ? [{ region, selector: live.dkim.tokens[0] as string | undefined, dkim: live.dkim }] : [];
    }));
    return { signers: signers.flat(), unseen };
  }

  /**
   * Gives the key to those that have another; a Region where that fails does not keep it from the others.
   *
   * @param unseen what is wrong in Regions that may have another too: this fails with it, after the others were switched
   */
  async switchTo({ selector, pair }: KeptKey, signers: readonly Signer[], unseen: readonly Error[] = []): Promise<void> {
    const failures: Error[] = [...unseen];
    for (const { region } of signers.filter((signer) => signer.selector !== selector)) {
      try {
        await this.identities.get(region)!.putSigningAttributes(this.domainName, {
          SigningAttributesOrigin: 'EXTERNAL',
          SigningAttributes: { DomainSigningSelector: selector, DomainSigningPrivateKey: pair.privateKey },
        });
        log.info('gave SES the key', { domainName: this.domainName, region, selector });
      } catch (error) {
        failures.push(this.failure(region, error as Error));
      }
    }
    throwAll(failures);
  }

  /**
   * Waits until SES has seen the key's record everywhere.
   *
   * @returns the Regions where SES gave up
   * @throws NotYetVerified when the time is over
   */
  async verified(selector: string, milliseconds: number): Promise<string[]> {
    let failed: string[] = [];
    let waiting: string[] = [];
    const look = async () => {
      const signers = (await this.observe()).filter((signer) => (signer.selector ?? selector) === selector);
      failed = signers.filter(({ dkim }) => dkim.status === 'FAILED').map(({ region }) => region);
      waiting = signers.filter(({ dkim }) => dkim.status !== 'SUCCESS' && dkim.status !== 'FAILED').map(({ region, dkim }) => `${region} (${dkim.status})`);
      return { state: waiting.length > 0 ? WaiterState.RETRY : WaiterState.SUCCESS };
    };
    // The SDK's own waiter, as in `waitUntil…`.
    const { state } = await createWaiter(
      { client: this, minDelay: 2, maxDelay: 15, maxWaitTime: Math.max(3, Math.floor(milliseconds / 1000)) }, {}, look,
    );
    if (state === WaiterState.TIMEOUT) {
      throw new NotYetVerified(`SES has not seen the record of ${selector}._domainkey.${this.domainName} yet: ${waiting.join(', ')}`);
    }
    return failed;
  }
  private failure(region: string, { name, message }: Error): Error {
    return new Error(`SES identity ${this.domainName} in ${region}: ${name}: ${message}`);
  }
}

function throwAll(failures: readonly Error[]): void {
  if (failures.length > 0) {
    throw failures.length === 1 ? failures[0] : new Error(failures.map(({ message }) => message).join('; '));
  }
}
