import {
  AlreadyExistsException, CreateEmailIdentityCommand, DeleteEmailIdentityCommand, type DkimAttributes, type DkimSigningAttributesOrigin,
  type DkimSigningKeyLength, GetEmailIdentityCommand, type GetEmailIdentityCommandOutput, type MailFromAttributes, NotFoundException,
  PutEmailIdentityConfigurationSetAttributesCommand, PutEmailIdentityDkimAttributesCommand, PutEmailIdentityDkimSigningAttributesCommand,
  type PutEmailIdentityDkimSigningAttributesCommandInput, PutEmailIdentityFeedbackAttributesCommand, PutEmailIdentityMailFromAttributesCommand,
  type SESv2Client, type Tag, TagResourceCommand, UntagResourceCommand,
} from '@aws-sdk/client-sesv2';
import type { Attempts, Call } from './attempts';
import { type Explanation, refused } from './explanation';
import type { MailFrom } from '../../src/contract/domain-identity';
import type { DkimAnswer, IdentityPort, KeyFacts, LiveDkim, LiveIdentity, LiveMailFrom, NewIdentity, Refused, SigningChange } from '../ports';

interface Surroundings {
  readonly client: SESv2Client;
  readonly attempts: Attempts;
  readonly region: string;
  readonly identityArn: (domainName: string, region: string) => string;
  /** PKCS#1 in base64, as SES takes it. */
  readonly privateKey: (key: KeyFacts) => Promise<string>;
}

type Further = Omit<Explanation, 'what'>;

/** What SES says of an identity that it does not know, or not yet: three of its operations do so without NotFoundException. [LIVE floci] */
const UNKNOWN_IDENTITY = /does not exist|is not verified for DKIM signing|Must be a verified email address or domain/;

const WRITE: Further = {
  next: { LimitExceededException: 'ask for a higher quota of SES, or remove identities', NotFoundException: 'deploy the stack again' },
  reasons: { BadRequestException: 'invalid', NotFoundException: 'conflict' },
};

/** The identities of SES in one account and Region. */
export class SesIdentities implements IdentityPort {
  constructor(private readonly around: Surroundings) {}

  async get(domainName: string): Promise<LiveIdentity | undefined> {
    const answer = await this.around.attempts.repeat(this.about('read', domainName), async () => {
      try {
        return await this.around.client.send(new GetEmailIdentityCommand({ EmailIdentity: domainName }));
      } catch (error) {
        return orThrow(error, NotFoundException, undefined);
      }
    });
    return answer && liveIdentity(answer);
  }

  create(domainName: string, { tags, configurationSetName, keyLength, origin }: NewIdentity): Promise<LiveDkim | 'exists'> {
    return this.around.attempts.once(this.about('create', domainName, WRITE), async () => {
      try {
        const created = await this.around.client.send(new CreateEmailIdentityCommand({
          EmailIdentity: domainName,
          ConfigurationSetName: configurationSetName,
          DkimSigningAttributes: keyLength || origin ? {
            NextSigningKeyLength: keyLength as DkimSigningKeyLength | undefined,
            // The SDK's list of Regions is as old as the SDK. SES takes every Region that has the feature.
            DomainSigningAttributesOrigin: origin as DkimSigningAttributesOrigin | undefined,
          } : undefined,
          Tags: toTags(tags),
        }));
        return liveDkim(created.DkimAttributes);
      } catch (error) {
        return orThrow(error, AlreadyExistsException, 'exists' as const);
      }
    });
  }

  async delete(domainName: string): Promise<void> {
    const call = this.about('delete', domainName, {
      next: {
        BadRequestException: 'SES keeps an identity whose keys other Regions use (delete those identities first), and one of a tenant '
          + '(remove it from the tenant first); until then its records stay',
      },
      reasons: { BadRequestException: 'conflict' },
    });
    await this.around.attempts.repeat(call, async () => {
      try {
        await this.around.client.send(new DeleteEmailIdentityCommand({ EmailIdentity: domainName }));
      } catch (error) {
        orThrow(error, NotFoundException, undefined);
      }
    });
  }

  /** Not simply repeated: each time SES begins to look for the record anew, and another trigger may have given it another key meanwhile. */
  async putSigning(domainName: string, change: SigningChange): Promise<DkimAnswer> {
    const input = { EmailIdentity: domainName, ...await this.signingAttributes(change) };
    const call = this.about('change the DKIM signing of', domainName, WRITE);
    const answer = await this.around.attempts.once({ ...call, explain: (error) => this.explainSigning(error, domainName, change) }, () => (
      this.around.client.send(new PutEmailIdentityDkimSigningAttributesCommand(input))
    ));
    return { status: answer.DkimStatus ?? '', tokens: answer.DkimTokens ?? [], signingHostedZone: answer.SigningHostedZone };
  }

  async putSigningEnabled(domainName: string, enabled: boolean): Promise<void> {
    await this.write('switch DKIM signing of', domainName, () => (
      this.around.client.send(new PutEmailIdentityDkimAttributesCommand({ EmailIdentity: domainName, SigningEnabled: enabled }))
    ));
  }

