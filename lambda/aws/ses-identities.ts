import {
  AlreadyExistsException, CreateEmailIdentityCommand, DeleteEmailIdentityCommand, type DkimAttributes, type DkimSigningAttributesOrigin,
  type DkimSigningKeyLength, GetEmailIdentityCommand, type MailFromAttributes, NotFoundException, PutEmailIdentityConfigurationSetAttributesCommand,
  PutEmailIdentityDkimAttributesCommand, PutEmailIdentityDkimSigningAttributesCommand,
  type PutEmailIdentityDkimSigningAttributesCommandInput, PutEmailIdentityFeedbackAttributesCommand, PutEmailIdentityMailFromAttributesCommand,
  type SESv2Client, type Tag, TagResourceCommand, UntagResourceCommand,
} from '@aws-sdk/client-sesv2';
import type { MailFrom } from '../../src/contract/ses-domain-identity';

/** How SES signs a domain's mail, as far as it tells. It never tells the private key. */
export interface LiveDkim {
  readonly status: string;
  /** `EXTERNAL` for BYODKIM, `AWS_SES` for Easy DKIM. */
  readonly origin?: string;
  /** Easy DKIM: the names of the CNAME records. BYODKIM: the selector. */
  readonly tokens: readonly string[];
  readonly signingHostedZone?: string;
  readonly nextKeyLength?: string;
  /** Easy DKIM: when SES made the key it signs with, at the wish of somebody or in its own rotation. */
  readonly keyMadeAt?: Date;
  readonly signingEnabled: boolean;
}

/** A custom MAIL FROM domain. */
export interface LiveMailFrom extends MailFrom {
  readonly status: string;
}

/** An identity as it is in SES. */
export interface LiveIdentity {
  readonly dkim: LiveDkim;
  readonly configurationSetName?: string;
  readonly feedbackForwarding: boolean;
  /** Absent where mail leaves with SES's own. */
  readonly mailFrom?: LiveMailFrom;
  readonly tags: Readonly<Record<string, string>>;
}

/** How SES's search for a domain's DKIM records goes. */
export interface DkimVerification {
  readonly status: string;
  /** Why the last look did not find what it looked for. */
  readonly errorType?: string;
  readonly lastChecked?: Date;
  /** Of the zone that SES looked into. */
  readonly soa?: { readonly primaryNameServer: string; readonly serialNumber: number };
}

export interface NewIdentity {
  readonly tags: Readonly<Record<string, string>>;
  readonly configurationSetName?: string;
  readonly keyLength?: DkimSigningKeyLength;
  /** Deterministic Easy DKIM: where the keys come from. */
  readonly origin?: string;
}

/** What SES answers to new signing attributes. */
export type DkimAnswer = Pick<LiveDkim, 'status' | 'tokens' | 'signingHostedZone'>;

export type SigningAttributes = Pick<PutEmailIdentityDkimSigningAttributesCommandInput, 'SigningAttributesOrigin' | 'SigningAttributes'>;

/** The identities of SES in one account and Region, as far as we use them. */
export class SesIdentities {
  constructor(private readonly client: SESv2Client) {}

  /** The identity as it is now, if there is one. */
  async observe(domainName: string): Promise<LiveIdentity | undefined> {
    try {
      const identity = await this.client.send(new GetEmailIdentityCommand({ EmailIdentity: domainName }));
      return {
        dkim: liveDkim(identity.DkimAttributes),
        configurationSetName: identity.ConfigurationSetName || undefined,
        feedbackForwarding: identity.FeedbackForwardingStatus ?? true,
        mailFrom: liveMailFrom(identity.MailFromAttributes),
        tags: Object.fromEntries((identity.Tags ?? []).map((tag) => [tag.Key!, tag.Value!])),
      };
    } catch (error) {
      if (error instanceof NotFoundException) {
        return undefined;
      }
      throw error;
    }
  }

  /** How far SES is with verifying an identity, which has to exist. */
  async dkimVerification(domainName: string): Promise<DkimVerification> {
    const { DkimAttributes: dkim, VerificationInfo: info } = await this.client.send(new GetEmailIdentityCommand({ EmailIdentity: domainName }));
    const soa = info?.SOARecord;
    return {
      status: dkim?.Status ?? '',
      errorType: info?.ErrorType,
      lastChecked: info?.LastCheckedTimestamp,
      soa: soa?.PrimaryNameServer ? { primaryNameServer: soa.PrimaryNameServer, serialNumber: soa.SerialNumber ?? 0 } : undefined,
    };
  }

