import * as sdkv1 from '@aws-sdk/client-ses';
import * as sdk from '@aws-sdk/client-sesv2';
import { senderIdentity, sesv2Access } from './access';
import { DEFAULT_ASSUMPTIONS, type SesAssumptions } from './assumptions';
import { compose, type OutgoingMail } from './outgoing-mail';
import { sesResources } from './resources';
import { sesv1Operations } from './sesv1';
import { sesv2Operations } from './sesv2';
import { Store, type StorePorts } from './store';
import { tenantAccess, tenantOperations } from './tenants';
import type { ResourceProviders } from '../cloudformation/resource-provider';
import { AwsError } from '../kernel/aws-error';
import type { Call, ServiceApi } from '../kernel/service';

export { DEFAULT_ASSUMPTIONS, SES_ASSUMPTIONS, type SesAssumptions } from './assumptions';
export type { OutgoingMail } from './outgoing-mail';

export interface SesOptions extends Omit<StorePorts, 'assumptions'> {
  readonly assumptions?: Partial<SesAssumptions>;
}

/** SES, both APIs: identities, their verification by what the engine's DNS serves, and signed mail. */
export class Ses {
  /** Every mail that left, oldest first. */
  readonly outbox: OutgoingMail[] = [];
  /** Is called with each of them, when it leaves. */
  onMail?: (mail: OutgoingMail) => void;
  readonly apis: ServiceApi[];
  readonly resources: ResourceProviders;
  private readonly store: Store;
  private readonly assumptions: SesAssumptions;

  constructor(options: SesOptions) {
    this.assumptions = { ...DEFAULT_ASSUMPTIONS, ...options.assumptions };
    this.store = new Store({ ...options, assumptions: this.assumptions });
    const operations = {
      ...sesv2Operations(this.store),
      ...tenantOperations(this.store.tenants),
      // An account that is out of the sandbox. [DOC GetAccount]
      GetAccount: (): sdk.GetAccountResponse => ({ SendingEnabled: true, ProductionAccessEnabled: true, EnforcementStatus: 'HEALTHY' }),
      SendEmail: (input: sdk.SendEmailRequest, call: Call) => this.send(input, call),
    };
    /** The old API knows no resources, and neither does the account. [DOC Service Authorization Reference, SES and SESv2] */
    const anywhere = (action: string) => () => [{ action: `ses:${action}`, resource: '*' }];
    const v1 = sesv1Operations(this.store);
    this.apis = [
      { signingName: 'ses', protocol: 'rest-json', sdk, operations, access: { ...sesv2Access(this.store), ...tenantAccess(), GetAccount: anywhere('GetAccount') } },
      {
        signingName: 'ses',
        protocol: 'query',
        sdk: sdkv1,
        operations: v1,
        access: Object.fromEntries(Object.keys(v1).map((operation) => [operation, anywhere(operation)])),
      },
    ];
    this.resources = sesResources(this.store);
  }

  /** From now on, as on a day on which SES is slow. */
  assume(assumptions: Partial<SesAssumptions>): void {
    Object.assign(this.assumptions, assumptions);
  }

  /** The selector that signs a domain's mail at this moment; undefined while it leaves without the domain's signature. */
  signsWith(domainName: string, place: Pick<Call, 'account' | 'region'>): string | undefined {
    return this.store.find(place, domainName)?.signsWith?.selector;
  }

  /** The selector of the key that a domain's identity has, verified or not, whatever SES answers as its tokens. */
  selectorOf(domainName: string, place: Pick<Call, 'account' | 'region'>): string | undefined {
    return this.store.find(place, domainName)?.selector;
  }

  private async send(input: sdk.SendEmailRequest, call: Call): Promise<sdk.SendEmailResponse> {
    const from = input.FromEmailAddress!;
    const name = senderIdentity(this.store, call, from);
    const identity = this.store.find(call, name);
    if (!identity?.verifiedForSending) {
      throw new AwsError(
        'MessageRejected', `Email address is not verified. The following identities failed the check in region ${call.region.toUpperCase()}: ${from}`,
      );
    }
    const key = identity.signsWith;
    const own = key && { domainName: identity.name, key };
    const signers = [...own ? [own] : [], { domainName: 'amazonses.com', key: this.store.serviceKey }];
    const mail = await compose(input, from, call.region, this.store.ports.clock.now(), signers, own, identity.mailFrom.domainInUse);
    this.outbox.push(mail);
    this.onMail?.(mail);
    return { MessageId: mail.messageId };
  }
}
