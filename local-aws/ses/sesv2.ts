import type * as sdk from '@aws-sdk/client-sesv2';
import type { EmailIdentity } from './email-identity';
import { alreadyExists, badRequest, configurationSetExists, notFound } from './errors';
import { pageOf } from './identity-list';
import { checkMailFrom } from './mail-from-attributes';
import { applySigning, checkParent, checkSigningAttributes } from './signing-attributes';
import type { Place, Store } from './store';
import { addTags } from './tags';
import { partitionOf } from '../cloudformation/names';
import { NotImplementedError } from '../kernel/aws-error';
import type { Call, Operation } from '../kernel/service';

/** A domain, or an address. */
const IDENTITY = /^([^@\s]+@)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/i;

export function identityArn({ account, region }: Place, name: string): string {
  return `arn:${partitionOf(region)}:ses:${region}:${account}:identity/${name.toLowerCase()}`;
}

/** Operations after which reads may lag. */
const WRITES = [
  'CreateEmailIdentity', 'DeleteEmailIdentity', 'PutEmailIdentityDkimSigningAttributes', 'PutEmailIdentityDkimAttributes',
  'PutEmailIdentityMailFromAttributes', 'PutEmailIdentityFeedbackAttributes', 'PutEmailIdentityConfigurationSetAttributes', 'TagResource',
  'UntagResource',
];

/**
 * The operations of SESv2 on identities and configuration sets.
 *
 * @param isHasty whether the caller does not try again by itself when SES does not know of what was just made, as CloudFormation does
 */
export function sesv2Operations(store: Store, isHasty = true): Record<string, Operation> {
  const noted = (operation: Operation): Operation => (input, call) => {
    store.aboutToChange(call, input.EmailIdentity ?? nameIn(input.ResourceArn));
    return operation(input, call);
  };
  return Object.fromEntries(Object.entries(identityOperations(store, isHasty))
    .map(([name, operation]) => [name, WRITES.includes(name) ? noted(operation) : operation]));
}

const nameIn = (arn: string): string => arn.split(':identity/')[1] ?? arn;