  /** Creates the identity and answers how it signs; undefined if there is one already. */
  async create(domainName: string, { tags, configurationSetName, keyLength, origin }: NewIdentity): Promise<LiveDkim | undefined> {
    try {
      const created = await this.client.send(new CreateEmailIdentityCommand({
        EmailIdentity: domainName,
        ConfigurationSetName: configurationSetName,
        DkimSigningAttributes: keyLength || origin ? {
          NextSigningKeyLength: keyLength,
          // The SDK's list of Regions is of the day it was made; SES takes any Region that has the feature.
          DomainSigningAttributesOrigin: origin as DkimSigningAttributesOrigin | undefined,
        } : undefined,
        Tags: toTags(tags),
      }));
      return liveDkim(created.DkimAttributes);
    } catch (error) {
      if (error instanceof AlreadyExistsException) {
        return undefined;
      }
      throw error;
    }
  }

  /** Removes the identity; one that is gone is a success. */
  async delete(domainName: string): Promise<void> {
    await this.client.send(new DeleteEmailIdentityCommand({ EmailIdentity: domainName })).catch((error: Error) => {
      if (!(error instanceof NotFoundException)) {
        throw error;
      }
    });
  }

  async putSigningAttributes(domainName: string, attributes: SigningAttributes): Promise<DkimAnswer> {
    const answer = await this.client.send(new PutEmailIdentityDkimSigningAttributesCommand({ EmailIdentity: domainName, ...attributes }));
    return { status: answer.DkimStatus ?? '', tokens: answer.DkimTokens ?? [], signingHostedZone: answer.SigningHostedZone };
  }

  /** Without a length SES keeps the one it has. */
  putEasyDkim(domainName: string, keyLength?: DkimSigningKeyLength): Promise<DkimAnswer> {
    return this.putSigningAttributes(domainName, {
      SigningAttributesOrigin: 'AWS_SES',
      SigningAttributes: keyLength && { NextSigningKeyLength: keyLength },
    });
  }

  async putSigningEnabled(domainName: string, enabled: boolean): Promise<void> {
    await this.client.send(new PutEmailIdentityDkimAttributesCommand({ EmailIdentity: domainName, SigningEnabled: enabled }));
  }

  /** Without a name the identity has no default configuration set any more. */
  async putConfigurationSet(domainName: string, name: string | undefined): Promise<void> {
    await this.client.send(new PutEmailIdentityConfigurationSetAttributesCommand({
      EmailIdentity: domainName, ConfigurationSetName: name,
    }));
  }

  async putFeedbackForwarding(domainName: string, enabled: boolean): Promise<void> {
    await this.client.send(new PutEmailIdentityFeedbackAttributesCommand({ EmailIdentity: domainName, EmailForwardingEnabled: enabled }));
  }

  /** Without a domain mail leaves with SES's own again. [DOC API_SetIdentityMailFromDomain: null disables] */
  async putMailFrom(domainName: string, mailFrom: MailFrom | undefined): Promise<void> {
    await this.client.send(new PutEmailIdentityMailFromAttributesCommand({
      EmailIdentity: domainName, MailFromDomain: mailFrom?.domainName, BehaviorOnMxFailure: mailFrom?.behaviorOnMxFailure,
    }));
  }

  async tag(identityArn: string, tags: Readonly<Record<string, string>>): Promise<void> {
    await this.client.send(new TagResourceCommand({ ResourceArn: identityArn, Tags: toTags(tags) }));
  }

  async untag(identityArn: string, keys: readonly string[]): Promise<void> {
    await this.client.send(new UntagResourceCommand({ ResourceArn: identityArn, TagKeys: [...keys] }));
  }
}

function liveDkim(attributes: DkimAttributes = {}): LiveDkim {
  return {
    status: attributes.Status ?? '',
    origin: attributes.SigningAttributesOrigin,
    tokens: attributes.Tokens ?? [],
    signingHostedZone: attributes.SigningHostedZone,
    nextKeyLength: attributes.NextSigningKeyLength,
    keyMadeAt: attributes.LastKeyGenerationTimestamp,
    signingEnabled: attributes.SigningEnabled ?? true,
  };
}

function liveMailFrom(attributes: Partial<MailFromAttributes> = {}): LiveMailFrom | undefined {
  const { MailFromDomain: domainName, MailFromDomainStatus: status = '', BehaviorOnMxFailure: behaviorOnMxFailure = 'USE_DEFAULT_VALUE' } = attributes;
  return domainName ? { domainName, status, behaviorOnMxFailure } : undefined;
}

function toTags(tags: Readonly<Record<string, string>>): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
