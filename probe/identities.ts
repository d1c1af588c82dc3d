import { generateKeyPairSync } from 'node:crypto';
import {
  CreateEmailIdentityCommand, DeleteEmailIdentityCommand, type DkimSigningAttributes, type DkimSigningAttributesOrigin, GetEmailIdentityCommand,
  type GetEmailIdentityResponse, PutEmailIdentityDkimSigningAttributesCommand, type Tag,
} from '@aws-sdk/client-sesv2';
import type { Laboratory } from './laboratory';

const MINUTE = 60_000;
const LOOK_MS = 10_000;

/** A new key of RSA, as SES takes it, and the record that has to be published for it. */
export interface Key {
  readonly selector: string;
  /** In base64, PKCS#1 and PKCS#8. */
  readonly pkcs1: string;
  readonly pkcs8: string;
  readonly record: string;
}

/** A look of SES's at DNS, and what SES said of the domain after it. */
export interface Look {
  readonly at: number;
  readonly status: string;
}

/** Identities of SES. */
export class Identities {
  constructor(private readonly laboratory: Laboratory) {}

  newKey(): Key {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const base64 = (type: 'pkcs1' | 'pkcs8') => privateKey.export({ type, format: 'der' }).toString('base64');
    const p = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    return { selector: this.laboratory.newName(), pkcs1: base64('pkcs1'), pkcs8: base64('pkcs8'), record: `v=DKIM1; k=rsa; p=${p}` };
  }

  async create(
    domain: string, attributes?: DkimSigningAttributes, { region = this.laboratory.region, tags }: { region?: string; tags?: Tag[] } = {},
  ) {
    const ses = this.laboratory.clients.ses(region);
    const answer = await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: domain, DkimSigningAttributes: attributes, Tags: tags }));
    this.laboratory.willRemove(`the identity ${domain} in ${region}`, () => this.delete(domain, region));
    return answer;
  }

  createByo(domain: string, { selector, pkcs1 }: Key) {
    return this.create(domain, { DomainSigningSelector: selector, DomainSigningPrivateKey: pkcs1 });
  }

  delete(domain: string, region = this.laboratory.region): Promise<unknown> {
    return this.laboratory.patiently(() => this.laboratory.clients.ses(region).send(new DeleteEmailIdentityCommand({ EmailIdentity: domain })));
  }

  put(domain: string, SigningAttributesOrigin: DkimSigningAttributesOrigin, SigningAttributes?: DkimSigningAttributes) {
    return this.laboratory.patiently(() => this.laboratory.clients.ses().send(new PutEmailIdentityDkimSigningAttributesCommand({
      EmailIdentity: domain, SigningAttributesOrigin, SigningAttributes,
    })));
  }

  putByo(domain: string, { selector, pkcs1 }: Key) {
    return this.put(domain, 'EXTERNAL', { DomainSigningSelector: selector, DomainSigningPrivateKey: pkcs1 });
  }

  get(domain: string, region = this.laboratory.region): Promise<GetEmailIdentityResponse> {
    return this.laboratory.patiently(() => this.laboratory.clients.ses(region).send(new GetEmailIdentityCommand({ EmailIdentity: domain })));
  }

  /**
   * Watches SES's looks at DNS, until there have been some, or until `isEnough` says so.
   *
   * @returns the looks, in SES's time; fewer if the time was over
   */
  async looks(
    domain: string, isEnough: (looks: readonly Look[]) => boolean,
    { region, stepMs = LOOK_MS, longestMs = 120 * MINUTE }: { region?: string; stepMs?: number; longestMs?: number } = {},
  ): Promise<Look[]> {
    const looks: Look[] = [];
    const end = this.laboratory.clock.now().getTime() + longestMs;
    while (!isEnough(looks) && this.laboratory.clock.now().getTime() < end) {
      await this.laboratory.clock.sleep(stepMs);
      const { VerificationInfo, DkimAttributes } = await this.get(domain, region);
      const at = VerificationInfo?.LastCheckedTimestamp?.getTime();
      if (at !== undefined && at !== looks.at(-1)?.at) {
        looks.push({ at, status: DkimAttributes!.Status! });
      }
    }
    return looks;
  }

  /** Whether SES verifies a domain by its second look, or by a later one if it does not look often; undefined if it did not look. */
  async isVerified(domain: string, region?: string): Promise<boolean | undefined> {
    const looks = await this.looks(domain, (all) => all.length >= 2 || all.some(({ status }) => status === 'SUCCESS'), { region });
    return looks.length === 0 ? undefined : looks.some(({ status }) => status === 'SUCCESS');
  }

  /** A domain with a key of its own that SES has verified. Throws if SES does not. */
  async verifiedByo(key: Key): Promise<string> {
    const domain = this.laboratory.newDomain();
    await this.laboratory.records.publish(`${key.selector}._domainkey.${domain}`, 'TXT', key.record);
    await this.createByo(domain, key);
    if (!await this.isVerified(domain)) {
      throw new Error(`SES does not verify ${domain}, whose record is published`);
    }
    return domain;
  }
}
