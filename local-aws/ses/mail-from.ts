import type { MxRecord } from 'node:dns';
import type { BehaviorOnMxFailure, MailFromAttributes } from '@aws-sdk/client-sesv2';
import { ask, type CheckResult, failed, type Lookup, PASSED } from './dns-lookup';
import { DnsVerification, type VerificationPorts } from './dns-verification';
import { mailFromNotVerified } from './errors';
import { defaultMailFromDomain } from './mail-servers';

export interface MailFromPorts extends VerificationPorts {
  readonly lookup: Lookup;
  readonly region: string;
}

/** The domain of the envelope's sender: SES's own, or a subdomain of the identity's with an MX record that leads to SES. */
export class MailFrom {
  private behavior: BehaviorOnMxFailure = 'USE_DEFAULT_VALUE';
  private custom?: { readonly domainName: string; readonly mx: DnsVerification };

  constructor(private readonly ports: MailFromPorts) {}

  put(domainName: string, behavior: BehaviorOnMxFailure): void {
    this.behavior = behavior;
    // That the same domain again is looked for only after it failed is assumed, as for Easy DKIM.
    if (this.custom?.domainName !== domainName || this.custom.mx.status === 'FAILED') {
      this.custom?.mx.stop();
      const { lookup, region, assumptions } = this.ports;
      const mx = new DnsVerification({
        what: `the MX record of ${domainName}`,
        graceMs: assumptions.giveUpMs, // as for a record that was never there; assumed
        look: () => checkMx(lookup, domainName, `feedback-smtp.${region}.amazonses.com`),
      }, this.ports);
      this.custom = { domainName, mx };
      mx.start();
    }
  }

  disable(): void {
    this.custom?.mx.stop();
    this.custom = undefined;
    this.behavior = 'USE_DEFAULT_VALUE';
  }

  /** As `GetEmailIdentity` answers; it is PENDING from the start. [DOC custom MAIL FROM, setup states] */
  get attributes(): MailFromAttributes {
    const status = this.custom?.mx.observe();
    return {
      MailFromDomain: this.custom?.domainName,
      MailFromDomainStatus: status === 'NOT_STARTED' ? 'PENDING' : status,
      BehaviorOnMxFailure: this.behavior,
    };
  }

  /** What mail leaves with now. [DOC API_PutEmailIdentityMailFromAttributes: in any state but SUCCESS it is the default, or no mail] */
  get domainInUse(): string {
    if (this.custom?.mx.status === 'SUCCESS') {
      return this.custom.domainName;
    }
    if (this.custom && this.behavior === 'REJECT_MESSAGE') {
      throw mailFromNotVerified();
    }
    return defaultMailFromDomain(this.ports.region);
  }
}

/** Exactly one MX record, and that of SES in this Region. [DOC custom MAIL FROM] */
async function checkMx(lookup: Lookup, domainName: string, server: string): Promise<CheckResult> {
  const answer = await ask<MxRecord>(lookup, domainName, 'MX');
  if ('error' in answer) {
    return failed(answer.error);
  }
  const [{ exchange, priority }, ...others] = answer.values;
  return others.length === 0 && priority === 10 && exchange.toLowerCase() === server ? PASSED : failed('INVALID_VALUE');
}