  /** Without a name the identity has no default configuration set any more. */
  async putConfigurationSet(domainName: string, name: string | undefined): Promise<void> {
    await this.write(`give the configuration set ${name ?? '(none)'} to`, domainName, () => (
      this.around.client.send(new PutEmailIdentityConfigurationSetAttributesCommand({ EmailIdentity: domainName, ConfigurationSetName: name }))
    ), { ...WRITE, next: { NotFoundException: `check that the configuration set exists in ${this.around.region}` } });
  }

  async putFeedbackForwarding(domainName: string, enabled: boolean): Promise<void> {
    await this.write('change the feedback forwarding of', domainName, () => (
      this.around.client.send(new PutEmailIdentityFeedbackAttributesCommand({ EmailIdentity: domainName, EmailForwardingEnabled: enabled }))
    ));
  }

  /** Without a domain mail leaves with SES's own again. [DOC API_SetIdentityMailFromDomain: null disables] */
  async putMailFrom(domainName: string, mailFrom: MailFrom | undefined): Promise<void> {
    await this.write('change the MAIL FROM domain of', domainName, () => (
      this.around.client.send(new PutEmailIdentityMailFromAttributesCommand({
        EmailIdentity: domainName, MailFromDomain: mailFrom?.domainName, BehaviorOnMxFailure: mailFrom?.behaviorOnMxFailure,
      }))
    ));
  }

  async tag(domainName: string, tags: Readonly<Record<string, string>>): Promise<void> {
    await this.write('tag', domainName, () => (
      this.around.client.send(new TagResourceCommand({ ResourceArn: this.arn(domainName), Tags: toTags(tags) }))
    ));
  }

  async untag(domainName: string, keys: readonly string[]): Promise<void> {
    await this.write('remove tags of', domainName, () => (
      this.around.client.send(new UntagResourceCommand({ ResourceArn: this.arn(domainName), TagKeys: [...keys] }))
    ));
  }

  private async write(verb: string, domainName: string, send: () => Promise<unknown>, further: Further = WRITE): Promise<void> {
    await this.around.attempts.repeat(this.about(verb, domainName, further), send);
  }

  private about(verb: string, domainName: string, further?: Further): Call {
    return {
      explain: (error) => refused(error, { what: `${verb} the SES identity ${domainName} in ${this.around.region}`, ...further }),
      isMissing: ({ name, message }) => name === 'NotFoundException' || (name === 'BadRequestException' && UNKNOWN_IDENTITY.test(message)),
    };
  }

  /** SES takes another key length once a day, and has no error of its own for it. [DOC Easy DKIM: "The input you provided is invalid"] */
  private explainSigning(error: Error, domainName: string, change: SigningChange): Refused {
    const isLength = error.name === 'BadRequestException' && 'keyLength' in change && change.keyLength !== undefined;
    return refused(error, {
      what: `change the DKIM signing of the SES identity ${domainName} in ${this.around.region}`,
      next: isLength ? { BadRequestException: 'SES changes the key length of Easy DKIM once in 24 hours' } : WRITE.next,
      reasons: isLength ? { BadRequestException: 'key length' } : WRITE.reasons,
    });
  }

  private async signingAttributes(change: SigningChange): Promise<Omit<PutEmailIdentityDkimSigningAttributesCommandInput, 'EmailIdentity'>> {
    const SigningAttributesOrigin = change.origin as DkimSigningAttributesOrigin;
    if ('key' in change) {
      const DomainSigningPrivateKey = await this.around.privateKey(change.key);
      return { SigningAttributesOrigin, SigningAttributes: { DomainSigningSelector: change.key.selector, DomainSigningPrivateKey } };
    }
    const keyLength = 'keyLength' in change ? change.keyLength as DkimSigningKeyLength | undefined : undefined; // without one SES keeps what it has
    return { SigningAttributesOrigin, SigningAttributes: keyLength && { NextSigningKeyLength: keyLength } };
  }

  private arn(domainName: string): string {
    return this.around.identityArn(domainName, this.around.region);
  }
}

function orThrow<T>(error: unknown, expected: new (...args: never[]) => Error, value: T): T {
  if (error instanceof expected) {
    return value;
  }
  throw error;
}

function liveIdentity(answer: GetEmailIdentityCommandOutput): LiveIdentity {
  const { SOARecord: soa, ErrorType: errorType, LastCheckedTimestamp: checked, LastSuccessTimestamp: succeeded } = answer.VerificationInfo ?? {};
  return {
    dkim: liveDkim(answer.DkimAttributes),
    configurationSetName: answer.ConfigurationSetName || undefined,
    feedbackForwarding: answer.FeedbackForwardingStatus ?? true,
    mailFrom: liveMailFrom(answer.MailFromAttributes),
    tags: Object.fromEntries((answer.Tags ?? []).map((tag) => [tag.Key!, tag.Value!])),
    verification: answer.VerificationInfo && {
      errorType,
      lastChecked: checked?.getTime(),
      lastSucceeded: succeeded?.getTime(),
      primaryNameServer: soa?.PrimaryNameServer,
      serialNumber: soa?.SerialNumber,
    },
  };
}

function liveDkim(attributes: DkimAttributes = {}): LiveDkim {
  return {
    status: attributes.Status ?? '',
    origin: attributes.SigningAttributesOrigin ?? '',
    tokens: attributes.Tokens ?? [],
    signingHostedZone: attributes.SigningHostedZone,
    nextKeyLength: attributes.NextSigningKeyLength,
    keyMadeAt: attributes.LastKeyGenerationTimestamp?.getTime(),
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