function identityOperations(store: Store, isHasty: boolean): Record<string, Operation> {
  const doesNotExist = (name: string) => notFound(`Email identity ${name} does not exist.`);
  const identityOrThrow = (place: Place, name: string, error = doesNotExist(name)): EmailIdentity => {
    const identity = store.find(place, name);
    if (!identity || (isHasty && store.isYetUnknown(place, name))) {
      throw error;
    }
    return identity;
  };
  const byArn = ({ account, region }: Call, arn: string): EmailIdentity => identityOrThrow({ account, region }, nameIn(arn));
  const checkConfigurationSet = (place: Place, name: string | undefined) => {
    if (name && !store.hasConfigurationSet(place, name)) {
      throw notFound(`Configuration set <${name}> does not exist.`);
    }
  };

  const checkSigning = (origin: string, attributes: sdk.DkimSigningAttributes | undefined, name: string, call: Call) => {
    checkSigningAttributes(origin, attributes, call.region, store.ports.assumptions.ownRegionError);
    if (store.ports.assumptions.refusesReplicas === 'at once') {
      checkParent(origin, (region) => store.parent(call, region, name));
    }
  };

  return {
    CreateEmailIdentity: (input: sdk.CreateEmailIdentityRequest, call: Call): sdk.CreateEmailIdentityResponse => {
      const name = input.EmailIdentity!;
      if (!IDENTITY.test(name)) {
        throw badRequest(`Invalid email identity <${name}>.`); // assumed
      }
      if (store.find(call, name) || (isHasty && store.isStillKnown(call, name))) {
        throw alreadyExists(name);
      }
      checkConfigurationSet(call, input.ConfigurationSetName);
      const attributes = input.DkimSigningAttributes;
      const origin = attributes?.DomainSigningAttributesOrigin ?? (attributes?.DomainSigningSelector ? 'EXTERNAL' : 'AWS_SES');
      checkSigning(origin, attributes, name, call);
      const tags = new Map<string, string>();
      addTags(tags, input.Tags ?? [], store.ports.assumptions);
      const identity = store.create(call, name);
      identity.configurationSetName = input.ConfigurationSetName;
      tags.forEach((value, key) => identity.tags.set(key, value));
      applySigning(identity, origin, attributes, true);
      return { IdentityType: identity.isDomain ? 'DOMAIN' : 'EMAIL_ADDRESS', VerifiedForSendingStatus: false, DkimAttributes: identity.dkimAttributes };
    },

    GetEmailIdentity: ({ EmailIdentity: name }: sdk.GetEmailIdentityRequest, call: Call): sdk.GetEmailIdentityResponse => {
      const seen = store.see(call, name!);
      if (!seen) {
        throw notFound(`Identity ${name} does not exist.`);
      }
      return seen;
    },

    DeleteEmailIdentity: ({ EmailIdentity: name }: sdk.DeleteEmailIdentityRequest, call: Call): sdk.DeleteEmailIdentityResponse => {
      identityOrThrow(call, name!);
      const replicas = store.replicasOf(call, name!);
      if (replicas.length > 0) {
        // [DOC DEED: a parent with replicas cannot be deleted; the text is assumed]
        throw badRequest(`Identity ${name} is the primary of replicas in ${replicas.join(', ')} and cannot be deleted.`);
      }
      const tenants = store.tenants.of(identityArn(call, name!)).map((tenant) => tenant.name);
      if (tenants.length > 0) {
        // [DOC SES tenants: an identity that is associated with a tenant cannot be deleted; the text is assumed]
        throw badRequest(`Identity ${name} is associated with the tenants ${tenants.join(', ')} and cannot be deleted.`);
      }
      store.delete(call, name!);
      return {};
    },

    ListEmailIdentities: (input: sdk.ListEmailIdentitiesRequest, call: Call): sdk.ListEmailIdentitiesResponse => {
      if (input.Filter && Object.keys(input.Filter).length > 0) {
        throw new NotImplementedError('the Filter of ListEmailIdentities');
      }
      const { identities, nextToken } = pageOf(store.list(call), input.NextToken, input.PageSize);
      return {
        EmailIdentities: identities.map((identity) => ({
          IdentityName: identity.name,
          IdentityType: identity.isDomain ? 'DOMAIN' : 'EMAIL_ADDRESS',
          SendingEnabled: identity.verifiedForSending,
          VerificationStatus: identity.dkimStatus,
        })),
        NextToken: nextToken,
      };
    },

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
      checkSigning(origin!, attributes, name, call);
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

    PutEmailIdentityMailFromAttributes: (input: sdk.PutEmailIdentityMailFromAttributesRequest, call: Call) => {
      const { EmailIdentity: name, MailFromDomain: domainName, BehaviorOnMxFailure: behavior = 'USE_DEFAULT_VALUE' } = input;
      const identity = identityOrThrow(call, name!, badRequest(`Identity <${name}> does not exist.`));
      checkMailFrom(identity.name, domainName, behavior);
      if (domainName) {
        identity.mailFrom.put(domainName.toLowerCase(), behavior);
      } else {
        identity.mailFrom.disable();
      }
    },

    PutEmailIdentityConfigurationSetAttributes: (input: sdk.PutEmailIdentityConfigurationSetAttributesRequest, call: Call) => {
      const identity = identityOrThrow(call, input.EmailIdentity!);
      checkConfigurationSet(call, input.ConfigurationSetName);
      identity.configurationSetName = input.ConfigurationSetName || undefined;
    },

    TagResource: ({ ResourceArn, Tags }: sdk.TagResourceRequest, call: Call) => {
      addTags(byArn(call, ResourceArn!).tags, Tags!, store.ports.assumptions);
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
