import type * as sdk from '@aws-sdk/client-sesv2';
import { type EmailIdentity, originOf, regionOf } from './email-identity';
import { alreadyExists, badRequest, configurationSetExists, notFound } from './errors';
import type { Place, Store } from './store';
import { partitionOf } from '../cloudformation/names';
import type { Call, Operation } from '../kernel/service';

/** [DOC API_DkimSigningAttributes] */
const SELECTOR = /^(([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))$/;
const PRIVATE_KEY = /^[a-zA-Z0-9+/]{1,20480}={0,2}$/;
const REPLICA_ORIGIN = /^AWS_SES_[A-Z]+(_[A-Z]+)+_\d$/;

export function identityArn({ account, region }: Place, name: string): string {
  return `arn:${partitionOf(region)}:ses:${region}:${account}:identity/${name.toLowerCase()}`;
}

/** The operations of SESv2 on identities and configuration sets. */
export function sesv2Operations(store: Store): Record<string, Operation> {
  const doesNotExist = (name: string) => notFound(`Email identity ${name} does not exist.`);
  const identityOrThrow = (place: Place, name: string, error = doesNotExist(name)): EmailIdentity => {
    const identity = store.find(place, name);
    if (!identity) {
      throw error;
    }
    return identity;
  };
  const byArn = ({ account, region }: Call, arn: string): EmailIdentity => identityOrThrow({ account, region }, arn.split(':identity/')[1] ?? arn);
  const checkConfigurationSet = (place: Place, name: string | undefined) => {
    if (name && !store.hasConfigurationSet(place, name)) {
      throw notFound(`Configuration set <${name}> does not exist.`);
    }
  };

  return {
    CreateEmailIdentity: (input: sdk.CreateEmailIdentityRequest, call: Call): sdk.CreateEmailIdentityResponse => {
      const name = input.EmailIdentity!;
      if (store.find(call, name)) {
        throw alreadyExists(name);
      }
      checkConfigurationSet(call, input.ConfigurationSetName);
      const attributes = input.DkimSigningAttributes;
      const origin = attributes?.DomainSigningAttributesOrigin ?? (attributes?.DomainSigningSelector ? 'EXTERNAL' : 'AWS_SES');
      checkSigningAttributes(origin, attributes, call.region);
      const identity = store.create(call, name);
      identity.configurationSetName = input.ConfigurationSetName;
      input.Tags?.forEach(({ Key, Value }) => identity.tags.set(Key!, Value!));
      applySigning(identity, origin, attributes, true);
      return { IdentityType: identity.isDomain ? 'DOMAIN' : 'EMAIL_ADDRESS', VerifiedForSendingStatus: false, DkimAttributes: identity.dkimAttributes };
    },

    GetEmailIdentity: ({ EmailIdentity: name }: sdk.GetEmailIdentityRequest, call: Call): sdk.GetEmailIdentityResponse => {
      const identity = identityOrThrow(call, name!, notFound(`Identity ${name} does not exist.`));
      const { dkim, verification } = identity.observe();
      return {
        IdentityType: identity.isDomain ? 'DOMAIN' : 'EMAIL_ADDRESS',
        FeedbackForwardingStatus: identity.feedbackForwarding,
        VerifiedForSendingStatus: identity.verifiedForSending,
        VerificationStatus: dkim.Status,
        VerificationInfo: verification,
        DkimAttributes: dkim,
        ConfigurationSetName: identity.configurationSetName,
        MailFromAttributes: {
          MailFromDomain: identity.mailFromDomain, MailFromDomainStatus: undefined, BehaviorOnMxFailure: identity.behaviorOnMxFailure,
        },
        Tags: [...identity.tags].map(([Key, Value]) => ({ Key, Value })),
        Policies: {},
      };
    },

    DeleteEmailIdentity: ({ EmailIdentity: name }: sdk.DeleteEmailIdentityRequest, call: Call): sdk.DeleteEmailIdentityResponse => {
      identityOrThrow(call, name!);
      const replicas = store.replicasOf(call, name!);
      if (replicas.length > 0) {
        // [DOC DEED: a parent with replicas cannot be deleted; the text is assumed]
        throw badRequest(`Identity ${name} is the primary of replicas in ${replicas.join(', ')} and cannot be deleted.`);
      }
      store.delete(call, name!);
      return {};
    },

    ListEmailIdentities: (_input: sdk.ListEmailIdentitiesRequest, call: Call): sdk.ListEmailIdentitiesResponse => ({
      EmailIdentities: store.list(call).map((identity) => ({
        IdentityName: identity.name,
        IdentityType: identity.isDomain ? 'DOMAIN' : 'EMAIL_ADDRESS',
        SendingEnabled: identity.verifiedForSending,
        VerificationStatus: identity.dkimStatus,
      })),
    }),

    PutEmailIdentityDkimSigningAttributes: (
      input: sdk.PutEmailIdentityDkimSigningAttributesRequest, call: Call,
    ): sdk.PutEmailIdentityDkimSigningAttributesResponse => {
      const { EmailIdentity: name, SigningAttributesOrigin: origin, SigningAttributes: attributes } = input;
      if (!name?.trim() || name.includes('@')) {
        throw badRequest('The EmailIdentity value must be a valid domain.');
      }
      if (attributes?.DomainSigningAttributesOrigin) {
        // [DOC API_DkimSigningAttributes: only for CreateEmailIdentity; the text is assumed]
        throw badRequest('DomainSigningAttributesOrigin is not supported by this operation.');
      }
      const identity = identityOrThrow(call, name);
      checkSigningAttributes(origin!, attributes, call.region);
      applySigning(identity, origin!, attributes, false);
      return { DkimStatus: identity.dkimStatus, DkimTokens: identity.tokens, SigningHostedZone: identity.signingHostedZone };
    },

    PutEmailIdentityDkimAttributes: ({ EmailIdentity: name, SigningEnabled }: sdk.PutEmailIdentityDkimAttributesRequest, call: Call) => {
      // Not a 404. [LIVE floci]
      identityOrThrow(call, name!, badRequest(`Domain ${name} is not verified for DKIM signing.`)).signingEnabled = SigningEnabled ?? false;
    },

    PutEmailIdentityFeedbackAttributes: (input: sdk.PutEmailIdentityFeedbackAttributesRequest, call: Call) => {
      const { EmailIdentity: name, EmailForwardingEnabled } = input;
      identityOrThrow(call, name!, badRequest(`Identity ${name} is invalid. Must be a verified email address or domain.`))
        .feedbackForwarding = EmailForwardingEnabled ?? false;
    },

    PutEmailIdentityConfigurationSetAttributes: (input: sdk.PutEmailIdentityConfigurationSetAttributesRequest, call: Call) => {
      const identity = identityOrThrow(call, input.EmailIdentity!);
      checkConfigurationSet(call, input.ConfigurationSetName);
      identity.configurationSetName = input.ConfigurationSetName || undefined;
    },

    TagResource: ({ ResourceArn, Tags }: sdk.TagResourceRequest, call: Call) => {
      const identity = byArn(call, ResourceArn!);
      Tags!.forEach(({ Key, Value }) => identity.tags.set(Key!, Value!));
    },

    UntagResource: ({ ResourceArn, TagKeys }: sdk.UntagResourceRequest, call: Call) => {
      const identity = byArn(call, ResourceArn!);
      TagKeys!.forEach((key) => identity.tags.delete(key));
    },

    ListTagsForResource: ({ ResourceArn }: sdk.ListTagsForResourceRequest, call: Call): sdk.ListTagsForResourceResponse => (
      { Tags: [...byArn(call, ResourceArn!).tags].map(([Key, Value]) => ({ Key, Value })) }
    ),

    CreateConfigurationSet: ({ ConfigurationSetName: name }: sdk.CreateConfigurationSetRequest, call: Call) => {
      if (store.hasConfigurationSet(call, name!)) {
        throw configurationSetExists(name!);
      }
      store.addConfigurationSet(call, name!);
    },

    DeleteConfigurationSet: ({ ConfigurationSetName: name }: sdk.DeleteConfigurationSetRequest, call: Call) => {
      checkConfigurationSet(call, name);
      store.deleteConfigurationSet(call, name!);
    },
  };
}

function checkSigningAttributes(origin: string, attributes: sdk.DkimSigningAttributes | undefined, region: string): void {
  const { DomainSigningSelector: selector, DomainSigningPrivateKey: key, NextSigningKeyLength: length } = attributes ?? {};
  if (length && (selector || key)) {
    // [LIVE hogsend, run of 2026-08-11]
    throw badRequest('NextSigningKeyLength cannot be used together with DomainSigningSelector and DomainSigningPrivateKey.');
  }
  if (selector !== undefined && (!SELECTOR.test(selector) || selector.length > 63)) {
    throw badRequest(`1 validation error detected: Value at 'signingAttributes.domainSigningSelector' failed to satisfy constraint: Member must satisfy regular expression pattern: ${SELECTOR.source}`);
  }
  if (key !== undefined && !PRIVATE_KEY.test(key)) {
    throw badRequest(`1 validation error detected: Value at 'signingAttributes.domainSigningPrivateKey' failed to satisfy constraint: Member must satisfy regular expression pattern: ${PRIVATE_KEY.source}`);
  }
  if (origin === 'EXTERNAL' && (!selector || !key)) {
    throw badRequest('DomainSigningSelector and DomainSigningPrivateKey are required for the origin EXTERNAL.'); // assumed [INF]
  }
  if (origin !== 'EXTERNAL' && (selector || key)) {
    throw badRequest(`DomainSigningSelector and DomainSigningPrivateKey cannot be used with the origin ${origin}.`); // assumed
  }
  if (origin !== 'EXTERNAL' && origin !== 'AWS_SES' && !REPLICA_ORIGIN.test(origin)) {
    throw badRequest(`Invalid SigningAttributesOrigin ${origin}.`); // assumed
  }
  if (origin === originOf(region)) {
    throw badRequest('The primary identity must be in another Region.'); // [DOC DEED: parent Region is not the replica's; text assumed]
  }
}

function applySigning(identity: EmailIdentity, origin: string, attributes: sdk.DkimSigningAttributes | undefined, isCreation: boolean): void {
  if (origin === 'EXTERNAL') {
    identity.putByoDkim(attributes!.DomainSigningSelector!, attributes!.DomainSigningPrivateKey!);
  } else if (origin === 'AWS_SES') {
    identity.putEasyDkim(attributes?.NextSigningKeyLength, isCreation);
  } else {
    identity.putReplica(regionOf(origin));
  }
}
